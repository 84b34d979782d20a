"""The steps ahead of the estimator, on rows as they may come."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import make_table, write_params
from sklearn.pipeline import Pipeline

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.errors import UserError
from slipway_package.features.build_features import (
    Features,
    build_features,
    features_of,
)

FEATURES = Features(("income", "age"), ("home town", "job"), {"ratio": "income / (age - 50)"})
SCHEMA = Schema(version=1, table="t.csv", rows=1,
                target=TargetColumn(name="target", task="regression"),
                columns={"age": Column(kind="number"), "job": Column(kind="category")})


@pytest.fixture
def rows() -> pd.DataFrame:
    """Rows for fitting."""
    return make_table("regression")[FEATURES.columns]


@pytest.mark.parametrize("numbers", ["scaled", "imputed", "raw"])
def test_any_row_becomes_a_row_of_doubles(numbers: str, rows: pd.DataFrame) -> None:
    steps = Pipeline(build_features(FEATURES, numbers)).fit(rows)
    new = pd.DataFrame({"income": [1.0, np.nan, np.nan], "age": [50.0, 20.0, np.nan],
                        "home town": ["mars", "north", None], "job": [None, "free", None]})
    matrix = steps.transform(new.astype({"home town": "str", "job": "str"}))
    assert matrix.dtype == np.float64
    assert np.isnan(matrix).any() == (numbers == "raw")
    levels = steps[-1].named_transformers_["category"].levels_
    names = [f"{column} {level}" for column, found in levels.items() for level in found]
    one_hot = pd.DataFrame(matrix[:, -len(names):], columns=names)
    assert one_hot.iloc[0].sum() == 1  # an unseen town is none of the known; no job is a word
    assert one_hot.iloc[0]["job (missing)"] == 1
    assert one_hot.iloc[1][["home town north", "job free"]].tolist() == [1, 1]
    assert one_hot.iloc[1].sum() == 2


def test_a_missing_number_is_the_median_and_says_so(rows: pd.DataFrame) -> None:
    only = Features(("income",), (), {})
    steps = Pipeline(build_features(only, "imputed")).fit(rows[["income"]])
    new = pd.DataFrame({"income": [np.nan, 5.0]})
    assert steps.transform(new).tolist() == [[rows["income"].median(), 1], [5, 0]]


def test_a_column_without_a_value_and_an_expression_of_it_can_be_fitted(
        rows: pd.DataFrame) -> None:
    rows = rows.assign(income=np.nan, job=pd.Series([None] * len(rows), dtype="str"))
    for numbers in ("scaled", "imputed"):
        matrix = Pipeline(build_features(FEATURES, numbers)).fit_transform(rows)
        assert np.isfinite(matrix).all()


def test_only_categories_or_only_expressions_will_do(rows: pd.DataFrame) -> None:
    for features in (replace(FEATURES, numbers=(), derived={}), replace(FEATURES, categories=())):
        matrix = Pipeline(build_features(features, "imputed")).fit_transform(rows)
        assert matrix.shape[0] == len(rows)


def test_features_are_checked_against_the_contract(folder: Path) -> None:
    params = write_params("regression", features={"decades": "age / 10"})
    assert features_of(params, SCHEMA) == Features(("age",), ("job",), {"decades": "age / 10"})
    for name, text, message in [
            ("x", "job + 1", "features.x: job is no number or date column; these are age"),
            ("x", "Age", "features.x: Age is no number or date column; .* did you mean `age`"),
            ("age", "age * 2", "features.age: there is a column of this name"),
            ("target", "age * 2", "features.target: there is a column of this name"),
            ("x", "age +", "features.x: 'age [+]' is not an expression")]:
        with pytest.raises(UserError, match=f"params.yaml: {message}"):
            features_of(write_params("regression", features={name: text}), SCHEMA)
    with pytest.raises(UserError) as error:
        features_of(write_params("regression", features={"age": "jb", "x": "ag"}), SCHEMA)
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == [
        "features.age", "features.age", "features.x"]
