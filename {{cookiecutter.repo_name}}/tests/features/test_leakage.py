"""Features that give the target away are found and named, and clean ones are not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import make_table, write_params

from slipway_package.features.build_features import Features
from slipway_package.features.leakage import MOST_FOLDS, find_leakage
from slipway_package.models.training_rows import Rows, folds_of
from slipway_package.params import Task

ROWS = 300


def find(task: Task, *numbers: str, rows: pd.DataFrame,
         categories: tuple[str, ...] = ("home town", "job"),
         derived: dict[str, str] | None = None, **split: str) -> list[tuple[str, str]]:
    classes = 2 * (task == "classification")
    y = (rows["target"] == "bad").to_numpy(dtype=int) if classes else rows["target"].to_numpy()
    features = Features(("income", "age", *numbers), categories, derived or {})
    params = write_params(task, split=split)
    split_by = rows[split["column"]].to_numpy() if split else None
    folds = folds_of(Rows(rows, y, None, None, split_by, classes), params, MOST_FOLDS)
    return find_leakage(rows, y, features, folds, params)


def test_clean_data_have_none(task: Task, folder: Path) -> None:
    assert find(task, rows=make_table(task)) == []


def test_one_telling_number_is_found(task: Task, folder: Path) -> None:
    rows = make_table(task)
    if task == "regression":
        rows["target"] = np.exp(rows["target"] / 50)  # a long tail
    truth = np.log(rows["target"]) if task == "regression" else rows["target"] == "bad"
    rows["paid back"] = truth * 5 + np.random.default_rng(0).normal(0, 0.1, ROWS)
    found = find(task, "paid back", rows=rows)
    assert [finding for finding, _ in found] == ["single_feature"]
    metric = "roc_auc" if task == "classification" else "r2 of ranks"
    assert f"column paid back alone predicts the target with {metric} " in found[0][1]
    assert "`leakage.accept: [single_feature]`" in found[0][1]


def test_one_telling_category_is_found(folder: Path) -> None:
    rows = make_table("classification")
    rows["letter"] = pd.Series(np.where(rows["target"] == "bad", "reminder", None), dtype="str")
    found = find("classification", rows=rows, categories=("letter", "job"))
    assert [finding for finding, _ in found] == ["single_feature"]
    assert "column letter alone" in found[0][1] and " 1.0000 (suspicious from 0.99)" in found[0][1]


def test_columns_that_add_up_to_the_target_are_found(folder: Path) -> None:
    random = np.random.default_rng(0)
    rows = make_table("regression")
    rows["casual"], rows["registered"] = random.integers(0, 900, (2, ROWS)).astype(float)
    rows["target"] = rows["casual"] + 2 * rows["registered"] - 3
    rows.loc[::50, "income"] = np.nan
    found = find("regression", "casual", "registered", rows=rows)
    assert [finding for finding, _ in found] == ["sum_of_columns"]
    assert "the target is the sum +1 casual +2 registered -3 (constant) in all " in found[0][1]
    rows["target"] += random.normal(0, 20, ROWS)
    assert find("regression", "casual", "registered", rows=rows) == []


@pytest.mark.parametrize("kind", ["number", "category"])
def test_an_identifier_is_found(kind: str, folder: Path) -> None:
    rows = make_table("classification")
    numbers, categories = ("place",), ("job",)
    rows["place"] = np.random.default_rng(0).permutation(ROWS).astype(float)
    if kind == "category":
        numbers, categories = (), ("id", "job")
    found = find("classification", *numbers, rows=rows, categories=categories)
    assert [finding for finding, _ in found] == ["identifier"]
    name = {"number": "place", "category": "id"}[kind]
    assert f"column {name} has 300 different values in 300 rows" in found[0][1]


def test_a_telling_category_of_many_levels_is_found(folder: Path) -> None:
    rows = make_table("classification", rows=3000)
    level = np.random.default_rng(0).integers(0, 100, len(rows))
    rows["branch"] = pd.Series([f"branch {number}" for number in level], dtype="str")
    rows["target"] = np.where(level * 37 % 100 < 30, "bad", "good")
    found = find("classification", rows=rows, categories=("branch", "job"))
    assert [finding for finding, _ in found] == ["single_feature"]
    assert "column branch alone" in found[0][1]


def test_a_telling_derived_feature_is_found(folder: Path) -> None:
    random = np.random.default_rng(0)
    rows = make_table("regression")
    rows["rate"], rows["hours"] = random.uniform(1, 9, (2, ROWS))
    rows["target"] = rows["rate"] * rows["hours"]
    found = find("regression", "rate", "hours", rows=rows, derived={"pay": "rate * hours"})
    assert [finding for finding, _ in found] == ["single_feature"]
    assert "column pay alone" in found[0][1]


def test_a_constant_column_does_not_hide_a_sum(folder: Path) -> None:
    random = np.random.default_rng(0)
    rows = make_table("regression").assign(flat=5.0)
    rows["casual"], rows["registered"] = random.integers(0, 900, (2, ROWS)).astype(float)
    rows["target"] = rows["casual"] + rows["registered"]
    found = find("regression", "casual", "registered", "flat", rows=rows)
    assert [finding for finding, _ in found] == ["sum_of_columns"]


def test_a_counter_is_found_in_a_large_table(folder: Path) -> None:
    rows = make_table("classification", rows=25_000)
    rows["number"] = np.arange(25_000.0)
    found = find("classification", "number", rows=rows, categories=())
    assert ("identifier", "column number has 25,000 different values in 25,000 rows") in [
        (finding, sentence[:56]) for finding, sentence in found]


def test_a_leak_is_found_in_a_large_table_with_a_rare_class(folder: Path) -> None:
    rows = make_table("classification", rows=40_000)
    rows["target"] = np.where(np.arange(40_000) % 3_600 == 0, "bad", "good")  # 12 rows
    rows["paid back"] = (rows["target"] == "bad").astype(float)
    found = find("classification", "paid back", rows=rows)
    assert [finding for finding, _ in found] == ["single_feature"]
    assert " 1.0000 (suspicious from 0.99)" in found[0][1]


def of_patients(task: Task, visits: int) -> pd.DataFrame:
    """Patients with an outcome each, 120 of them; `place` and `street` each tell them apart."""
    random = np.random.default_rng(4)
    patient = np.repeat(np.arange(120), visits)
    outcome = random.permutation(np.where(np.arange(120) % 2, "bad", "good")) \
        if task == "classification" else random.normal(size=120)
    return make_table(task, rows=len(patient)).assign(
        patient=patient, target=outcome[patient], place=random.normal(size=120)[patient],
        street=pd.Series([f"street {number}" for number in patient], dtype="str"))


@pytest.mark.parametrize("visits", [20, 200], ids=["few rows", "more than are looked at"])
def test_what_tells_the_group_is_no_leak_where_rows_are_split_by_it(
        visits: int, task: Task, folder: Path) -> None:
    rows = of_patients(task, visits)
    assert find(task, "place", rows=rows, categories=("street", "job"))
    split = {"by": "group", "column": "patient"}
    assert find(task, "place", rows=rows, categories=("street", "job"), **split) == []
    rows["outcome"] = pd.factorize(rows["target"], sort=True)[0].astype(float)
    found = find(task, "outcome", rows=rows, **split)
    assert [finding for finding, _ in found] == ["single_feature"]


def test_what_tells_the_month_is_no_leak_where_rows_are_split_by_time(folder: Path) -> None:
    rows = make_table("regression", rows=600)
    rows["month"] = np.arange(600) // 10 + 0.5
    rows["target"] = np.random.default_rng(0).normal(size=60)[np.arange(600) // 10]
    assert "column month alone" in find("regression", "month", rows=rows)[0][1]
    assert find("regression", "month", rows=rows, by="time", column="month") == []


def test_a_leak_is_found_though_the_first_moments_have_few_rows(task: Task, folder: Path) -> None:
    counts = (3 * 1.3 ** np.arange(36)).astype(int)
    rows = make_table(task, rows=counts.sum())
    rows["month"] = np.repeat(np.arange(36), counts)
    truth = rows["target"] if task == "regression" else rows["target"] == "bad"
    rows["paid back"] = truth * 3 + np.random.default_rng(0).normal(0, 1e-3, len(rows))
    found = find(task, "paid back", rows=rows, by="time", column="month")
    assert "single_feature" in [finding for finding, _ in found]
