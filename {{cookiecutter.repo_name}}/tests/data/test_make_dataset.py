"""From the raw table to training and test rows under a contract."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import TABLE, all_files, make_table, write_params, write_table

from slipway_package.data.make_dataset import make_dataset
from slipway_package.errors import UserError
from slipway_package.params import Task
from slipway_package.paths import LINEAGE, SCHEMA, SPLIT, TEST, TRAIN


def test_rows_are_split_and_the_contract_is_written_once(task: Task, folder: Path) -> None:
    table = make_table(task)
    write_table(table)
    notices = make_dataset(write_params(task))
    assert any("column id has another value in every row" in notice for notice in notices)
    assert any("240 for training, 60 for the test" in notice for notice in notices)
    rows = pd.concat([pd.read_parquet(TRAIN), pd.read_parquet(TEST)])
    assert set(rows.columns) == {*table.columns}
    assert rows["age"].dtype == np.float64
    for name in ("income", "job", "target"):
        assert rows.set_index("id")[name].isna().sum() == table[name].isna().sum()
    assert dict(zip(rows["id"], rows["target"])) == dict(zip(table["id"], table["target"]))
    before = all_files()
    make_dataset(write_params(task))
    assert {**all_files(), str(LINEAGE): b""} == {**before, str(LINEAGE): b""}  # it has the time


@pytest.mark.parametrize("form", ["more", "order", "parquet"])
def test_test_rows_stay_test_rows_whatever_becomes_of_the_table(form: str, folder: Path) -> None:
    table = make_table("classification")
    table["seen"] = pd.Timestamp("2024-03-05") + pd.to_timedelta(np.arange(300) % 40, "D")
    write_table(table)
    make_dataset(write_params())
    before = set(pd.read_parquet(TEST)["id"])
    changed = {"more": table.assign(note=[f"n{row}" for row in range(300)]),
               "order": table[[*reversed(table.columns)]], "parquet": table}[form]
    write_table(changed)
    if form == "parquet":
        changed.to_parquet(TABLE.with_suffix(".parquet"))
    source = {"path": str(TABLE.with_suffix(".parquet") if form == "parquet" else TABLE)}
    notices = make_dataset(write_params(source=source))
    assert set(pd.read_parquet(TEST)["id"]) == before
    assert not any("chosen anew" in notice for notice in notices)


def test_without_a_column_that_identified_rows_the_choice_is_made_anew_and_told(
        folder: Path) -> None:
    table = make_table("classification")
    write_table(table)
    make_dataset(write_params())
    write_table(table.drop(columns="id"))
    notices = make_dataset(write_params())
    assert any("columns that identify a row changed" in notice and "chosen anew" in notice
               for notice in notices)
    assert not any("chosen anew" in notice for notice in make_dataset(write_params()))


def test_test_rows_that_weigh_nothing_are_refused(folder: Path) -> None:
    write_table(make_table("classification").assign(weight=[1] * 200 + [0] * 100,
                                                    year=np.arange(300) // 10))
    with pytest.raises(UserError, match="that weigh more than 0, of which 0 would be for the test; "
                                        ".* or say `by: random`"):
        make_dataset(write_params(split={"by": "time", "column": "year"},
                                  training={"sample_weight": "weight"}))


def test_an_edited_contract_is_kept_and_held_against_the_table(folder: Path) -> None:
    write_table(make_table("classification"))
    make_dataset(write_params())
    text = SCHEMA.read_text()
    edited = re.sub(r"(age: .*range: \[)[\d.]+", r"\g<1>30.0", text)
    assert edited != text
    SCHEMA.write_text(edited)
    notices = make_dataset(write_params())
    assert any("column age: " in notice and "outside of the contract" in notice
               for notice in notices)
    with pytest.raises(UserError, match=r"rows do not fit the contract, the first is row \d+: age: "
                                        r"'[\d.]+' is outside of 30 to 79"):
        make_dataset(write_params(columns={"outside": "reject"}))
    assert SCHEMA.read_text() == edited


def test_a_contract_that_leaves_no_column_is_refused(folder: Path) -> None:
    table = make_table("classification")
    write_table(table)
    make_dataset(write_params())
    with pytest.raises(UserError, match="leaves no number, category or date column for the model"):
        make_dataset(write_params(columns={"exclude": ["income", "age", "home town", "job"]}))


@pytest.mark.parametrize("change, message", [
    ({"target": ["only"] * 300}, "has one class only, only; two are needed"),
    ({"target": ["a", "b", "c"] * 100}, "positive: bad: of 3 classes none is the positive one"),
    ({"target": ["good", "bad", ""] * 100}, "has 100 missing values, the first in row 3"),
    ({"target": ["good", "fair"] * 150}, "positive: bad is no class of target; choose fair or go"),
    ({"age": ["1", "2", "old"] * 100}, "column age has 200 numbers and 100 values"),
])
def test_a_table_that_does_not_fit_leaves_no_file(change: dict[str, list], message: str,
                                                  folder: Path) -> None:
    write_table(make_table("classification").assign(**change))
    params = write_params()
    before = all_files()
    with pytest.raises(UserError, match=message):
        make_dataset(params)
    assert all_files() == before


def test_twins_are_found_behind_an_identifier(folder: Path) -> None:
    table = make_table("classification")
    table = pd.concat([table, table.assign(id="x" + table["id"])])
    write_table(table)
    with pytest.raises(UserError, match="have an identical twin among the training rows"):
        make_dataset(write_params())
    assert not TRAIN.exists()
    assert TABLE.exists()


def test_a_split_made_of_few_rows_is_told_when_many_come(folder: Path) -> None:
    table = make_table("classification", rows=3000)
    write_table(table.head(20))
    make_dataset(write_params())
    write_table(table)
    told = [notice for notice in make_dataset(write_params()) if "made of fewer rows" in notice]
    assert len(told) == 1 and "delete that file" in told[0]
    SPLIT.unlink()
    assert not any("made of fewer rows" in notice for notice in make_dataset(write_params()))
