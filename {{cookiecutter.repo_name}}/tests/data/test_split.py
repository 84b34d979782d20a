"""Splitting test rows off, by content."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from samples import make_table, write_params

from slipway_package.data.split import check_duplicates, row_contents
from slipway_package.data.split import split_rows
from slipway_package.errors import UserError
from slipway_package.params import Params


def split(table: pd.DataFrame, params: Params) -> np.ndarray:
    contents = row_contents(pa.Table.from_pandas(table), params.source.missing)
    return split_rows(contents, table["target"], params)


def test_each_class_gives_its_share_and_the_seed_decides(folder: Path) -> None:
    table = make_table("classification", rows=400)
    table.loc[::10, "target"] = "bad"
    test = split(table, write_params(seed=1))
    for _, members in table.groupby("target"):
        assert test[members.index].sum() == round(0.2 * len(members))
    np.testing.assert_array_equal(test, split(table, write_params(seed=1)))
    assert 0.05 < (test & split(table, write_params(seed=2))).sum() / test.sum() < 0.4


@pytest.mark.parametrize("columns", [["id", "income", "target"], ["job", "target"]],
                         ids=["all different", "many twins"])
def test_the_order_of_the_rows_does_not_matter(columns: list[str], folder: Path) -> None:
    table = make_table("classification")[columns]
    params = write_params()
    shuffled = table.sample(frac=1, random_state=3).reset_index(drop=True)
    in_test = [rows[split(rows, params)] for rows in (table, shuffled)]
    first, second = (rows.sort_values(columns).reset_index(drop=True) for rows in in_test)
    pd.testing.assert_frame_equal(first, second)


def test_twins_across_the_split_are_refused_unless_few_or_accepted(folder: Path) -> None:
    table = make_table("regression").drop(columns="id")
    params = write_params("regression")
    assert check_duplicates(table, split(table, params), params) is None
    doubled = pd.concat([table, table.head(100)], ignore_index=True)
    test = split(doubled, params)
    with pytest.raises(UserError, match=r"\d+ of 80 test rows \(.*%\) have an identical twin"):
        check_duplicates(doubled, test, params)
    accepting = write_params("regression", leakage={"accept": ["duplicates"]})
    assert "have an identical twin" in check_duplicates(doubled, test, accepting)


def test_twins_that_chance_explains_are_not_suspicious(folder: Path) -> None:
    random = np.random.default_rng(0)
    few_levels = pd.DataFrame({"job": random.choice(["clerk", "nurse"], 300),
                               "home": random.choice(["own", "rent"], 300),
                               "target": random.choice(["bad", "good"], 300)})
    params = write_params()
    found = check_duplicates(few_levels, split(few_levels, params), params)
    assert "60 of 60 test rows (100.0%) have an identical twin" in found


def test_a_number_is_the_same_number_in_every_format() -> None:
    text = pa.table({"x": ["20", "20.0", "2e1"], "y": ["a", "a", "a"]})
    typed = pa.table({"x": [20, 20, 20], "y": ["a", "a", "a"]})
    both = np.concatenate([row_contents(text, ()), row_contents(typed, ())])
    assert len(set(both)) == 1


def test_too_few_rows_are_refused_and_just_enough_are_not(folder: Path) -> None:
    params = write_params("regression", training={"folds": 5})
    table = make_table("regression", rows=12)
    assert split(table, params).sum() == 2
    with pytest.raises(UserError, match="has 11 rows; 5-fold .* at least 12: add rows, or lower"):
        split(table.head(11), params)
    labelled = make_table("classification", rows=100).assign(target=["bad"] * 3 + ["good"] * 97)
    with pytest.raises(UserError, match="has 3 rows of class bad"):
        split(labelled, write_params(training={"folds": 3}))
    mostly_zero = table.assign(target=[1.0, 2.0] + [0.0] * 10)
    with pytest.raises(UserError, match="one value only in the test rows"):
        split(mostly_zero, write_params("regression"))


def test_each_tenth_of_a_numeric_target_gives_its_share(folder: Path) -> None:
    table = make_table("regression", rows=1000)
    test = split(table, write_params("regression"))
    tenths = np.arange(1000)[np.argsort(table["target"])].reshape(10, 100)
    assert [int(test[members].sum()) for members in tenths] == [20] * 10
