"""Golden rows: of every kind, the same for the same seed."""

import numpy as np
import pytest
from golden import BINS, DATED, SCHEMA, TREES, make, of_group, real, real_dates

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.delivery.golden_rows import golden_rows
from slipway_package.delivery.report import GROUPS
from slipway_package.portable.model import (
    Additive,
    Input,
    LinearTerm,
    Link,
    PortableModel,
)


def test_every_kind_of_strange_row_is_there() -> None:
    rows = make(BINS).rows
    missing = of_group(rows, "missing")
    assert all(np.isnan(missing[name]).sum() >= 10 for name in ("income", "age"))
    assert sum(word is None for word in missing["job"]) >= 10
    nothing = of_group(rows, "all missing")
    assert any(np.isnan(income) and np.isnan(age) and job is None for income, age, job
               in zip(nothing["income"], nothing["age"], nothing["job"]))
    assert {*of_group(rows, "category")["job"]} == {"fixed", "free"}
    assert {*of_group(rows, "empty word")["job"]} == {"", "(missing)"}
    unseen = {*of_group(rows, "unseen")["job"]}
    assert {"FREE", "free ", " fixed", "never seen", "'; DROP TABLE x; --"} <= unseen
    assert not unseen & {"fixed", "free"}
    extreme = {*of_group(rows, "extreme")["income"].tolist()}
    assert {0.0, 200.0, 1e30, -1e30, float(np.finfo(np.float32).max)} <= extreme
    assert {*rows.columns} == {*real()}
    assert all(len(column) == len(rows) for column in rows.columns.values())


def test_the_report_explains_every_group() -> None:
    groups = {*make(TREES).rows.group, *golden_rows(DATED, SCHEMA, real_dates(), 1).rows.group}
    assert groups == {*GROUPS}


def test_the_same_seed_makes_the_same_rows() -> None:
    first, again, other = make(TREES).rows, make(TREES).rows, make(TREES, seed=2).rows
    for name, column in first.columns.items():
        np.testing.assert_array_equal(column, again.columns[name])
    assert any(not np.array_equal(column, other.columns[name], equal_nan=column.dtype != object)
               for name, column in first.columns.items())


def test_a_model_that_reads_nothing_has_rows() -> None:
    golden = make(PortableModel("m", "regression", "y", None, (), (), Additive((1.0,), ()),
                                Link("identity")))
    assert set(golden.rows.group) == {"real", "all missing"}


def test_of_hundreds_of_columns_each_gets_some_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"x{number}" for number in range(300)]
    terms = tuple(LinearTerm(name, 0.0, (1.0,), (0.5,)) for name in names)
    made = PortableModel("wide", "regression", "y", None, tuple(
        Input(name, "number") for name in names), (), Additive((0.0,), terms), Link("identity"))
    schema = Schema(version=1, table="t.csv", rows=1, columns=dict.fromkeys(
        names, Column(kind="number", range=(0.0, 1.0))),
        target=TargetColumn(name="y", task="regression"))
    real = {name: np.linspace(0, 1, 50) for name in names}
    found = golden_rows(made, schema, real, 1).rows
    missing = {name for name in names
               if np.isnan(found.columns[name][found.group == "missing"]).any()}
    assert missing == set(names)
    assert (found.group == "missing").sum() == (found.group == "extreme").sum() == 300
