"""What fitted transformers make of columns."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from .encoded import Encoded, FlagColumn, NumberColumn, WordColumn
from .errors import NotPortable
from .model import MISSING_WORD, IsLevel, IsMissing


def encode(step: BaseEstimator | str | None, columns: Sequence[Encoded],
           place: str) -> list[Encoded]:
    """Apply a fitted transformer to columns; `place` names it in errors.

    Raises:
        NotPortable: the transformer, or a setting of it, has no portable form.
    """
    if hasattr(step, "portable_columns"):
        return step.portable_columns(list(columns))
    if step in ("passthrough", None):
        return list(columns)
    # The very type: what a subclass does, nobody knows.
    if type(step) not in _ENCODERS:
        raise NotPortable(f"{place}: {type(step).__name__} has no portable form")
    return _ENCODERS[type(step)](step, columns, place)


def _chain(step: Pipeline, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    for name, part in step.steps:
        columns = encode(part, columns, f"{place}.{name}")
    return list(columns)


def _split(step: ColumnTransformer, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    if step.transformer_weights:
        raise NotPortable(f"{place}: transformer_weights have no portable form")
    by_name = {column.column: column for column in columns
               if isinstance(column, NumberColumn | WordColumn)}
    found: list[Encoded] = []
    for name, part, chosen in step.transformers_:
        if part == "drop":
            continue
        if isinstance(chosen, str | slice) or not all(isinstance(column, str)
                                                      and column in by_name for column in chosen):
            raise NotPortable(f"{place}.{name}: takes columns by other than a list of their names")
        if len(chosen):
            found += encode(part, [by_name[column] for column in chosen], f"{place}.{name}")
    return found


def _keep(step: FunctionTransformer, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    # A ColumnTransformer has one without a function for each "passthrough".
    if step.func is not None:
        raise NotPortable(f"{place}: FunctionTransformer has no portable form")
    return list(columns)


def _impute(step: SimpleImputer, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    _refuse_marked(step, place)
    if any(map(_is_nan, step.statistics_)):
        raise NotPortable(f"{place}: drops columns without a value; set keep_empty_features")
    found: list[Encoded] = []
    for column, fill in zip(columns, step.statistics_):
        if not _is_raw(column) or isinstance(fill, str) != isinstance(column, WordColumn):
            raise NotPortable(f"{place}: fills what is no plain number or word column")
        found.append(replace(column, fill=fill if isinstance(fill, str) else float(fill)))
    if step.indicator_ is not None:
        found += _indicate(step.indicator_, columns, place)
    return found


def _indicate(step: MissingIndicator, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    _refuse_marked(step, place)
    found: list[Encoded] = []
    for position in step.features_:
        if not _is_raw(columns[position]):
            raise NotPortable(f"{place}: looks for missing values where they are filled already")
        found.append(FlagColumn(IsMissing(columns[position].column)))
    return found


def _scale(step: StandardScaler, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    centers = np.zeros(len(columns)) if step.mean_ is None or not step.with_mean else step.mean_
    scales = np.ones(len(columns)) if step.scale_ is None else step.scale_
    found: list[Encoded] = []
    for column, center, scale in zip(columns, centers.tolist(), scales.tolist()):
        if not isinstance(column, NumberColumn | FlagColumn) or (column.center, column.scale) \
                != (0, 1):
            raise NotPortable(f"{place}: scales what is scaled already, or no number")
        found.append(replace(column, center=center, scale=scale))
    return found


def _one_hot(step: OneHotEncoder, columns: Sequence[Encoded], place: str) -> list[Encoded]:
    if step.handle_unknown != "ignore" or step.drop is not None or step.min_frequency \
            or step.max_categories:
        raise NotPortable(f"{place}: OneHotEncoder is portable with handle_unknown='ignore', and "
                          "without drop, min_frequency or max_categories")
    found: list[Encoded] = []
    for column, levels in zip(columns, step.categories_):
        if not isinstance(column, WordColumn) or column.fill != MISSING_WORD:
            raise NotPortable(f"{place}: OneHotEncoder is portable on words whose missing ones "
                              f"are filled with {MISSING_WORD!r}")
        found += [FlagColumn(IsMissing(column.column) if level == MISSING_WORD
                             else IsLevel(column.column, str(level))) for level in levels]
    return found


def _refuse_marked(step: SimpleImputer | MissingIndicator, place: str) -> None:
    if not _is_nan(step.missing_values):
        raise NotPortable(f"{place}: takes {step.missing_values!r} for missing, not NaN")


def _is_raw(column: Encoded) -> bool:
    return isinstance(column, NumberColumn | WordColumn) \
        and column == type(column)(column.column)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value


_ENCODERS: dict[type, Callable[..., list[Encoded]]] = {
    Pipeline: _chain, ColumnTransformer: _split, FunctionTransformer: _keep,
    SimpleImputer: _impute, MissingIndicator: _indicate, StandardScaler: _scale,
    OneHotEncoder: _one_hot,
}
