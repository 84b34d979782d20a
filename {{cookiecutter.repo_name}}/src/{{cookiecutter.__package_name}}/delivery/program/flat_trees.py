"""Tree ensembles as one flat table, which a loop of a few lines walks in any language.

A program first computes the slots: numbers of which each is at most a threshold where a test
holds, and more than it where the test fails. So a node is a slot, a threshold, and the node to go
on with when the test fails; when it holds, the next one.
"""

from dataclasses import dataclass

from ...portable.model import AtMost, IsLevel, Leaf, Split, Test, Trees

LEAF = -1
# Between 0 and 1, which the slots of yes-or-no questions hold.
HALF = 0.5


@dataclass(frozen=True)
class Slot:
    """A number that nodes compare: what a helper function makes of a column (and a level)."""

    helper: str
    column: str
    level: str | None = None


@dataclass
class Row:
    """A node: go to the next row where the slot is at most `number`, else to row `no`.

    A leaf has the slot LEAF and its value as the number; for more outputs more such rows follow.
    """

    slot: int
    number: float
    no: int = 0


@dataclass(frozen=True)
class FlatTrees:
    """The slots, the rows of all trees, and the row that each tree begins with."""

    slots: tuple[Slot, ...]
    rows: list[Row]
    roots: list[int]


def flatten(trees: Trees, categories: set[str]) -> FlatTrees:
    """Lay the trees out as rows, the yes branch of a split right behind it."""
    slots: dict[Slot, int] = {}
    answers = []
    for test in trees.tests:
        slot, threshold = _slot(test, categories)
        answers.append((slots.setdefault(slot, len(slots)), threshold))
    rows: list[Row] = []
    roots = []
    for tree in trees.trees:
        roots.append(len(rows))
        waiting: list[tuple[Split | Leaf, Row | None]] = [(tree, None)]
        while waiting:
            node, above = waiting.pop()
            if above is not None:
                above.no = len(rows)
            if isinstance(node, Leaf):
                rows += [Row(LEAF, value) for value in node.values]
            else:
                rows.append(Row(*answers[node.test]))
                waiting += [(node.no, rows[-1]), (node.yes, None)]
    return FlatTrees(tuple(slots), rows, roots)


def _slot(test: Test, categories: set[str]) -> tuple[Slot, float]:
    match test:
        case AtMost():
            return Slot("low" if test.missing else "high", test.column), test.threshold
        case IsLevel():
            return Slot("differs", test.column, test.level), HALF
    return Slot("named" if test.column in categories else "known", test.column), HALF
