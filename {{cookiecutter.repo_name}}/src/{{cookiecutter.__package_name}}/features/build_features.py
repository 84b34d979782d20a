"""What the model sees: derived features, imputation and encoding, in one scikit-learn pipeline.

This is the second of the three places to edit. What stands here is fitted with the estimator and
kept with it, so that training and scoring cannot differ.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from ..data.iso_dates import DAY_LETTERS
from ..data.names import free_name, listed
from ..data.schema import Column, Schema
from ..errors import UserError
from ..params import Params
from ..portable.encoded import Encoded
from ..portable.expressions import columns_of, evaluate
from ..portable.model import Derived
from ..suggestions import guess
from .bins import Bins
from .expressions import parse
from .levels import FrequentLevels

DATE_PARTS = ("year", "month", "day", "weekday")
Numbers = Literal["scaled", "imputed", "raw", "binned"]


@dataclass(frozen=True)
class Features:
    """The columns that a model reads, and the expressions that are derived from them.

    A date is read by expressions alone.
    """

    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    derived: Mapping[str, str]
    dates: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The columns of the table, numbers first."""
        return [*self.numbers, *self.categories, *self.dates]


class DerivedFeatures(TransformerMixin, BaseEstimator):
    """Add a column for each expression in `expressions` (name -> text) to a DataFrame."""

    def __init__(self, expressions: dict[str, str]):
        self.expressions = expressions

    def fit(self, X: pd.DataFrame, y: object = None) -> "DerivedFeatures":
        """Do nothing: an expression has nothing to learn."""
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Evaluate the expressions; X has a float64 column for every name in them, or a date."""
        derived = {}
        for name, text in self.expressions.items():
            expression = parse(text)
            columns = {column: doubles(X[column]) for column in columns_of(expression)}
            derived[name] = evaluate(expression, columns, len(X))
        return X.assign(**derived)

    def portable_derived(self) -> list[Derived]:
        """Return the expressions as data."""
        return [Derived(name, parse(text)) for name, text in self.expressions.items()]

    def __sklearn_is_fitted__(self) -> bool:
        return True


def doubles(column: pd.Series) -> np.ndarray:
    """Return a number column's doubles with NaN where missing; of a date the seconds since 1970."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(dtype=np.float64)
    seconds = column.astype("datetime64[s]").astype(np.int64).astype(np.float64)
    return seconds.where(column.notna()).to_numpy()


class FillEmpty(TransformerMixin, BaseEstimator):
    """Give 0 to a number column that holds no value at all when it is fitted.

    Gradient boosting takes missing values, but fails on such a column (scikit-learn 1.9). No tree
    ever splits on it, so that its later values do not matter either.
    """

    def fit(self, X: pd.DataFrame, y: object = None) -> "FillEmpty":
        """Look for the columns without a value."""
        self.empty_ = X.isna().to_numpy().all(axis=0)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return doubles, NaN where missing."""
        values = X.to_numpy(dtype=np.float64, copy=True)
        values[:, self.empty_] = 0.0
        return values

    def portable_columns(self, columns: list[Encoded]) -> list[Encoded]:
        """Return the columns as they are: no tree reads one that is empty."""
        return columns


def features_of(params: Params, schema: Schema) -> Features:
    """Gather what the model reads from the contract and from params.yaml; parts of dates besides.

    Raises:
        UserError: an expression is malformed, reads a column that is no number or date, or takes
            the name of a column.
    """
    numbers, dates = tuple(schema.names("number")), tuple(schema.names("date"))
    taken = {*schema.columns, params.target.column}
    if mistakes := [mistake for name, text in params.features.items()
                    for mistake in _mistakes(name, text, taken, [*numbers, *dates])]:
        raise UserError("\n".join(mistakes))
    derived = dict(params.features)
    taken |= {*derived}
    for column in dates:
        derived |= _date_parts(column, schema.columns[column], taken)
    return Features(numbers, tuple(schema.names("category")), derived, dates)


def _mistakes(name: str, text: str, taken: Collection[str], known: Sequence[str]) -> list[str]:
    place = f"params.yaml: features.{name}"
    found = [f"{place}: there is a column of this name; choose another"] if name in taken else []
    for column in sorted(columns_of(parse(text, place)).difference(known)):
        meant = guess(column, known)
        found.append(f"{place}: {column} is no number or date column; these are {listed(known)}"
                     + (f"; {meant}" if meant else ""))
    return found


def _date_parts(name: str, column: Column, taken: set[str]) -> dict[str, str]:
    """Write the expressions of a date's parts; the hour only where the contract has times."""
    with_time = any(len(end) > DAY_LETTERS for end in column.dates or ())
    quoted = name.replace("`", "``")
    return {free_name(f"{name} {part}", taken): f"{part}(`{quoted}`)"
            for part in (*DATE_PARTS, *(["hour"] if with_time else []))}


def build_features(features: Features, numbers: Numbers) -> list[tuple[str, TransformerMixin]]:
    """Build the steps ahead of an estimator: derived features, then a matrix of doubles.

    `numbers` says how number columns are prepared: `scaled` (median for missing, a 0/1 column
    that says so, zero mean and unit variance: for linear models), `imputed` (the same without
    scaling: for trees), `raw` (NaN stays: for estimators that take it) or `binned` (categories
    too: codes of bins and levels, for points tables). A missing category is a level of its own;
    a rare or unseen one is none of the levels.
    """
    columns = [*features.numbers, *features.derived]
    derive = ("derive", DerivedFeatures(dict(features.derived)))
    if numbers == "binned":
        return [derive, ("bin", Bins(columns, list(features.categories)))]
    parts: list[tuple[str, object, Sequence[str]]] = []
    if columns:
        parts.append(("number", _number_steps(numbers), columns))
    if features.categories:
        parts.append(("category", FrequentLevels(), list(features.categories)))
    return [derive, ("encode", ColumnTransformer(parts, sparse_threshold=0))]


def _number_steps(numbers: Numbers) -> TransformerMixin:
    if numbers == "raw":
        return FillEmpty()
    impute = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    if numbers == "imputed":
        return impute
    return Pipeline([("impute", impute), ("scale", StandardScaler())])
