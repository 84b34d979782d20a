"""Steps of one's own, and the project's: they take part in a portable model by their hooks."""

from dataclasses import replace

import numpy as np
import pandas as pd
from fitted import FILL, NUMBERS, PLAIN, compile_and_compare, pick
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeRegressor

from slipway_package.features.build_features import DerivedFeatures
from slipway_package.models.log_target import LogTarget
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import Description, Encoded
from slipway_package.portable.expressions import Number
from slipway_package.portable.model import (
    Additive,
    Derived,
    Input,
    LinearTerm,
    Link,
)
from slipway_package.portable.score import batch_scorer


class Halve(TransformerMixin, BaseEstimator):
    """A transformer of one's own, with its portable form."""

    def fit(self, X: np.ndarray, y: object = None) -> "Halve":
        """Do nothing."""
        self.fitted_ = True
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Halve every number."""
        return np.asarray(X) / 2

    def portable_columns(self, columns: list[Encoded]) -> list[Encoded]:
        """Return the columns with twice the scale."""
        return [replace(column, scale=column.scale * 2) for column in columns]


class WithProduct(Halve):
    """A step of one's own that adds a column."""

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Add a column that is 3."""
        return X.assign(three=3.0)

    def portable_derived(self) -> list[Derived]:
        """Return the column as data."""
        return [Derived("three", Number(3.0))]


class Halved(RegressorMixin, BaseEstimator):
    """An estimator of one's own: half of the first column."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> "Halved":
        """Do nothing."""
        self.fitted_ = True
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Halve the first column."""
        return np.asarray(X)[:, 0] / 2

    def portable_estimator(self, columns: list[Encoded]) -> tuple[Additive, Link]:
        """Return the half as a term."""
        worth = 0.5 / columns[0].scale
        term = LinearTerm(columns[0].column, 0.0, (worth,), (worth * columns[0].fill,))
        return Additive((0.0,), (term,)), Link("identity")


def test_steps_of_ones_own_take_part_by_their_hooks() -> None:
    names = [*PLAIN, "three"]
    model = compile_and_compare(
        ("add", WithProduct()), ("pick", ColumnTransformer([("number", FILL, names)])),
        ("halve", Halve()), ("estimate", DecisionTreeRegressor(max_depth=5)))
    assert {item.name for item in model.inputs} <= set(NUMBERS)
    model = compile_and_compare(("pick", pick(FILL)), ("halve", Halve()), ("estimate", Halved()))
    assert model.inputs == (Input("tiny", "number"),)


def test_dates_are_inputs_that_derived_numbers_alone_read() -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"n": random.normal(size=200), "unused": random.normal(size=200),
                          "t": random.integers(-2_000_000_000, 2_000_000_000, 200).astype(float)})
    table.loc[::9, "t"] = np.nan
    derived = DerivedFeatures({"month of t": "month(t)", "age": "2030 - year(t)"})
    pipeline = make_pipeline(derived, pick(FILL, "n", "month of t", "age"), LogTarget(Ridge()))
    pipeline.fit(table, random.lognormal(size=200))
    made = compile_model(pipeline, Description("m", "y", None, ["n", "unused"], [], ["t", "late"]))
    assert made.inputs == (Input("n", "number"), Input("t", "date"))
    assert made.link == Link("exponential")
    found = batch_scorer(made)({name: table[name].to_numpy() for name in ("n", "t")})
    np.testing.assert_allclose(found, pipeline.predict(table), 1e-14)
