"""Tree ensembles over many rows, and over one record."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add
from sys import byteorder

import numpy as np

from .columns import Columns, Record
from .model import Trees
from .tree_ranks import Ranking, rankings_of
from .tree_tables import Sum, mask_tables, open_leaves, sums_of
from .tree_walk import flatten, walk, walk_one

# Find the leaf of each tree, as a position among the leaves of all. For many rows the shape is
# (trees, rows), for one record (trees,).
Find = Callable[[Mapping[str, np.ndarray], int], np.ndarray]
FindOne = Callable[[Record], np.ndarray]
# Rows that are taken through all trees at a time: what they need stays in the processor's cache.
BLOCK = 512


def trees_batch(trees: Trees, categories: Sequence[str]) -> Callable[[Columns, int], np.ndarray]:
    """Make the function from columns, and their count of rows, to values (rows, outputs)."""
    rankings = rankings_of(trees, categories)
    sums, first = sums_of(trees)
    tables = mask_tables(trees, rankings)
    find = _by_masks(tables, first) if tables is not None else _by_walking(trees, rankings)

    def estimate(columns: Columns, rows: int) -> np.ndarray:
        ranks = {name: ranking.rank(columns[name]) for name, ranking in rankings.items()}
        total = np.empty((rows, len(trees.base)))
        for start in range(0, rows, BLOCK):
            block = {name: rank[start:start + BLOCK] for name, rank in ranks.items()}
            leaves = find(block, min(BLOCK, rows - start))
            total[start:start + BLOCK] = _total(trees, sums, leaves)
        return total
    return estimate


def trees_record(trees: Trees, categories: Sequence[str]) -> Callable[[Record], list[float]]:
    """Make the function from a record to its values, one for each output."""
    rankings = rankings_of(trees, categories)
    sums, first = sums_of(trees)
    tables = mask_tables(trees, rankings)
    find = _one_by_masks(tables, rankings, first) if tables is not None \
        else _one_by_walking(trees, rankings)

    def estimate(record: Record) -> list[float]:
        leaves = find(record)
        # Not by sum(), which is more exact than adding the trees in their order.
        return [reduce(add, part.values[leaves[part.trees]].tolist(), part.base) / trees.divisor
                for part in sums]
    return estimate


def _one_by_masks(tables: Mapping[str, np.ndarray], rankings: Mapping[str, Ranking],
                  first: np.ndarray) -> FindOne:
    # All trees' masks as one whole number: Python ANDs such numbers faster than numpy arrays.
    columns = [(name, ranking.ranker(), [int.from_bytes(line.tobytes(), byteorder)
                                         for line in tables[name]])
               for name, ranking in rankings.items()]
    everything = _all_open(tables, len(first))
    kind, size = everything.dtype, everything.nbytes
    all_open = int.from_bytes(everything.tobytes(), byteorder)

    def find(record: Record) -> np.ndarray:
        masks = all_open
        for name, rank, table in columns:
            masks &= table[rank(record.get(name))]
        return open_leaves(np.frombuffer(masks.to_bytes(size, byteorder), kind), first)
    return find


def _one_by_walking(trees: Trees, rankings: Mapping[str, Ranking]) -> FindOne:
    rankers = [(name, ranking.ranker()) for name, ranking in rankings.items()]
    find = walk_one(trees, rankings)
    return lambda record: np.array(find({name: rank(record.get(name)) for name, rank in rankers}),
                                   dtype=np.intp)


def _by_masks(tables: Mapping[str, np.ndarray], first: np.ndarray) -> Find:
    all_open = _all_open(tables, len(first))

    def find(ranks: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
        masks = np.tile(all_open, (rows, 1))
        for name, table in tables.items():
            masks &= table.take(ranks[name], axis=0)
        # The leaves of one tree lie next to each other, as the sum takes them.
        return open_leaves(np.ascontiguousarray(masks.T), first[:, np.newaxis])
    return find


def _by_walking(trees: Trees, rankings: Mapping[str, Ranking]) -> Find:
    nodes = flatten(trees, rankings)
    return lambda ranks, rows: walk(nodes, ranks, rankings, rows).T


def _all_open(tables: Mapping[str, np.ndarray], trees: int) -> np.ndarray:
    kind = next((table.dtype for table in tables.values()), np.dtype(np.uint8))
    return np.full(trees, np.iinfo(kind).max, dtype=kind)


def _total(trees: Trees, sums: Sequence[Sum], leaves: np.ndarray) -> np.ndarray:
    """Add up the values of leaves, (trees, rows), for each output: (rows, outputs)."""
    total = np.empty((leaves.shape[1], len(sums)))
    for output, part in enumerate(sums):
        running = np.full(leaves.shape[1], part.base, dtype=np.float64)
        # Not by numpy's sum, which does not add the trees in their order.
        for values in part.values.take(leaves[part.trees]):
            running += values
        total[:, output] = running / trees.divisor
    return total
