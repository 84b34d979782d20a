"""Splitting test rows off, by content."""

from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from samples import make_table, write_params

from slipway_package.data.split import (
    check_duplicates,
    identifying_columns,
    row_contents,
    split_values,
)
from slipway_package.data.split_rule import (
    SplitRule,
    check_sizes,
    load_rule,
    make_rule,
    save_rule,
)
from slipway_package.errors import UserError
from slipway_package.params import Params, Task


def rule_of(table: pd.DataFrame, params: Params) -> tuple[SplitRule, np.ndarray, list[str]]:
    """Make the rule for a table: it, the rows' draws or moments, and the classes."""
    values = split_values(pa.Table.from_pandas(table), params)
    classes = sorted(set(table["target"])) if params.target.task == "classification" else []
    columns = identifying_columns(list(table), params)
    return (make_rule(values, table["target"].to_numpy(), classes, params, columns), values,
            classes)


def split(table: pd.DataFrame, params: Params, rule: SplitRule | None = None) -> np.ndarray:
    """Split a table, by a rule that was made before or by its own."""
    own, values, classes = rule_of(table, params)
    rule, target = rule or own, table["target"].to_numpy()
    test = rule.test_rows(values, rule.strata(target, classes))
    check_sizes(test, target, classes, params)
    return test


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


def test_a_value_is_the_same_value_in_every_format() -> None:
    moments = [datetime(2024, 3, 5), datetime(2024, 3, 5, 14, 30), None]
    days = [moment and moment.date() for moment in moments]
    text = pa.table({"seen": ["2024-03-05 00:00:00", " 2024-03-05T14:30Z ", ""],
                     "day": ["2024-03-05", "2024-03-05", "NA"], "own": ["True", "false", None],
                     "word": ["TRUE", "x", "2024-03"]})
    typed = pa.table({"seen": pa.array(moments, pa.timestamp("ns")), "day": pa.array(days),
                      "own": [True, False, None], "word": pa.array(["true", "x", "2024-03"])})
    zoned = typed.set_column(0, "seen", typed["seen"].cast(pa.timestamp("ms", "UTC")))
    found = [row_contents(table, ("", "NA")) for table in (text, typed, zoned)]
    assert len(set(found[0])) == 3
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_too_few_rows_are_refused_and_just_enough_are_not(folder: Path) -> None:
    params = write_params("regression", training={"folds": 5})
    table = make_table("regression", rows=12)
    assert split(table, params).sum() == 2
    with pytest.raises(UserError, match="has 11 rows, of which 2 would be for the test; 5-fold "
                       "cross-validation and a test need at least 10 and 2: add rows, or change"):
        split(table.head(11), params)
    labelled = make_table("classification", rows=100).assign(target=["bad"] * 3 + ["good"] * 97)
    with pytest.raises(UserError, match="has 3 rows of class bad, of which 1 would be .* merge"):
        split(labelled, write_params(training={"folds": 3}))
    mostly_zero = table.assign(target=[1.0, 2.0] + [0.0] * 10)
    with pytest.raises(UserError, match="one value only in the test rows"):
        split(mostly_zero, write_params("regression"))


def test_each_tenth_of_a_numeric_target_gives_its_share(folder: Path) -> None:
    table = make_table("regression", rows=1000)
    test = split(table, write_params("regression"))
    tenths = np.arange(1000)[np.argsort(table["target"])].reshape(10, 100)
    assert [int(test[members].sum()) for members in tenths] == [20] * 10


def test_rows_that_weigh_nothing_are_no_help(task: Task, folder: Path) -> None:
    table = make_table(task)
    params = write_params(task)
    rule, values, classes = rule_of(table, params)
    target, weights = table["target"].to_numpy(), np.zeros(300)
    test = rule.test_rows(values, rule.strata(target, classes))
    check_sizes(test, target, classes, params, weights + 0.5)
    weights[:150] = 1
    check_sizes(test, target, classes, params, weights)
    weights[test] = 0
    with pytest.raises(UserError, match="rows .*that weigh more than 0, of which 0 would be "):
        check_sizes(test, target, classes, params, weights)


def test_above_a_capped_target_no_row_is_a_test_row_for_that(folder: Path) -> None:
    capped = make_table("regression", rows=1000)
    capped["target"] = capped["target"].clip(upper=capped["target"].quantile(0.75))
    params = write_params("regression")
    rule, *_ = rule_of(capped, params)
    later = pd.concat([capped, capped.assign(target=1000.0, id="new " + capped["id"])])
    assert 0.15 < split(later, params, rule)[1000:].mean() < 0.25


def test_many_folds_are_no_reason_to_refuse_a_large_table(folder: Path) -> None:
    params = write_params("regression", training={"folds": 20}, split={"test_share": 0.7})
    assert split(make_table("regression", rows=1000), params).sum() == 700


def test_rows_that_come_later_leave_test_rows_where_they_are(task: Task, folder: Path) -> None:
    table, params = make_table(task, rows=400), write_params(task)
    rule, *_ = rule_of(table, params)
    before = dict(zip(table["id"], split(table, params)))
    later = make_table(task, rows=300, seed=5).assign(id=[f"new {row}" for row in range(300)])
    grown = pd.concat([later, table]).sample(frac=1, random_state=1).reset_index(drop=True)
    test = split(grown, params, rule)
    after = dict(zip(grown["id"], test))
    assert all(after[name] == before[name] for name in before)
    assert 0.12 < test[grown["id"].str.startswith("new")].mean() < 0.28
    save_rule(rule)
    assert load_rule() == rule


def test_a_rule_of_few_rows_that_does_not_suit_later_ones_is_found() -> None:
    for by, kinds, found in (("random", 2, 0.3), ("random", 1, None), ("time", 2, None)):
        rule = SplitRule(by=by, seed=1, test_share=0.2, thresholds=(0.2, 0.3))
        strata = np.repeat(np.arange(kinds), 1000)
        test = np.arange(len(strata)) % 10 < 2 + strata
        assert rule.uneven(test, strata) == found
    few = np.array([True, True, True, False, False])
    assert SplitRule(by="random", seed=1, test_share=0.2).uneven(few, np.zeros(5)) is None


def test_a_rule_is_kept_until_it_is_asked_for_another(folder: Path) -> None:
    table = make_table("classification")
    rule, _, classes = rule_of(table, write_params())
    assert rule.fits(write_params(), classes, [*reversed(list(table)), "later"])
    assert not rule.fits(write_params(), classes, list(table)[1:])
    without = msgspec.structs.replace(rule, columns=())  # as an earlier version wrote it
    assert not without.fits(write_params(), classes, list(table))
    for reading in ({"missing": ("", "?")}, {"encoding": "latin-1"}):
        other = msgspec.structs.replace(write_params().source, **reading)
        assert not rule.fits(msgspec.structs.replace(write_params(), source=other), classes,
                             list(table))
    for changed in (write_params(seed=8), write_params(split={"test_share": 0.3}),
                    write_params(split={"key": ["id"]}),
                    write_params(split={"by": "group", "column": "job"})):
        assert not rule.fits(changed, classes, list(table))
    assert not rule.fits(write_params(), ["bad", "fair", "good"], list(table))


def test_a_key_identifies_a_row_whatever_else_changes(folder: Path) -> None:
    table, params = make_table("regression", rows=300), write_params(
        "regression", split={"key": ["id"]})
    rule, *_ = rule_of(table, params)
    corrected = table.assign(income=table["income"] + 1)
    np.testing.assert_array_equal(split(table, params), split(corrected, params, rule))


def test_a_group_lies_on_one_side(task: Task, folder: Path) -> None:
    table = make_table(task, rows=600)
    table["household"] = np.random.default_rng(1).integers(0, 60, 600)
    test = split(table, write_params(task, split={"by": "group", "column": "household"}))
    assert 0.15 < test.mean() < 0.25
    assert not set(table["household"][test]) & set(table["household"][~test])


@pytest.mark.parametrize("moments", [
    [f"2024-01-{day:02} 10:{minute:02}" for day in range(1, 31) for minute in range(10)],
    list(range(300))], ids=["dates", "numbers"])
def test_by_time_the_last_rows_are_the_test(moments: list, folder: Path) -> None:
    table = make_table("regression").assign(signed=moments).sample(frac=1, random_state=2)
    params = write_params("regression", split={"by": "time", "column": "signed"})
    rule, *_ = rule_of(table, params)
    test = split(table, params)
    assert test.sum() == 60
    assert table["signed"][test].min() > table["signed"][~test].max()
    assert split(table.head(200), params, rule).sum() == test[:200].sum()


def test_a_split_by_a_column_that_has_holes_or_no_times_is_refused(folder: Path) -> None:
    table = make_table("classification")
    with pytest.raises(UserError, match="split.column job: is missing in "):
        split(table, write_params(split={"by": "group", "column": "job"}))
    with pytest.raises(UserError, match="split.column home town: '.*' in row 1 is no time"):
        split(table, write_params(split={"by": "time", "column": "home town"}))
