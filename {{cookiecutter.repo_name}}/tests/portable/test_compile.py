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
    FILL,
    PLAIN,
    Case,
    columns_of_rows,
    compile_and_compare,
    compiled,
    description,
    fitted,
    golden,
    make_rows,
    make_target,
    pick,
    scores_of,
)
from sklearn.base import BaseEstimator
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
from slipway_package.portable.errors import NotPortable
from slipway_package.portable.model import Input, Link
from slipway_package.portable.score import batch_scorer

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
