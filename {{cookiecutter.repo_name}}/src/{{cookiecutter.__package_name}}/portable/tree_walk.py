"""Tree ensembles that are too large for tables of masks, walked level by level."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from .model import AtMost, IsLevel, Leaf, Node, Test, Trees
from .tree_ranks import NumberRanking, Ranking

# How a rank is compared: a missing number below all others or above them, or one level.
Side = tuple[str, int | None]
BELOW, ABOVE = -1, None
# A leaf's position, or the position of a side, the cut, and what is under yes and under no.
Nested = int | tuple[int, int, "Nested", "Nested"]


@dataclass(frozen=True)
class Nodes:
    """All trees' nodes: yes where sides[side] <= cut. A leaf leads to itself.

    `roots` are the trees' first nodes; `leaf` counts the leaves from left (yes) to right.
    """

    sides: tuple[Side, ...]
    side: np.ndarray
    cut: np.ndarray
    yes: np.ndarray
    no: np.ndarray
    leaf: np.ndarray
    roots: np.ndarray
    depth: int


def flatten(trees: Trees, rankings: Mapping[str, Ranking]) -> Nodes:
    """Lay out all trees in arrays."""
    sides, tests = _comparisons(trees, rankings)
    rows: list[list[int]] = []
    leaves = count()

    def place(node: Node) -> tuple[int, int]:
        here = len(rows)
        if isinstance(node, Leaf):
            rows.append([0, np.iinfo(np.intp).max, here, here, next(leaves)])
            return here, 0
        rows.append([*tests[node.test], 0, 0, 0])
        (rows[here][2], depth), (rows[here][3], other) = place(node.yes), place(node.no)
        return here, 1 + max(depth, other)

    placed = [place(tree) for tree in trees.trees]
    return Nodes(sides, *np.array(rows, dtype=np.intp).T,
                 np.array([root for root, _ in placed]), max(depth for _, depth in placed))


def walk(nodes: Nodes, ranks: Mapping[str, np.ndarray], rankings: Mapping[str, Ranking],
         rows: int) -> np.ndarray:
    """Find the rows' leaves, (rows, trees)."""
    if not nodes.depth:
        return np.tile(nodes.leaf[nodes.roots], (rows, 1))
    compared = np.stack([_compared(side, ranks[side[0]], rankings[side[0]])
                         for side in nodes.sides])
    here = np.tile(nodes.roots, (rows, 1))
    row = np.arange(rows)[:, np.newaxis]
    for _ in range(nodes.depth):
        held = compared[nodes.side[here], row] <= nodes.cut[here]
        here = np.where(held, nodes.yes[here], nodes.no[here])
    return nodes.leaf[here]


def walk_one(trees: Trees,
             rankings: Mapping[str, Ranking]) -> Callable[[Mapping[str, int]], list[int]]:
    """Make the function from one row's ranks to its leaf in each tree."""
    sides, tests = _comparisons(trees, rankings)
    leaves = count()

    def nest(node: Node) -> Nested:
        if isinstance(node, Leaf):
            return next(leaves)
        return (*tests[node.test], nest(node.yes), nest(node.no))

    roots = [nest(tree) for tree in trees.trees]
    compared_by = [(side[0], _compared_one(side, rankings[side[0]])) for side in sides]

    def find(ranks: Mapping[str, int]) -> list[int]:
        compared = [compare(ranks[name]) for name, compare in compared_by]
        found = []
        for node in roots:
            while node.__class__ is tuple:
                side, cut, yes, no = node
                node = yes if compared[side] <= cut else no
            found.append(node)
        return found
    return find


def _comparisons(trees: Trees, rankings: Mapping[str, Ranking]
                 ) -> tuple[tuple[Side, ...], list[tuple[int, int]]]:
    """Gather the sides, and for each test the position of its side, and its cut."""
    tests = [_comparison(test, rankings[test.column]) for test in trees.tests]
    sides = tuple(dict.fromkeys(side for side, _ in tests))
    return sides, [(sides.index(side), cut) for side, cut in tests]


def _comparison(test: Test, ranking: Ranking) -> tuple[Side, int]:
    match test:
        case AtMost():
            cut = bisect_left(ranking.thresholds, test.threshold)
            return (test.column, BELOW if test.missing else ABOVE), cut
        case IsLevel():
            return (test.column, ranking.levels.known.index(test.level)), 0
    if isinstance(ranking, NumberRanking):
        return (test.column, BELOW), -1
    return (test.column, ranking.levels.missing), 0


def _compared(side: Side, ranks: np.ndarray, ranking: Ranking) -> np.ndarray:
    _, kind = side
    if isinstance(ranking, NumberRanking):
        return np.where(ranks == ranking.missing, -1, ranks) if kind == BELOW else ranks
    return (ranks != kind).astype(np.intp)


def _compared_one(side: Side, ranking: Ranking) -> Callable[[int], int]:
    _, kind = side
    if not isinstance(ranking, NumberRanking):
        return lambda rank: rank != kind
    if kind == ABOVE:
        return lambda rank: rank
    missing = ranking.missing
    return lambda rank: -1 if rank == missing else rank
