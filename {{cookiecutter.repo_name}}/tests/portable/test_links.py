"""From values to probabilities: within 0 and 1, and without an overflow anywhere."""

import math
import warnings

import numpy as np
import pytest

from slipway_package.portable.links import (
    apply_link,
    apply_link_to_one,
)
from slipway_package.portable.model import Link

FAR = [1e308, 1e4, 701.0, 700.0, 699.0, 36.0, 1.5, 5e-324, 0.0]
VALUES = np.array([*FAR, *(-value for value in FAR)])


@pytest.mark.parametrize("center, scale", [(0.0, 1.0), (501.5, -28.85), (0.0, 0.5)])
def test_logistic_is_what_the_formula_says(center: float, scale: float) -> None:
    link = Link("logistic", center, scale)
    with warnings.catch_warnings(action="error"), np.errstate(over="ignore"):
        found = apply_link(link, VALUES[:, np.newaxis])
    for value, probability in zip(VALUES.tolist(), found.tolist()):
        one = apply_link_to_one(link, [value])
        z = max(-700.0, min((value - center) / scale, 700.0))
        assert one == 1 / (1 + math.exp(-z))
        assert probability == pytest.approx(one, rel=1e-15)
        assert 0 < probability <= 1


def test_softmax_is_what_the_formula_says() -> None:
    link = Link("softmax")
    rows = [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [1e308, -1e308, 0.0], [-1e4, -1e4 - 701, -1e4 - 5],
            [700.0, 0.0, -700.0]]
    with warnings.catch_warnings(action="error"), np.errstate(over="ignore"):
        found = apply_link(link, np.array(rows))
    for row, probabilities in zip(rows, found.tolist()):
        powers = [math.exp(max(value - max(row), -700.0)) for value in row]
        expected = [power / (powers[0] + powers[1] + powers[2]) for power in powers]
        assert apply_link_to_one(link, row) == expected
        assert probabilities == pytest.approx(expected, rel=1e-15)
        assert min(probabilities) > 0
        assert sum(probabilities) == pytest.approx(1)


def test_exponential_undoes_the_logarithm_of_one_more() -> None:
    link = Link("exponential")
    with warnings.catch_warnings(action="error"), np.errstate(under="ignore"):
        found = apply_link(link, VALUES[:, np.newaxis])
    for value, number in zip(VALUES.tolist(), found.tolist()):
        one = apply_link_to_one(link, [value])
        assert one == math.exp(min(value, 700.0)) - 1
        assert number == pytest.approx(one, rel=1e-15, abs=1e-15)
    for number in (0.0, 1.5, 1e6):
        assert apply_link_to_one(link, [math.log(number + 1)]) == pytest.approx(number, rel=1e-12)


def test_identity_leaves_values_as_they_are() -> None:
    link = Link("identity", center=3.0, scale=2.0)
    assert apply_link(link, VALUES[:, np.newaxis]).tolist() == VALUES.tolist()
    three = VALUES.reshape(-1, 3)
    assert apply_link(link, three).tolist() == three.tolist()
    assert apply_link_to_one(link, [0.25]) == 0.25
    assert apply_link_to_one(link, [0.25, 0.5, 0.25]) == [0.25, 0.5, 0.25]
