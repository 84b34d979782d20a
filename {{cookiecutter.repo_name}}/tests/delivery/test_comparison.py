"""Comparing scores: what is not the same must show."""

import numpy as np
import pytest

from slipway_package.delivery.comparison import Difference, compare
from slipway_package.delivery.form import Scored


def scored(scores: list, decisions: list[str] | None = None) -> Scored:
    """Scores, and decisions where there are any."""
    return Scored(np.array(scores, dtype=float),
                  None if decisions is None else np.array(decisions, dtype=object), 0.0)


def test_the_difference_is_relative_above_one() -> None:
    expected = scored([0.25, 1e6, -2.0])
    assert compare(scored([0.25, 1e6, -2.0]), expected) == Difference(0.0, 0, 0)
    assert compare(scored([0.5, 1e6 + 1, -2.0]), expected) == Difference(0.25, 0, 0)
    assert compare(scored([0.25, 1e6 + 1, -2.0]), expected) == Difference(1e-6, 0, 1)


def test_small_numbers_are_held_to_their_own_size() -> None:
    small = [1e-13, 9e-13, 5e-13, 4e-13]
    assert compare(scored([0.0] * 4), scored(small)).largest > 0.1
    assert compare(scored([0.0, 0.5]), scored([0.0, 0.0])) == Difference(0.5, 0, 1)
    decided = scored(small, ["no"] * 4)
    assert compare(scored([0.0] * 4, ["no"] * 4), decided).largest == 9e-13


def test_what_is_no_number_differs_infinitely() -> None:
    for wrong in (np.nan, np.inf):
        found = compare(scored([0.5, wrong]), scored([0.5, 1e300]))
        assert (found.largest, found.worst) == (np.inf, 1)


def test_a_flipped_decision_comes_before_a_greater_difference() -> None:
    found = compare(scored([0.9, 0.5, 0.1], ["yes", "no", "no"]),
                    scored([0.8, 0.5, 0.1], ["yes", "yes", "no"]))
    assert (found.flips, found.worst) == (1, 1)


def test_the_largest_of_all_classes_counts() -> None:
    found = compare(scored([[0.2, 0.8], [0.5, 0.5]], ["b", "a"]),
                    scored([[0.2, 0.8], [0.5, 0.25]], ["b", "a"]))
    assert found == Difference(0.25, 0, 1)


def test_a_score_and_a_decision_for_each_row_are_asked_for() -> None:
    expected = scored([0.5, 0.5], ["yes", "no"])
    with pytest.raises(ValueError, match=r"scores of the shape \(1,\), \(2,\) is due"):
        compare(scored([0.5], ["yes"]), expected)
    for decisions in (None, ["yes"]):
        with pytest.raises(ValueError, match="a decision for each row"):
            compare(scored([0.5, 0.5], decisions), expected)
