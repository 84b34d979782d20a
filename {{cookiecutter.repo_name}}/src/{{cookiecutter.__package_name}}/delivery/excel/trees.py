"""Trees in a workbook: their thresholds, levels and nodes in visible tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...portable.model import MISSING_WORD, AtMost, IsLevel, Leaf, Node, Test, Trees
from .parts import Page, number_words

# Column A is left to the mark of the way that a record takes.
NODE, TREE, QUESTION, YES, NO, UNTIL, VALUE = range(1, 8)


@dataclass(frozen=True)
class Ranks:
    """What the tests compare each number and each category with, sorted."""

    thresholds: dict[str, list[float]]
    levels: dict[str, list[str]]


@dataclass(frozen=True)
class NodeRow:
    """A node in its place: `yes` and `no` are the nodes below it, `until` is the last of them."""

    number: int
    tree: int
    node: Node
    yes: int
    no: int
    until: int


def ranks_of(trees: Trees, categories: Sequence[str]) -> Ranks:
    """Gather what the tests compare with: nothing, where they only ask whether it is missing."""
    thresholds: dict[str, set[float]] = {}
    levels: dict[str, set[str]] = {}
    for test in trees.tests:
        if test.column in categories:
            known = levels.setdefault(test.column, set())
            if isinstance(test, IsLevel) and test.level not in ("", MISSING_WORD):
                known.add(test.level)
        else:
            below = thresholds.setdefault(test.column, set())
            if isinstance(test, AtMost):
                below.add(test.threshold)
    return Ranks({name: sorted(known) for name, known in thresholds.items()},
                 {name: sorted(known) for name, known in levels.items()})


def number_nodes(trees: Trees) -> list[list[NodeRow]]:
    """Number the nodes of all trees from 1, each before those below it, the yes branch first."""
    numbered: list[list[NodeRow]] = []
    first = 1
    for position, tree in enumerate(trees.trees, start=1):
        rows: list[NodeRow] = []
        _number(tree, first, position, rows)
        numbered.append(sorted(rows, key=lambda row: row.number))
        first += len(rows)
    return numbered


def write_ranks(page: Page, ranks: Ranks) -> None:
    """Write the tables that answers are ranked in."""
    if any(ranks.thresholds.values()):
        page.add("head", "Number", "No.", "At most")
    for name, thresholds in ranks.thresholds.items():
        rows = [page.add("body", name, number, threshold)
                for number, threshold in enumerate(thresholds, start=1)]
        if rows:
            page.address(("thresholds", name), 2, rows[0], rows[-1])
    if any(ranks.levels.values()):
        page.add("head", "Category", "No.", "Is")
    for name, levels in ranks.levels.items():
        rows = [page.add("body", name, number, level)
                for number, level in enumerate(levels, start=1)]
        if rows:
            page.address(("numbers", name), 1, rows[0], rows[-1])
            page.address(("levels", name), 2, rows[0], rows[-1])


def write_nodes(page: Page, trees: Trees, numbered: Sequence[Sequence[NodeRow]],
                headings: Sequence[str]) -> None:
    """Write the table of nodes, a row each; leaves hold a value for each output."""
    head = page.add("head", None, "Node", "Tree", "Question", "If yes", "If no", "Until",
                    *headings)
    last = head
    for row in (row for rows in numbered for row in rows):
        if isinstance(row.node, Leaf):
            last = page.add("leaf", None, row.number, row.tree, "ends here", None, None, row.until,
                            *row.node.values)
        else:
            question = test_words(trees.tests[row.node.test])
            last = page.add("body", None, row.number, row.tree, question, row.yes, row.no,
                            row.until)
    for output in range(len(trees.base)):
        page.address(("values", output), VALUE + output, head + 1, last)


def test_words(test: Test) -> str:
    """Write a test as a question."""
    if isinstance(test, AtMost):
        missing = ", or missing" if test.missing else ""
        return f"{test.column}: at most {number_words(test.threshold)}{missing}?"
    if isinstance(test, IsLevel):
        return f"{test.column}: is it {test.level}?"
    return f"{test.column}: is it missing?"


def _number(node: Node, number: int, tree: int, rows: list[NodeRow]) -> int:
    """Number a node and those below it; return the last number."""
    if isinstance(node, Leaf):
        rows.append(NodeRow(number, tree, node, 0, 0, number))
        return number
    last_yes = _number(node.yes, number + 1, tree, rows)
    until = _number(node.no, last_yes + 1, tree, rows)
    rows.append(NodeRow(number, tree, node, number + 1, last_yes + 1, until))
    return until
