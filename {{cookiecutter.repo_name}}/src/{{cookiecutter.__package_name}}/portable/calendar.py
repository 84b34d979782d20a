"""Parts of a date as plain arithmetic on its seconds since 1970, and back.

So no form of a model needs a calendar of its own. The arithmetic is exact for the years 1 to 9999
of the Gregorian calendar, which is taken to have been in force always. It follows C. Neri and
L. Schneider, "Euclidean affine functions and their application to calendar algorithms"
(Software: Practice and Experience, 2022): an operand stands once in a month and in a day, twice
in a year.
"""

from collections.abc import Callable, Collection

from .expressions import Call, Expression, Name, Number, columns_of

DAY, HOUR = 86_400.0, 3_600.0
# Days in 400 years, in 4 years, and in five months from March on, of which there are two a year.
ERA, CYCLE, FIVE_MONTHS = 146_097.0, 1_461.0, 153.0
# Days from the first day of the year 1 to 1970, and from the first of March in the year 0.
FROM_JANUARY, FROM_MARCH = 719_162.0, 719_468.0


def _days(x: Expression) -> Expression:
    return _floor(x, DAY)


def _year(x: Expression) -> Expression:
    quarters = _plus(_times(_days(x), 4), 4 * FROM_JANUARY + 3)
    century = _floor(quarters, ERA)
    of_century = _floor(_quarters_of_century(quarters), CYCLE)
    return _plus(Call("+", (_times(century, 100), of_century)), 1)


def _month(x: Expression) -> Expression:
    return _plus(_mod(_floor(_plus(_times(_day_of_year(x), 5), 308), FIVE_MONTHS), 12), 1)


def _day(x: Expression) -> Expression:
    return _plus(_floor(_mod(_plus(_times(_day_of_year(x), 5), 2), FIVE_MONTHS), 5), 1)


def _weekday(x: Expression) -> Expression:
    # 1970 began with a Thursday.
    return _mod(_plus(_days(x), 3), 7)


def _hour(x: Expression) -> Expression:
    return _mod(_floor(x, HOUR), 24)


# Whole days since 1970; the year; the month, 1 to 12; the day of the month, 1 to 31; the day of
# the week, Monday 0 to Sunday 6; the hour, 0 to 23.
PARTS: dict[str, Callable[[Expression], Expression]] = {
    "days": _days, "year": _year, "month": _month, "day": _day, "weekday": _weekday,
    "hour": _hour}


def part_of(expression: Expression) -> tuple[str, Expression] | None:
    """Recognize what a function of PARTS makes: its name, and its operand."""
    for name, pattern in _PATTERNS.items():
        found: list[Expression] = []
        if _matches(expression, pattern, found) and found == found[:1] * len(found):
            return name, found[0]
    return None


def named_parts(expression: Expression, dates: Collection[str]) -> Expression:
    """Write parts of dates as calls by their names, which people understand, but no form does."""
    if not isinstance(expression, Call):
        return expression
    part = part_of(expression)
    # The same arithmetic on other numbers has nothing to do with a calendar.
    if part and not columns_of(part[1]).isdisjoint(dates):
        return Call(part[0], (named_parts(part[1], dates),))
    return Call(expression.call, tuple(named_parts(operand, dates)
                                       for operand in expression.operands))


def _matches(expression: Expression, pattern: Expression, found: list[Expression]) -> bool:
    """Compare with a pattern, and gather what stands in the place of its operand."""
    if pattern == _OPERAND:
        found.append(expression)
        return True
    if isinstance(pattern, Call):
        return isinstance(expression, Call) and expression.call == pattern.call \
            and len(expression.operands) == len(pattern.operands) \
            and all(_matches(*pair, found) for pair in zip(expression.operands, pattern.operands))
    return expression == pattern


def _day_of_year(x: Expression) -> Expression:
    """Count the days since the last first of March: leap days come last in such a year."""
    quarters = _plus(_times(_days(x), 4), 4 * FROM_MARCH + 3)
    return _floor(_mod(_quarters_of_century(quarters), CYCLE), 4)


def _quarters_of_century(quarters: Expression) -> Expression:
    return _plus(_times(_floor(_mod(quarters, ERA), 4), 4), 3)


def _plus(x: Expression, number: float) -> Call:
    return Call("+", (x, Number(float(number))))


def _times(x: Expression, number: float) -> Call:
    return Call("*", (x, Number(float(number))))


def _floor(x: Expression, divisor: float) -> Call:
    return Call("floor", (Call("/", (x, Number(float(divisor)))),))


def _mod(x: Expression, divisor: float) -> Call:
    return Call("mod", (x, Number(float(divisor))))


_OPERAND = Name("")
_PATTERNS = {name: make(_OPERAND) for name, make in PARTS.items()}
