"""Thresholds: the largest double on whose side the fitted tree still sends a row."""

import numpy as np
import pytest

from slipway_package.portable.compile_nodes import (
    Nodes,
    compile_nodes,
    largest_doubles,
)
from slipway_package.portable.encoded import (
    FlagColumn,
    NumberColumn,
    WordColumn,
)
from slipway_package.portable.errors import NotPortable
from slipway_package.portable.expressions import LARGEST
from slipway_package.portable.model import (
    AtMost,
    IsLevel,
    IsMissing,
    Leaf,
    Split,
)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("center, scale", [(0.0, 1.0), (123.456, 7.89), (-1e6, 1e-3), (1e-9, 3e8)])
def test_the_threshold_is_the_last_double_that_goes_left(precision: type, center: float,
                                                         scale: float) -> None:
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(0, 100, 200), random.lognormal(0, 20, 200),
                             np.arange(-5, 5), [5e-324, 1e-40, 16777217.0, 0.1]])
    # As scikit-learn makes them: the mean of neighbours in the trees' own precision.
    encoded = np.unique(((values - center) / scale).astype(precision)).astype(np.float64)
    threshold = (encoded[:-1] + encoded[1:]) / 2
    found = largest_doubles(np.full(len(threshold), center), np.full(len(threshold), scale),
                            threshold, precision)

    def goes_left(x: np.ndarray) -> np.ndarray:
        return ((x - center) / scale).astype(precision) <= threshold
    assert goes_left(found).all()
    assert not goes_left(np.nextafter(found, np.inf)).any()
    assert not np.signbit(found[found == 0]).any()


def test_a_threshold_ends_where_the_numbers_do() -> None:
    found = largest_doubles(np.zeros(2), np.ones(2), np.array([np.inf, LARGEST]), np.float64)
    assert found.tolist() == [LARGEST] * 2


def stump(threshold: float, missing_left: bool = False) -> Nodes:
    """A tree of one split on the first column: 1 on the left, 2 on the right."""
    return Nodes(np.array([1, -1, -1]), np.array([2, -1, -1]), np.array([0, -2, -2]),
                 np.array([threshold, 0, 0]), np.array([missing_left, False, False]),
                 np.array([[0.0], [1.0], [2.0]]))


ONE, TWO = Leaf((1.0,)), Leaf((2.0,))


@pytest.mark.parametrize("column, nodes, tests, tree", [
    (NumberColumn("x"), stump(0.5, True), (AtMost("x", 0.5, True),), Split(0, ONE, TWO)),
    (NumberColumn("x"), stump(0.5, False), (AtMost("x", 0.5, False),), Split(0, ONE, TWO)),
    (NumberColumn("x", 0.5), stump(0.5), (AtMost("x", 0.5, True),), Split(0, ONE, TWO)),
    (NumberColumn("x", 0.6), stump(0.5, True), (AtMost("x", 0.5, False),), Split(0, ONE, TWO)),
    (NumberColumn("x", 3.0, 1.0, 4.0), stump(0.5), (AtMost("x", 3.0, True),), Split(0, ONE, TWO)),
    # Only a missing number goes right, or none at all.
    (NumberColumn("x"), stump(np.inf, False), (IsMissing("x"),), Split(0, TWO, ONE)),
    (NumberColumn("x"), stump(np.inf, True), (), ONE),
    (FlagColumn(IsMissing("x")), stump(0.5), (IsMissing("x"),), Split(0, TWO, ONE)),
    (FlagColumn(IsLevel("x", "a"), 0.2, 0.1), stump(0.0), (IsLevel("x", "a"),), Split(0, TWO, ONE)),
    # A flag is 0 or 1: what parts neither from the other is no fork.
    (FlagColumn(IsMissing("x")), stump(-0.5), (), TWO),
    (FlagColumn(IsMissing("x")), stump(1.0), (), ONE),
])
def test_a_split_asks_of_the_raw_column(column: object, nodes: Nodes, tests: tuple,
                                        tree: object) -> None:
    found = compile_nodes([nodes, nodes], [column], np.float64)
    assert found == (tests, (tree, tree))


def test_a_word_is_refused_by_its_name() -> None:
    with pytest.raises(NotPortable, match="a tree takes numbers, and job is encoded as none"):
        compile_nodes([stump(0.5)], [WordColumn("job")], np.float64)
