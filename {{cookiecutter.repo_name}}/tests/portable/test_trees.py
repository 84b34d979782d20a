"""Tree ensembles: tables of masks and walking find the same leaves, and sums keep their order."""

from collections.abc import Sequence

import numpy as np
import pytest
from fitted import CASES, Case, columns_of_rows, compiled, golden

from slipway_package.portable import tree_tables
from slipway_package.portable.columns import Columns
from slipway_package.portable.model import (
    AtMost,
    IsLevel,
    IsMissing,
    Leaf,
    Node,
    Split,
    Test,
    Trees,
)
from slipway_package.portable.score import (
    batch_scorer,
    record_scorer,
)
from slipway_package.portable.tree_tables import (
    count_leaves,
    nodes_of,
)
from slipway_package.portable.trees import (
    trees_batch,
    trees_record,
)

X = (-np.inf, -1.0, -0.0, 0.0, 5e-324, 0.5, np.nextafter(0.5, 1), 2.0, 3.4e38, np.nan)
WORDS = ("a", "b", "", None, "(missing)", "never seen")
TESTS = (AtMost("x", 0.5, True), AtMost("x", 0.5, False), AtMost("x", 0.0, False),
         AtMost("x", -1.0, True), AtMost("y", 2.0, True), IsMissing("x"), IsMissing("word"),
         IsLevel("word", "a"), IsLevel("word", "b"))


def holds(test: Test, row: dict) -> bool:
    """Answer a test as model.py says."""
    value = row[test.column]
    missing = value in (None, "", "(missing)") or value != value
    match test:
        case AtMost():
            return test.missing if missing else value <= test.threshold
        case IsMissing():
            return missing
        case IsLevel():
            return value == test.level


def value_of(node: Node, tests: Sequence[Test], row: dict) -> tuple[float, ...]:
    """Walk one tree as model.py says."""
    while isinstance(node, Split):
        node = node.yes if holds(tests[node.test], row) else node.no
    return node.values


def sum_of(trees: Trees, row: dict) -> list[float]:
    """Add the trees up as model.py says."""
    total = list(trees.base)
    for tree in trees.trees:
        for output, value in enumerate(value_of(tree, trees.tests, row)):
            total[output] += value
    return [value / trees.divisor for value in total]


def grow(random: np.random.Generator, leaves: int, outputs: int) -> Node:
    """Make a tree of random tests and values."""
    if leaves == 1:
        return Leaf(tuple(random.normal(size=outputs).tolist()))
    left = int(random.integers(1, leaves))
    return Split(int(random.integers(len(TESTS))), grow(random, left, outputs),
                 grow(random, leaves - left, outputs))


def rows() -> list[dict]:
    """List rows of every value in every column."""
    random = np.random.default_rng(3)
    pairs = [(x, word) for x in X for word in WORDS]
    return [{"x": x, "y": float(random.choice(X)), "word": word} for x, word in pairs]


def columns() -> Columns:
    """The rows as columns."""
    return {"x": np.array([row["x"] for row in rows()]),
            "y": np.array([row["y"] for row in rows()]),
            "word": np.array([row["word"] for row in rows()], dtype=object)}


@pytest.mark.parametrize("leaves", [1, 2, 8, 9, 16, 17, 32, 33, 64, 65, 150])
@pytest.mark.parametrize("outputs", [1, 3])
def test_trees_give_what_walking_them_by_hand_gives(leaves: int, outputs: int,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(leaves)
    grown = [grow(random, leaves, outputs) for _ in range(5)] + [grow(random, 3, outputs)]
    assert max(map(count_leaves, grown)) == max(leaves, 3)
    trees = Trees((0.1,) * outputs, 3.0, TESTS, tuple(grown))
    expected = [sum_of(trees, row) for row in rows()]
    for largest in (tree_tables.LARGEST_TABLES, 0):
        monkeypatch.setattr(tree_tables, "LARGEST_TABLES", largest)
        many, one = trees_batch(trees, ["word"]), trees_record(trees, ["word"])
        np.testing.assert_array_equal(many(columns(), len(rows())), expected)
        assert [one(row) for row in rows()] == expected


@pytest.mark.parametrize("case", [case for case in CASES if case[2] == "raw" and
                                  case[1] != "baseline"], ids="-".join)
def test_masks_and_walking_agree_on_fitted_trees(case: Case,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    model, table = compiled(case), columns_of_rows(golden(case))
    by_default = batch_scorer(model)(table)
    monkeypatch.setattr(tree_tables, "LARGEST_TABLES", 0)
    np.testing.assert_array_equal(batch_scorer(model)(table), by_default)
    record = {name: column[0] for name, column in table.items()}
    np.testing.assert_array_equal(record_scorer(model)(record), by_default[0])


def test_an_ensemble_without_trees_or_tests_is_its_base(monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = Trees((0.5,), 2.0, (), (Leaf((0.25,)), Leaf((1.0,))))
    for trees, value in ((leaf, 0.875), (Trees((3.0,), 4.0, (), ()), 0.75)):
        assert trees_record(trees, [])({}) == [value]
        assert trees_batch(trees, [])({}, 2).tolist() == [[value]] * 2
    monkeypatch.setattr(tree_tables, "LARGEST_TABLES", -1)
    assert trees_batch(leaf, [])({}, 2).tolist() == [[0.875]] * 2


def test_more_rows_than_a_block_are_scored_in_their_order() -> None:
    trees = Trees((0.0,), 1.0, (AtMost("x", 1000.0, False),),
                  (Split(0, Leaf((1.0,)), Leaf((2.0,))),))
    x = np.arange(2500.0)
    found = trees_batch(trees, [])({"x": x}, 2500)[:, 0]
    np.testing.assert_array_equal(found, np.where(x <= 1000, 1.0, 2.0))


def test_sums_are_taken_in_the_order_of_the_trees() -> None:
    values = [1e16, 1.0, 1.0, -1e16, 1.0] * 40
    trees = Trees((0.5,), 1.0, (), tuple(Leaf((value,)) for value in values))
    total = 0.5
    for value in values:
        total += value
    assert trees_record(trees, [])({}) == [total]
    assert trees_batch(trees, [])({}, 1).tolist() == [[total]]


def test_nodes_are_walked_from_the_root_yes_first() -> None:
    tree = Split(0, Split(1, Leaf((1.0,)), Leaf((2.0,))), Leaf((3.0,)))
    assert list(nodes_of(tree)) == [tree, tree.yes, tree.yes.yes, tree.yes.no, tree.no]
