"""Whole numbers that come of dates: what is taken for one, and what is not."""

import numpy as np
import pytest
from hand_made import call

from slipway_package.delivery.whole_numbers import FARTHEST_DATE, is_whole
from slipway_package.portable.calendar import PARTS
from slipway_package.portable.expressions import (
    Call,
    Expression,
    Name,
    Number,
    evaluate,
)

T, X = Name("t"), Name("x")
WHOLE = (
    *(make(T) for make in PARTS.values()), call("-", T, Name("u")), call("*", T, Number(-3.0)),
    call("floor", call("/", call("+", T, Number(7.0)), Number(60.0))),
    call("mod", T, Number(7.0)), call("-", PARTS["days"](T), PARTS["days"](Name("u"))))
OTHERS = (
    call("+", X, Number(1.0)), call("+", T, Number(0.5)), call("/", T, Number(60.0)),
    call("floor", T), call("floor", call("/", T, Number(0.5))), call("mod", T, Number(0.0)),
    call("mod", T, Number(-7.0)), call("mod", T, Name("u")), call("mod", X, Number(7.0)),
    call("*", T, T), call("*", T, Number(1e30)), call("*", X, Number(0.0)), call("fill", T, T),
    call("negate", T), PARTS["month"](X), call("floor", call("/", Number(7.0), T)))


@pytest.mark.parametrize("expression", WHOLE)
def test_whole_numbers_are_so_for_every_date(expression: Call) -> None:
    assert is_whole(expression, {"t", "u"})
    dates = np.array([-FARTHEST_DATE, -1.0, 0.0, 86399.0, 253402300799.0, FARTHEST_DATE])
    for step in steps_of(expression):
        found = evaluate(step, {"t": dates, "u": dates[::-1]}, len(dates))
        assert (found == np.floor(found)).all()
        assert (np.abs(found) < 2.0**53).all()


@pytest.mark.parametrize("expression", OTHERS)
def test_what_needs_care_is_not_taken_for_whole(expression: Call) -> None:
    assert not is_whole(expression, {"t", "u"})


def steps_of(expression: Expression) -> list[Expression]:
    """An expression and all within it but quotients, which stand in a floor."""
    if not isinstance(expression, Call):
        return []
    own = [] if expression.call == "/" else [expression]
    return own + [step for operand in expression.operands for step in steps_of(operand)]
