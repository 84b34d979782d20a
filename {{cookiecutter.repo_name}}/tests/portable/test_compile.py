"""Compiled pipelines: the score of scikit-learn, to the last bit where trees are added up."""

import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fitted import (
    CASES,
    CATEGORIES,
    DOUBLES,
    NUMBERS,
    Case,
    columns_of_rows,
    compiled,
    description,
    fitted,
    golden,
    make_rows,
    make_target,
    scores_of,
)
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    StandardScaler,
)
from sklearn.tree import DecisionTreeRegressor

from slipway_package.features.bins import Bins
from slipway_package.features.build_features import DerivedFeatures
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import Description, Encoded
from slipway_package.portable.errors import NotPortable
from slipway_package.portable.expressions import Number
from slipway_package.portable.model import (
    Additive,
    Derived,
    Input,
    LinearTerm,
    Link,
    PortableModel,
)
from slipway_package.portable.score import batch_scorer

PLAIN = ["tiny", "huge", "whole"]
FILL = SimpleImputer(strategy="median", keep_empty_features=True)
WORDS = SimpleImputer(strategy="constant", fill_value="(missing)", keep_empty_features=True)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_compiled_pipeline_scores_as_scikit_learn(case: Case) -> None:
    table, model = golden(case), compiled(case)
    found, expected = batch_scorer(model)(columns_of_rows(table)), scores_of(fitted(case), table)
    exact = model.link.kind == "identity" and case[1] not in DOUBLES
    np.testing.assert_allclose(found, expected, *((0, 0) if exact else (1e-14, 1e-14)))


@pytest.mark.parametrize("case", [case for case in CASES if "boosting" in case[1]
                                  and case[0] != "regression"], ids="-".join)
def test_boosted_trees_add_up_to_the_last_bit(case: Case) -> None:
    model = replace(compiled(case), link=Link("identity"))
    with np.errstate(over="ignore", invalid="ignore"):
        expected = fitted(case).decision_function(golden(case))
    np.testing.assert_array_equal(batch_scorer(model)(columns_of_rows(golden(case))), expected)


def test_what_does_not_matter_to_the_score_is_left_out() -> None:
    model = compiled(("binary", "baseline", "imputed"))
    assert (model.inputs, model.derived) == ((), ())
    steps = [("first", DerivedFeatures({"a": "tiny + 1", "unused": "log(huge)"})),
             ("second", DerivedFeatures({"b": "a * 2"})),
             ("pick", ColumnTransformer([("number", FILL, ["b"])]))]
    model = compile_and_compare(*steps, ("estimate", Ridge()))
    assert [item.name for item in model.derived] == ["a", "b"]
    assert model.inputs == (Input("tiny", "number"),)


def compile_and_compare(*steps: tuple[str, BaseEstimator]) -> PortableModel:
    """Fit steps, compile them, and compare the scores on the rows that they were fitted on."""
    table = make_rows()
    pipeline = Pipeline(list(steps)).fit(table, make_target("regression"))
    model = compile_model(pipeline, description("regression"))
    np.testing.assert_allclose(batch_scorer(model)(columns_of_rows(table)),
                               pipeline.predict(table), 1e-12)
    return model


@pytest.mark.parametrize("step", [
    ColumnTransformer([("keep", "passthrough", ["same"]), ("number", FILL, PLAIN),
                       ("none", FILL, []), ("drop", "drop", ["empty"])]),
    ColumnTransformer([("number", FILL, PLAIN), ("flag", MissingIndicator(), ["huge"])]),
    ColumnTransformer([("flag", MissingIndicator(), ["huge"]), ("number", FILL, PLAIN)]),
    ColumnTransformer([("number", make_pipeline(None, FILL, StandardScaler(with_std=False),
                                                "passthrough"), np.array(PLAIN))]),
    ColumnTransformer([("number", make_pipeline(FILL, StandardScaler(with_mean=False)), PLAIN)]),
    ColumnTransformer([("number", SimpleImputer(strategy="constant", fill_value=-9.5), PLAIN)]),
    ColumnTransformer([("number", SimpleImputer(strategy="most_frequent"), PLAIN)]),
    ColumnTransformer([(name, make_pipeline(WORDS, OneHotEncoder(handle_unknown="ignore")),
                        list(CATEGORIES)) for name in ("once", "twice")]),
], ids=["passthrough", "flags_last", "flags_first", "centred", "not_centred", "constant",
        "most_frequent", "words_twice"])
def test_other_steps_of_scikit_learn_that_have_a_portable_form(step: ColumnTransformer) -> None:
    number_only = [part for part in step.transformers if part[0] == "keep"]
    estimator = DecisionTreeRegressor(max_depth=4) if number_only else LinearRegression()
    compile_and_compare(("encode", step), ("estimate", estimator))


class Squared(StandardScaler):
    """A subclass of what has a portable form, which does something else."""

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Scale, and square."""
        return super().transform(X) ** 2


class SquaredRidge(Ridge):
    """A subclass of what has a portable form, which does something else."""

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Predict, and square."""
        return super().predict(X) ** 2


def pick(step: BaseEstimator | str, *names: str, **settings: object) -> ColumnTransformer:
    """One step on the named columns."""
    return ColumnTransformer([("part", step, list(names or PLAIN))], **settings)


@pytest.mark.parametrize("step, message", [
    (make_pipeline(pick(FILL), MinMaxScaler()), "step.minmaxscaler: MinMaxScaler has no portable"),
    (make_pipeline(pick(FILL), Squared()), "step.squared: Squared has no portable form"),
    (pick(make_pipeline(FILL, FunctionTransformer(np.abs))),
     "step.part.functiontransformer: FunctionTransformer has no portable form"),
    (pick(make_pipeline(WORDS, OneHotEncoder(handle_unknown="ignore", drop="first")),
          *CATEGORIES), "step.part.onehotencoder: OneHotEncoder is portable with handle_unknown="),
    (pick(make_pipeline(WORDS, OneHotEncoder()), *CATEGORIES), "onehotencoder: OneHotEncoder is p"),
    (pick(make_pipeline(WORDS, OneHotEncoder(handle_unknown="ignore", min_frequency=3)),
          *CATEGORIES), "onehotencoder: OneHotEncoder is portable with"),
    (pick(make_pipeline(SimpleImputer(strategy="most_frequent"),
                        OneHotEncoder(handle_unknown="ignore")), *CATEGORIES[:2]),
     "step.part.onehotencoder: OneHotEncoder is portable on words whose missing ones are filled"),
    (pick(make_pipeline(SimpleImputer(strategy="most_frequent", keep_empty_features=True),
                        OrdinalEncoder()), CATEGORIES[0]),
     "step.part.ordinalencoder: OrdinalEncoder has no portable form"),
    (pick(make_pipeline(FILL, SimpleImputer(missing_values=0.0)), "whole"),
     "step.part.simpleimputer-2: takes 0.0 for missing, not NaN"),
    (pick(SimpleImputer(), "empty", "tiny"), "step.part: drops columns without a value; set keep"),
    (pick(make_pipeline(StandardScaler(), FILL)), "step.part.simpleimputer: fills what is no pl"),
    (pick(make_pipeline(FILL, FILL)), "step.part.simpleimputer-2: fills what is no plain number"),
    (pick(make_pipeline(FILL, StandardScaler(), StandardScaler())), "scaler-2: scales what is sca"),
    (pick(make_pipeline(FILL, MissingIndicator(features="all"))), "missingindicator: looks for m"),
    (make_pipeline(pick(SimpleImputer(add_indicator=True)), MissingIndicator(features="all")),
     "step.missingindicator: looks for missing values where they are filled already"),
    (pick(FILL, transformer_weights={"part": 2}), "step: transformer_weights have no portable f"),
    (ColumnTransformer([("part", FILL, slice("tiny", "huge"))]), "step.part: takes columns by oth"),
    (ColumnTransformer([("part", FILL, [2, 3])]), "step.part: takes columns by other than a list"),
    (pick(MissingIndicator(), "tiny"), "estimate: LinearRegression does not fit a portable model "
     "(model.estimator.terms[0]: 'tiny' is no category column)"),
    (pick("passthrough", "same"), "estimate: same can be missing, which a linear model cannot tak"),
    (ColumnTransformer([("a", FILL, PLAIN), ("b", FILL, PLAIN)]), "estimate: tiny stands twice am"),
])
def test_a_step_without_a_portable_form_is_named(step: BaseEstimator, message: str) -> None:
    pipeline = Pipeline([("step", step), ("estimate", LinearRegression())])
    with warnings.catch_warnings(category=UserWarning, action="ignore"):
        pipeline.fit(make_rows(), make_target("regression"))
    with pytest.raises(NotPortable, match=re.escape(message)):
        compile_model(pipeline, description("regression"))


@pytest.mark.parametrize("estimator, message", [
    (SquaredRidge(), "estimate: SquaredRidge has no portable form"),
    (GradientBoostingRegressor(n_estimators=2, init=LinearRegression()),
     "estimate: gradient boosting that starts from a model has no portable form"),
    (HistGradientBoostingRegressor(max_iter=2, loss="poisson"),
     "estimate: gradient boosting with loss='poisson' has no portable form"),
    (HistGradientBoostingRegressor(max_iter=2, categorical_features=[2], min_samples_leaf=2),
     "estimate: histogram gradient boosting is portable on numbers only"),
], ids=["subclass", "from_a_model", "poisson", "native_categories"])
def test_an_estimator_without_a_portable_form_is_named(estimator: BaseEstimator,
                                                       message: str) -> None:
    target = np.abs(make_target("regression"))
    pipeline = Pipeline([("fill", pick(FILL)), ("estimate", estimator)]).fit(make_rows(), target)
    with pytest.raises(NotPortable, match=message):
        compile_model(pipeline, description("regression"))


def test_what_fits_no_portable_model_is_told() -> None:
    table, target = make_rows(), make_target("regression")
    pipeline = Pipeline([("estimate", DummyClassifier(strategy="stratified"))])
    with pytest.raises(NotPortable, match="estimate: a baseline by 'stratified' has no portable"):
        compile_model(pipeline.fit(table, make_target("binary")), description("binary"))
    pipeline = Pipeline([("bin", Bins(["tiny"], [])), ("estimate", LinearRegression())])
    with pytest.raises(NotPortable, match="estimate: .* takes numbers, and tiny is encoded as non"):
        compile_model(pipeline.fit(table, make_target("binary")), description("regression"))
    both = np.column_stack([target, -target])
    for estimator in (Ridge(), RandomForestRegressor(2)):
        pipeline = Pipeline([("fill", pick(FILL)), ("estimate", estimator)]).fit(table, both)
        with pytest.raises(NotPortable, match="estimate: a .* several targets has no portable"):
            compile_model(pipeline, description("regression"))


def test_a_chain_of_trees_too_deep_for_parsers_is_told() -> None:
    table = pd.DataFrame({"whole": np.arange(250.0)})
    # Each split takes off the greatest value that is left.
    pipeline = Pipeline([("fill", pick(FILL, "whole")), ("estimate", DecisionTreeRegressor())])
    pipeline.fit(table, 4.0 ** np.arange(250))
    assert pipeline[-1].get_depth() > 200
    with pytest.raises(NotPortable, match="estimate: a tree is deeper than 200 levels; set max_d"):
        compile_model(pipeline, description("regression"))


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


class OfLogarithm(Ridge):
    """An estimator of one's own, which learns log(y + 1)."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> "OfLogarithm":
        """Learn the logarithm."""
        return super().fit(X, np.log1p(y))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Undo the logarithm."""
        return np.exp(super().predict(X)) - 1

    def portable_estimator(self, columns: list[Encoded]) -> tuple[Additive, Link]:
        """Return the terms that Ridge has, and the link that undoes the logarithm."""
        terms = tuple(LinearTerm(column.column, 0.0, (weight,), (weight * column.fill,))
                      for column, weight in zip(columns, self.coef_.tolist()))
        return Additive((float(self.intercept_),), terms), Link("exponential")


def test_dates_are_inputs_that_derived_numbers_alone_read() -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"n": random.normal(size=200), "unused": random.normal(size=200),
                          "t": random.integers(-2_000_000_000, 2_000_000_000, 200).astype(float)})
    table.loc[::9, "t"] = np.nan
    derived = DerivedFeatures({"month of t": "month(t)", "age": "2030 - year(t)"})
    pipeline = make_pipeline(
        derived, ColumnTransformer([("number", FILL, ["n", "month of t", "age"])]), OfLogarithm())
    pipeline.fit(table, random.lognormal(size=200))
    made = compile_model(pipeline, Description("m", "y", None, ["n", "unused"], [], ["t", "late"]))
    assert made.inputs == (Input("n", "number"), Input("t", "date"))
    assert made.link == Link("exponential")
    found = batch_scorer(made)({name: table[name].to_numpy() for name in ("n", "t")})
    np.testing.assert_allclose(found, pipeline.predict(table), 1e-14)
