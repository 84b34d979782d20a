"""Parts of dates: held against Python's own calendar."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from slipway_package.portable.calendar import PARTS, part_of
from slipway_package.portable.expressions import (
    Call,
    Expression,
    Name,
    Number,
    evaluate,
)
from slipway_package.portable.record_expressions import evaluator

X = Name("x")
EPOCH = datetime(1970, 1, 1)
OF_A_DATE: dict[str, Callable[[datetime], int]] = {
    "days": lambda at: (at.date() - date(1970, 1, 1)).days, "year": lambda at: at.year,
    "month": lambda at: at.month, "day": lambda at: at.day,
    "weekday": lambda at: at.weekday(), "hour": lambda at: at.hour}
# All days around the turns of four centuries, the first and the last years, and some of others.
YEARS = (1, 2, 3, 4, 1599, 1600, 1899, 1900, 1901, 1969, 1970, 1972, 1999, 2000, 2001, 2024, 2100,
         9996, 9999)
TRIED = [*(datetime(year, 1, 1) + timedelta(days=day) for year in YEARS for day in range(365)),
         *(datetime(year, 12, 31, 23, 59, 59) for year in range(1, 10000)),
         *(datetime(year, 2, 28, 23, 59, 59) + timedelta(seconds=1) for year in range(1, 10000)),
         *(datetime(1969, 12, 31) + timedelta(minutes=7 * step + 3) for step in range(600))]
SECONDS = np.array([(at - EPOCH) // timedelta(seconds=1) for at in TRIED], dtype=np.float64)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_date_is_that_of_the_calendar(name: str) -> None:
    expected = [OF_A_DATE[name](at) for at in TRIED]
    found = evaluate(PARTS[name](X), {"x": SECONDS}, len(SECONDS))
    np.testing.assert_array_equal(found, expected)
    one = evaluator(PARTS[name](X))
    assert [one({"x": second}) for second in SECONDS[::50].tolist()] == expected[::50]


@pytest.mark.parametrize("name", PARTS)
def test_a_missing_date_has_no_parts(name: str) -> None:
    assert np.isnan(evaluate(PARTS[name](X), {"x": np.array([np.nan])}, 1)).all()
    assert evaluator(PARTS[name](X))({}) is None


@pytest.mark.parametrize("operand", [X, Call("+", (X, Number(86400.0))), PARTS["month"](X)])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_recognized(name: str, operand: Expression) -> None:
    assert part_of(PARTS[name](operand)) == (name, operand)


def test_what_is_no_part_is_not_taken_for_one() -> None:
    year = PARTS["year"](X)
    other = Call("+", (PARTS["year"](Name("y")).operands[0], Number(1.0)))
    first, second = year.operands[0].operands
    mixed = Call("+", (Call("+", (first, other.operands[0].operands[1])), Number(1.0)))
    assert part_of(Call("+", (Call("+", (first, second)), Number(1.0)))) == ("year", X)
    for expression in (mixed, X, Number(1.0), Call("+", (X, Number(1.0))),
                       Call("floor", (Call("/", (X, Number(86401.0))),))):
        assert part_of(expression) is None
