"""The rows that models are fitted and compared on: how they weigh, and how they fall into folds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.base import BaseEstimator
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)
from sklearn.pipeline import Pipeline

from ..data.schema import Schema
from ..data.split import split_column
from ..data.target import classes_of, target_values
from ..errors import UserError
from ..params import Params
from .weights import sample_weights

Fold = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Rows:
    """Features, coded target, and what each row weighs when it is measured and when it is fitted.

    `split_by` is the group or the moment of each row, where params.yaml splits by one; `classes`
    is the count of classes, 0 for a number. All arrays are of shape (rows,).
    """

    X: pd.DataFrame
    y: np.ndarray
    weights: np.ndarray | None
    fit_weights: np.ndarray | None
    split_by: np.ndarray | None
    classes: int

    def take(self, positions: np.ndarray) -> "Rows":
        """Take some of the rows."""
        def some(values: np.ndarray | None) -> np.ndarray | None:
            return None if values is None else values[positions]
        return replace(self, X=self.X.iloc[positions], y=self.y[positions],
                       weights=some(self.weights), fit_weights=some(self.fit_weights),
                       split_by=some(self.split_by))


def training_rows(table: pd.DataFrame, columns: list[str], schema: Schema,
                  params: Params) -> Rows:
    """Gather the rows of the training table.

    Raises:
        UserError: params.yaml weighs other classes than there are.
    """
    y, weights = target_values(table, schema), sample_weights(table, params)
    by_class = _class_weights(y, weights, schema, params)
    fit_weights = weights
    if by_class is not None:
        fit_weights = by_class[y] * (1 if weights is None else weights)
    return Rows(table[columns], y, weights, fit_weights, _split_by(table, params),
                len(classes_of(schema)))


def _split_by(table: pd.DataFrame, params: Params) -> np.ndarray | None:
    name = params.split.column
    if name is None:
        return None
    if params.split.by == "group":
        return table[name].to_numpy()
    # A year that the contract takes for an identifier stands there as a word.
    moments = split_column(pa.Table.from_pandas(table[[name]], preserve_index=False), params)
    return moments.to_numpy(zero_copy_only=False)


def fit(model: BaseEstimator, rows: Rows) -> BaseEstimator:
    """Fit a pipeline, or a baseline, on weighed rows."""
    if rows.fit_weights is None:
        return model.fit(rows.X, rows.y)
    step = f"{model.steps[-1][0]}__" if isinstance(model, Pipeline) else ""
    return model.fit(rows.X, rows.y, **{f"{step}sample_weight": rows.fit_weights})


def folds_of(rows: Rows, params: Params, most: int | None = None) -> list[Fold]:
    """Cut rows into folds as the test rows were split off: at random, by group, or by time.

    By time, each fold is tested on what comes after the rows that it is fitted on (scikit-learn's
    TimeSeriesSplit, of the moments). There are `training.folds` of them, or `most`.

    Raises:
        UserError: there are too few groups or moments, or a fold lacks a class, or rows that
            weigh anything.
    """
    count = params.training.folds if most is None else min(params.training.folds, most)
    folds = [*_folds(rows, count, params)]
    for fold in folds:
        for part in fold:
            _check_part(rows, part, params)
    return folds


def _check_part(rows: Rows, part: np.ndarray, params: Params) -> None:
    by = params.split.by
    other = "" if by == "random" else ", or say `by: random`"
    if rows.classes and not np.bincount(rows.y[part], minlength=rows.classes).all():
        raise UserError(f"params.yaml: training.folds: a fold of the cross-validation by {by} "
                        f"lacks a class; lower the number of folds{other}")
    if rows.weights is None:
        return
    weighs = rows.weights[part] > 0
    if rows.classes and not np.bincount(rows.y[part], weighs, rows.classes).all() \
            or not weighs.any():
        what = "rows of a class" if rows.classes else "rows"
        raise UserError(f"params.yaml: training.sample_weight: in a fold of the cross-validation "
                        f"by {by} all {what} weigh nothing; give more of them a weight, or lower "
                        f"training.folds{other}")


def _folds(rows: Rows, count: int, params: Params) -> Iterator[Fold]:
    seed = params.seed
    if params.split.by == "time":
        # Rows of one moment stay together: a model that knows some of it is not tested on it.
        moments, moment = np.unique(rows.split_by, return_inverse=True)
        if len(moments) <= count:
            raise UserError(f"params.yaml: training.folds: {count} folds by time need {count + 1} "
                            f"moments of {params.split.column}, and the training rows have "
                            f"{len(moments)}; lower it, or say `by: random`")
        order = np.argsort(moment, kind="stable")
        for fitted_on, held_out in TimeSeriesSplit(count).split(moments):
            yield (order[np.isin(moment[order], fitted_on)],
                   order[np.isin(moment[order], held_out)])
    elif params.split.by == "group":
        groups = len(pd.unique(rows.split_by))
        if groups < count:
            raise UserError(f"params.yaml: training.folds: {count} folds of {groups} groups of "
                            f"{params.split.column} cannot be made; lower it, or say `by: random`")
        kind = StratifiedGroupKFold if rows.classes else GroupKFold
        yield from kind(count, shuffle=True, random_state=seed).split(rows.X, rows.y, rows.split_by)
    else:
        random = StratifiedKFold if rows.classes else KFold
        yield from random(count, shuffle=True, random_state=seed).split(rows.X, rows.y)


def _class_weights(y: np.ndarray, weights: np.ndarray | None, schema: Schema,
                   params: Params) -> np.ndarray | None:
    given, classes = params.training.class_weight, classes_of(schema)
    if given is None:
        return None
    if given == "balanced":
        counts = np.bincount(y, weights, minlength=len(classes))
        return counts.sum() / (len(classes) * counts)
    if set(given) != set(classes):
        raise UserError("params.yaml: training.class_weight: weighs "
                        f"{', '.join(sorted(given))}, but the classes are {', '.join(classes)}; "
                        "give each of them a weight, or say `balanced`")
    return np.array([given[name] for name in classes])
