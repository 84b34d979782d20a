"""Whole numbers worked out from dates: what needs no care for overflow, rounding or division by 0.

So forms that guard each step of an expression can write a part of a date as one plain formula.
"""

from collections.abc import Container

from ..portable.expressions import Call, Expression, Name, Number

# Seconds since 1970 of any date that a database holds are nearer to 0.
FARTHEST_DATE = 1e13
# Up to here a whole number has fifteen digits at most, so that spreadsheets hold it too, and the
# floor of a quotient of two is right.
MOST = 1e15


def is_whole(expression: Expression, dates: Container[str]) -> bool:
    """Tell whether each step of an expression is a whole number, where its dates are known.

    A quotient may stand in it as `floor(x / c)` or `mod(x, c)`, with a constant c of 1 or more.
    """
    return _bound(expression, dates) <= MOST


def _bound(expression: Expression, dates: Container[str]) -> float:
    """Bound the size of a whole number and of the steps to it; it is infinite for others."""
    bound = float("inf")
    match expression:
        case Number(number=number) if number.is_integer():
            bound = abs(number)
        case Name(column=column) if column in dates:
            bound = FARTHEST_DATE
        case Call(call="+" | "-", operands=(x, y)):
            bound = _bound(x, dates) + _bound(y, dates)
        case Call(call="*", operands=(x, y)):
            bound = _bound(x, dates) * _bound(y, dates)
        case Call(call="floor", operands=(Call(call="/", operands=(x, Number(number=divisor))),)) \
                if divisor >= 1 and divisor.is_integer():
            bound = _bound(x, dates) / divisor + 1
        case Call(call="mod", operands=(x, Number(number=divisor))) \
                if divisor >= 1 and divisor.is_integer():
            bound = divisor if _bound(x, dates) <= MOST else bound
    return bound if bound <= MOST else float("inf")
