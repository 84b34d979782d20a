"""From arrays of fitted nodes to trees whose tests read raw columns, in doubles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encoded import Encoded, FlagColumn, NumberColumn
from .errors import NotPortable
from .expressions import DEEPEST, LARGEST
from .model import AtMost, IsMissing, Leaf, Node, Split, Test


@dataclass(frozen=True)
class Nodes:
    """One fitted tree: rows go left where the encoded column is <= threshold.

    `left` is negative for a leaf; `values` is (nodes, outputs).
    """

    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    missing_left: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Fork:
    """How a node parts raw rows: by a test that sends them left, or right, or not at all."""

    test: Test | None
    yes_is_left: bool


def compile_nodes(trees: Sequence[Nodes], columns: Sequence[Encoded],
                  precision: type) -> tuple[tuple[Test, ...], tuple[Node, ...]]:
    """Compile trees that compare `columns` in `precision` into tests and nodes.

    Raises:
        NotPortable: a tree is deeper than DEEPEST, or reads what is no number.
    """
    positions: dict[Test, int] = {}
    compiled = [_node(nodes, forks, positions, 0, 0)
                for nodes, forks in zip(trees, _forks(trees, columns, precision))]
    return tuple(positions), tuple(compiled)


def largest_doubles(center: np.ndarray, scale: np.ndarray, threshold: np.ndarray,
                    precision: type) -> np.ndarray:
    """Find the largest double x, up to LARGEST, with precision((x - center) / scale) <= threshold.

    The condition holds up to some x and for none above it, so that bisection over the doubles,
    whose bits are in their order, finds it with every rounding of the fitted pipeline.
    """
    low = np.full(len(threshold), _ordinal(np.array(-LARGEST)))
    high = np.full(len(threshold), _ordinal(np.array(LARGEST)) + 1)
    with np.errstate(over="ignore"):
        for _ in range(64):
            # The mean of two whole numbers whose sum would overflow.
            middle = (low & high) + ((low ^ high) >> 1)
            holds = ((_double(middle) - center) / scale).astype(precision) <= threshold
            low, high = np.where(holds, middle, low), np.where(holds, high, middle)
    return _double(low) + 0.0


def _ordinal(double: np.ndarray) -> np.ndarray:
    bits = double.astype(np.float64).view(np.int64)
    return np.where(bits < 0, bits ^ np.int64(2**63 - 1), bits)


def _double(ordinal: np.ndarray) -> np.ndarray:
    return np.where(ordinal < 0, ordinal ^ np.int64(2**63 - 1), ordinal).view(np.float64)


def _forks(trees: Sequence[Nodes], columns: Sequence[Encoded],
           precision: type) -> list[list[Fork | None]]:
    """Make the forks of all trees at once: numpy's calls cost more than what they do to a tree."""
    inner = [np.flatnonzero(nodes.left >= 0) for nodes in trees]
    threshold, missing_left = (np.concatenate([getattr(nodes, part)[places] for nodes, places
                                               in zip(trees, inner)])
                               for part in ("threshold", "missing_left"))
    tested = [columns[feature] for nodes, places in zip(trees, inner)
              for feature in nodes.feature[places]]
    for column in tested:
        if not isinstance(column, NumberColumn | FlagColumn):
            raise NotPortable(f"a tree takes numbers, and {column.column} is encoded as none")
    center = np.array([column.center for column in tested])
    scale = np.array([column.scale for column in tested])
    greatest = largest_doubles(center, scale, threshold, precision).tolist()

    def goes_left(values: list[float]) -> list[bool]:
        encoded = (np.array(values) - center) / scale
        return (encoded.astype(precision) <= threshold).tolist()
    zero, one = goes_left([0.0] * len(tested)), goes_left([1.0] * len(tested))
    filled = goes_left([column.fill if isinstance(column, NumberColumn)
                        and column.fill is not None else 0.0 for column in tested])
    found = iter([
        _flag_fork(column, zero[place], one[place]) if isinstance(column, FlagColumn)
        else _number_fork(column.column, greatest[place], bool(missing_left[place])
                          if column.fill is None else filled[place])
        for place, column in enumerate(tested)])
    return [[next(found) if left >= 0 else None for left in nodes.left] for nodes in trees]


def _flag_fork(column: FlagColumn, zero: bool, one: bool) -> Fork:
    return Fork(None if zero == one else column.test, one)


def _number_fork(column: str, threshold: float, missing: bool) -> Fork:
    if threshold == LARGEST:
        return Fork(None, True) if missing else Fork(IsMissing(column), False)
    return Fork(AtMost(column, threshold, missing), True)


def _node(nodes: Nodes, forks: Sequence[Fork | None], positions: dict[Test, int], here: int,
          depth: int) -> Node:
    if depth > DEEPEST:
        raise NotPortable(f"a tree is deeper than {DEEPEST} levels; set max_depth")
    fork = forks[here]
    if fork is None:
        return Leaf(tuple(nodes.values[here].tolist()))
    left, right = int(nodes.left[here]), int(nodes.right[here])
    yes, no = (left, right) if fork.yes_is_left else (right, left)
    if fork.test is None:
        return _node(nodes, forks, positions, yes, depth + 1)
    position = positions.setdefault(fork.test, len(positions))
    return Split(position, _node(nodes, forks, positions, yes, depth + 1),
                 _node(nodes, forks, positions, no, depth + 1))
