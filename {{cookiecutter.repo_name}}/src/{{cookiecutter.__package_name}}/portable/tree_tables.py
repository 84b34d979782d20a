"""Tree ensembles as tables of bit masks, for scoring without walking the trees.

A tree's leaves are numbered from left (yes) to right. A test that fails shuts out the leaves
under its yes; of the leaves that no test shuts out, the first is where the row ends. Each column
has a table, rank x tree, of the leaves that all tests of the column leave open, and a row's
leaves are the AND of one line from each table. After QuickScorer: Lucchese, Nardini, Orlando,
Perego, Tonellotto, Venturini, "QuickScorer: a fast algorithm to rank documents with additive
ensembles of regression trees", SIGIR 2015.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .model import Leaf, Node, Split, Trees
from .tree_ranks import Ranking

MASKS = (np.uint8, np.uint16, np.uint32, np.uint64)
# The tables of an ensemble that is larger fall out of the processor's cache: walking is faster.
LARGEST_TABLES = 1 << 27


@dataclass(frozen=True)
class Fork:
    """A split by the leaves under it: yes holds first to middle, no the rest."""

    test: int
    first: int
    middle: int


def forks_of(tree: Node) -> tuple[list[Fork], list[Leaf]]:
    """List a tree's splits and its leaves from left to right."""
    forks: list[Fork] = []
    leaves: list[Leaf] = []

    def visit(node: Node) -> None:
        if isinstance(node, Leaf):
            leaves.append(node)
            return
        first = len(leaves)
        visit(node.yes)
        forks.append(Fork(node.test, first, len(leaves)))
        visit(node.no)
    visit(tree)
    return forks, leaves


def mask_tables(trees: Trees, rankings: Mapping[str, Ranking]) -> dict[str, np.ndarray] | None:
    """Make each column's table of (ranks, trees); None for an ensemble that is too large."""
    most = max((count_leaves(tree) for tree in trees.trees), default=1)
    kind = next((mask for mask in MASKS if np.iinfo(mask).bits >= most), None)
    lines = sum(ranking.ranks for ranking in rankings.values())
    if kind is None or lines * len(trees.trees) * np.dtype(kind).itemsize > LARGEST_TABLES:
        return None
    tables = {name: np.full((ranking.ranks, len(trees.trees)), np.iinfo(kind).max, dtype=kind)
              for name, ranking in rankings.items()}
    fails = [~rankings[test.column].holds(test) for test in trees.tests]
    for position, tree in enumerate(trees.trees):
        for fork in forks_of(tree)[0]:
            shut_out = (1 << fork.middle) - (1 << fork.first)
            column = trees.tests[fork.test].column
            tables[column][fails[fork.test], position] &= kind(np.iinfo(kind).max & ~shut_out)
    return tables


def count_leaves(tree: Node) -> int:
    """Count the leaves of a tree."""
    return sum(isinstance(node, Leaf) for node in nodes_of(tree))


def nodes_of(tree: Node) -> Iterator[Node]:
    """Walk a tree from the root, yes before no."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Split):
            waiting += (node.no, node.yes)


@dataclass(frozen=True)
class Sum:
    """How one output adds up: from `base`, the leaves' values of the trees that matter to it."""

    base: float
    trees: np.ndarray | slice
    values: np.ndarray


def sums_of(trees: Trees) -> tuple[list[Sum], np.ndarray]:
    """Gather each output's sum, and each tree's first position among the leaves of all.

    Gradient boosting for several classes has trees for each; a sum leaves out those of others,
    whose leaves are all 0.
    """
    leaves = [forks_of(tree)[1] for tree in trees.trees]
    first = np.cumsum([0, *map(len, leaves)])[:-1]
    values = np.array([leaf.values for found in leaves for leaf in found])\
        .reshape(-1, len(trees.base))
    sums = []
    for output, base in enumerate(trees.base):
        worth = np.ascontiguousarray(values[:, output])
        matters = np.logical_or.reduceat(worth != 0, first)
        # A slice copies nothing: what is taken of many rows' leaves is megabytes.
        sums.append(Sum(base, slice(None) if matters.all() else np.flatnonzero(matters), worth))
    return sums, first


def open_leaves(masks: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Find the position of each tree's leaf from its mask."""
    # The bits below the lowest one that is set: as many as its position.
    return np.bitwise_count(~masks & (masks - masks.dtype.type(1))) + first
