"""Folds of the training rows: of whole moments by time, and with rows that count in each part."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import make_table, write_params

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.errors import UserError
from slipway_package.models.training_rows import (
    Rows,
    folds_of,
    training_rows,
)
from slipway_package.params import Task

YEARS = np.repeat(np.arange(2015, 2021), [90, 130, 75, 140, 110, 55])
BY_TIME = {"by": "time", "column": "year"}


def rows_of(task: Task, split_by: np.ndarray | None = None,
            weights: np.ndarray | None = None) -> Rows:
    """As many rows as YEARS has, in a drawn order."""
    random = np.random.default_rng(5)
    y = random.integers(0, 2, 600) if task == "classification" else random.normal(size=600)
    return Rows(pd.DataFrame({"x": y}), y, weights, weights, split_by,
                2 * (task == "classification"))


def test_by_time_no_moment_is_both_fitted_and_tested_on(task: Task, folder: Path) -> None:
    years = np.random.default_rng(6).permutation(YEARS)
    folds = folds_of(rows_of(task, years), write_params(task, split=BY_TIME, training={"folds": 5}))
    assert [years[fitted_on].max() + 1 for fitted_on, _ in folds] == [
        years[held_out].min() for _, held_out in folds] == [2016, 2017, 2018, 2019, 2020]
    for fitted_on, held_out in folds:
        assert (years <= years[fitted_on].max()).sum() == len(fitted_on)
        assert set(years[held_out]) == {years[fitted_on].max() + 1}


def test_by_time_there_are_more_moments_than_folds(folder: Path) -> None:
    params = write_params("regression", split=BY_TIME, training={"folds": 6})
    with pytest.raises(UserError, match="6 folds by time need 7 moments of year, and the training "
                                        "rows have 6; lower it"):
        folds_of(rows_of("regression", YEARS), params)
    assert len(folds_of(rows_of("regression", YEARS), params, 3)) == 3


def test_moments_are_in_the_order_of_time_though_the_contract_has_them_as_words(
        folder: Path) -> None:
    table = make_table("regression", rows=20).assign(year=[str(number) for number in range(20)])
    schema = Schema(1, "t.csv", 20, TargetColumn("target", "regression", range=(-100, 100)),
                    {"age": Column("number"), "year": Column("identifier")})
    rows = training_rows(table, ["age"], schema, write_params("regression", split=BY_TIME))
    np.testing.assert_array_equal(rows.split_by, np.arange(20))


def test_each_part_of_a_fold_has_rows_that_weigh(task: Task, folder: Path) -> None:
    weights = np.zeros(600)
    with pytest.raises(UserError, match="training.sample_weight: in a fold of the cross-validation "
                                        "by random all rows .*weigh nothing"):
        folds_of(rows_of(task, weights=weights), write_params(task))
    weights[::2] = 1
    assert len(folds_of(rows_of(task, weights=weights), write_params(task))) == 3


def test_each_class_weighs_in_each_part_of_a_fold(folder: Path) -> None:
    rows = rows_of("classification")
    weights = (rows.y == 0).astype(float)
    weights[np.flatnonzero(rows.y)[:2]] = 1
    with pytest.raises(UserError, match="all rows of a class weigh nothing; give more of them"):
        folds_of(rows_of("classification", weights=weights), write_params())
