"""Derived features of one record, without what arrays cost; the rules of expressions.py."""

import math
import operator
from collections.abc import Callable, Sequence

from .columns import Record
from .expressions import LARGEST, Call, Expression, Name, Number

Compute = Callable[[Record], float | None]


def _mod(x: float, y: float) -> float:
    quotient = x / y
    product = y * math.floor(quotient) if -LARGEST <= quotient <= LARGEST else math.inf
    return x - product if -LARGEST <= product <= LARGEST else math.inf


OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne, "negate": operator.neg, "log": math.log, "abs": abs,
    "floor": math.floor, "mod": _mod, "min": min, "max": max,
}


def evaluator(expression: Expression) -> Compute:
    """Make the function from a record to the expression's value, None where missing."""
    match expression:
        case Number(number=number):
            return lambda record: number
        case Name(column=column):
            return _reader(column)
        case Call(call="fill", operands=operands):
            first, other = map(evaluator, operands)
            return lambda record: _bounded(other(record) if (x := first(record)) is None else x)
        case Call(call="where", operands=operands):
            condition, yes, no = map(evaluator, operands)
            return lambda record: _bounded(yes(record) if condition(record) else no(record))
        case Call(call=call, operands=operands):
            return _caller(OPERATORS[call], [evaluator(operand) for operand in operands])


def _reader(column: str) -> Compute:
    def read(record: Record) -> float | None:
        x = record.get(column)
        return float(x) if x is not None and x == x else None
    return read


def _caller(function: Callable[..., float], operands: Sequence[Compute]) -> Compute:
    if len(operands) == 2:
        left, right = operands

        # Most calls, and written out: a function more would cost as much as the arithmetic.
        def call_two(record: Record) -> float | None:
            x, y = left(record), right(record)
            if x is None or y is None:
                return None
            try:
                result = float(function(x, y))
            except ZeroDivisionError:
                return None
            return result if -LARGEST <= result <= LARGEST else None
        return call_two

    def call(record: Record) -> float | None:
        values = [operand(record) for operand in operands]
        if None in values:
            return None
        try:
            return _bounded(float(function(*values)))
        except ValueError:
            return None
    return call


def _bounded(x: float | None) -> float | None:
    return x if x is not None and -LARGEST <= x <= LARGEST else None
