"""Additive models, worked out by hand, over rows and over records."""

import numpy as np
import pytest

from slipway_package.portable.additive import (
    additive_batch,
    additive_record,
    batch_contribution,
    record_contribution,
)
from slipway_package.portable.model import (
    Additive,
    BinTerm,
    Level,
    LevelTerm,
    LinearTerm,
    Term,
)

NAN, NEXT = np.nan, np.nextafter
LINEAR = LinearTerm("x", 2.0, (3.0, -1.0), (7.0, 8.0))
LEVELS = LevelTerm("word", (Level("a", (1.0, 2.0)), Level(" ", (3.0, 4.0))), (5.0, 6.0),
                   (7.0, 8.0))
BINS = BinTerm("x", (0.0, 0.5), ((1.0, -1.0), (2.0, -2.0), (3.0, -3.0)), (4.0, -4.0))
NO_EDGE = BinTerm("x", (), ((1.0, 2.0),), (3.0, 4.0))
WORTHS: list[tuple[Term, object, tuple[float, float]]] = [
    (LINEAR, 4.0, (6.0, -2.0)), (LINEAR, 2.0, (0.0, -0.0)), (LINEAR, NAN, (7.0, 8.0)),
    (LEVELS, "a", (1.0, 2.0)), (LEVELS, " ", (3.0, 4.0)), (LEVELS, None, (5.0, 6.0)),
    (LEVELS, "", (5.0, 6.0)), (LEVELS, "(missing)", (5.0, 6.0)), (LEVELS, "A", (7.0, 8.0)),
    (LEVELS, "a ", (7.0, 8.0)), (LEVELS, "nan", (7.0, 8.0)), (LEVELS, NAN, (5.0, 6.0)),
    (BINS, NEXT(0, -1), (1.0, -1.0)), (BINS, 0.0, (2.0, -2.0)), (BINS, -0.0, (2.0, -2.0)),
    (BINS, NEXT(0.5, 0), (2.0, -2.0)), (BINS, 0.5, (3.0, -3.0)), (BINS, 3.4e38, (3.0, -3.0)),
    (BINS, -3.4e38, (1.0, -1.0)), (BINS, NAN, (4.0, -4.0)), (NO_EDGE, 0.0, (1.0, 2.0)),
    (NO_EDGE, NAN, (3.0, 4.0)),
]


@pytest.mark.parametrize("term, value, worth", WORTHS)
def test_a_term_is_worth_what_the_model_says(term: Term, value: object,
                                             worth: tuple[float, float]) -> None:
    kind = object if isinstance(term, LevelTerm) else np.float64
    many = batch_contribution(term)({term.column: np.array([value, value], dtype=kind)})
    assert many.tolist() == [list(worth)] * 2
    assert record_contribution(term)(value) == worth


def test_a_missing_number_may_be_none_in_a_record() -> None:
    for term, value, worth in WORTHS:
        if value != value:
            assert record_contribution(term)(None) == worth


@pytest.mark.parametrize("outputs", [1, 2])
def test_sums_are_taken_in_the_order_of_the_terms(outputs: int) -> None:
    weights = [1e16, 1.0, 1.0, -1e16, 1.0]
    terms = tuple(LinearTerm(f"x{position}", 0.0, (weight,) * outputs, (0.0,) * outputs)
                  for position, weight in enumerate(weights))
    additive = Additive((0.5,) * outputs, terms)
    total = 0.5
    for weight in weights:
        total += weight
    record = {term.column: 1.0 for term in terms}
    assert additive_record(additive)(record) == [total] * outputs
    columns = {name: np.ones(3) for name in record}
    assert additive_batch(additive)(columns, 3).tolist() == [[total] * outputs] * 3
    # A name that is not there is missing.
    assert additive_record(additive)({}) == [0.5] * outputs
