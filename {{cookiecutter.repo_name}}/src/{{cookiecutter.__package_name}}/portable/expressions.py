"""Derived features as data, and their evaluation over columns of doubles.

Every value is a double or missing. What has a missing operand is missing, and so is what has no
finite value: a division by zero, the logarithm of a number that is not positive, an overflow
(of single precision, 3.4e38: trees compute in it).
A comparison is 1 or 0. `where(condition, a, b)` is `a` where the condition is neither 0 nor
missing, else `b`. `fill(x, y)` is `y` where `x` is missing. min and max take two or more
operands. `floor(x)` is the greatest whole number that is not above x, and `mod(x, y)` is
`x - y * floor(x / y)`. These rules hold in every form of a model, after each step of an
expression; those of mod are steps too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

# Trees compute in single precision: what is infinite there, scikit-learn refuses.
LARGEST = float(np.finfo(np.float32).max)
# Expressions and trees that are nested deeper, some parsers refuse, JSON's among them.
DEEPEST = 200
OPERATORS: dict[str, Callable] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "<": np.less,
    "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": np.not_equal,
}
# The least and the greatest count of operands; `negate` is the sign before an operand.
ARITIES = {**dict.fromkeys(OPERATORS, (2, 2)), "negate": (1, 1), "log": (1, 1), "abs": (1, 1),
           "floor": (1, 1), "mod": (2, 2), "min": (2, 99), "max": (2, 99), "where": (3, 3),
           "fill": (2, 2)}


@dataclass(frozen=True)
class Number:
    """A constant."""

    number: float


@dataclass(frozen=True)
class Name:
    """A number column, or a date column, whose value is its seconds since 1970."""

    column: str


@dataclass(frozen=True)
class Call:
    """An operator (by its sign) or function (by its name) over operands."""

    call: str
    operands: tuple["Expression", ...]


Expression = Number | Name | Call


def mod_steps(x: Expression, y: Expression) -> Call:
    """Spell `mod(x, y)` by the other functions."""
    return Call("-", (x, Call("*", (y, Call("floor", (Call("/", (x, y)),))))))


def columns_of(expression: Expression) -> set[str]:
    """Name the columns that an expression reads."""
    if isinstance(expression, Name):
        return {expression.column}
    if isinstance(expression, Call):
        return set().union(*(columns_of(operand) for operand in expression.operands))
    return set()


def evaluate(expression: Expression, columns: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
    """Evaluate over columns of `rows` doubles, NaN where missing."""
    if isinstance(expression, Number):
        return np.full(rows, expression.number)
    if isinstance(expression, Name):
        return np.asarray(columns[expression.column], dtype=np.float64)
    operands = [evaluate(operand, columns, rows) for operand in expression.operands]
    with np.errstate(all="ignore"):
        return _kept(_apply(expression.call, operands))


def _kept(result: np.ndarray) -> np.ndarray:
    return np.where(np.abs(result) <= LARGEST, result, np.nan)


def _apply(function: str, operands: list[np.ndarray]) -> np.ndarray:
    first = operands[0]
    if function == "where":
        return np.where(~np.isnan(first) & (first != 0), operands[1], operands[2])
    if function == "fill":
        return np.where(np.isnan(first), operands[1], first)
    if function in ("min", "max"):
        return (np.minimum if function == "min" else np.maximum).reduce(operands)
    if function == "log":
        return np.log(first)
    if function == "abs":
        return np.abs(first)
    if function == "floor":
        return np.floor(first)
    if function == "mod":
        return first - _kept(operands[1] * np.floor(_kept(first / operands[1])))
    if function == "negate":
        return -first
    result = OPERATORS[function](*operands).astype(np.float64)
    return np.where(np.isnan(first) | np.isnan(operands[1]), np.nan, result)
