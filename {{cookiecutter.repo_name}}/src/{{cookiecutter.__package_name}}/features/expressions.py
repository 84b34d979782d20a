"""Derived features, written in params.yaml as expressions of a small, closed language.

An expression is made of numbers, names of number columns (in backticks where a name is no plain
word), `+ - * /`, comparisons, and the functions log, abs, min, max, where and fill:

    Amount / max(Price, 1)
    where(Age < 25, 1, 0)
    fill(Income, 0) - Expenses

Every value is a double or missing. What has a missing operand is missing, and so is what has no
finite value: a division by zero, the logarithm of a number that is not positive, an overflow.
A comparison is 1 or 0. `where(condition, a, b)` is `a` where the condition is neither 0 nor
missing, else `b`. `fill(x, y)` is `y` where `x` is missing. min and max take two or more
operands. These rules hold in every language that a model is carried to.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import UserError

OPERATORS: dict[type, tuple[str, Callable]] = {
    ast.Add: ("+", np.add), ast.Sub: ("-", np.subtract), ast.Mult: ("*", np.multiply),
    ast.Div: ("/", np.divide), ast.Lt: ("<", np.less), ast.LtE: ("<=", np.less_equal),
    ast.Gt: (">", np.greater), ast.GtE: (">=", np.greater_equal), ast.Eq: ("==", np.equal),
    ast.NotEq: ("!=", np.not_equal),
}
COMPUTE = dict(OPERATORS.values())
ARITIES = {"log": (1, 1), "abs": (1, 1), "min": (2, 99), "max": (2, 99), "where": (3, 3),
           "fill": (2, 2)}
KNOWN = "numbers, columns, + - * / < <= > >= == != and " + ", ".join(ARITIES)


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Name:
    """A number column."""

    column: str


@dataclass(frozen=True)
class Call:
    """An operator (by its sign) or function (by its name) over operands."""

    function: str
    operands: tuple["Expression", ...]


Expression = Number | Name | Call


def parse(text: str, place: str = "expression") -> Expression:
    """Parse an expression.

    Raises:
        UserError: starts with `place` and names what is not part of the language.
    """
    quoted: list[str] = []

    def unquote(match: re.Match) -> str:
        quoted.append(match[1])
        return f"_column_{len(quoted) - 1}_"

    try:
        tree = ast.parse(re.sub(r"`([^`]*)`", unquote, text.strip()), mode="eval")
        names = {f"_column_{position}_": name for position, name in enumerate(quoted)}
        return _Translation(text, place, names).translate(tree.body)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        raise UserError(f"{place}: {text!r} is not an expression; it takes {KNOWN}") from None


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
        return np.full(rows, expression.value)
    if isinstance(expression, Name):
        return np.asarray(columns[expression.column], dtype=np.float64)
    operands = [evaluate(operand, columns, rows) for operand in expression.operands]
    with np.errstate(all="ignore"):
        result = _apply(expression.function, operands)
    return np.where(np.isfinite(result), result, np.nan)


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
    if function == "negate":
        return -first
    result = COMPUTE[function](*operands).astype(np.float64)
    return np.where(np.isnan(first) | np.isnan(operands[1]), np.nan, result)


@dataclass(frozen=True)
class _Translation:
    text: str
    place: str
    quoted: Mapping[str, str]

    def translate(self, node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Number(float(node.value))
            case ast.Name(id=name):
                return Name(self.quoted.get(name, name))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Call("negate", (self.translate(operand),))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.translate(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return self._operation(op, left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
                return self._operation(op, left, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in ARITIES:
                return self._call(name, args)
        raise self._refuse(f"`{ast.unparse(node)}` is not part of the language; it takes {KNOWN}")

    def _operation(self, op: ast.AST, left: ast.expr, right: ast.expr) -> Call:
        return Call(OPERATORS[type(op)][0], (self.translate(left), self.translate(right)))

    def _call(self, name: str, operands: list[ast.expr]) -> Call:
        least, most = ARITIES[name]
        if not least <= len(operands) <= most:
            count = str(least) if least == most else f"{least} or more"
            raise self._refuse(f"{name} takes {count} operands, not {len(operands)}")
        return Call(name, tuple(self.translate(operand) for operand in operands))

    def _refuse(self, fault: str) -> UserError:
        return UserError(f"{self.place}: {self.text!r}: {fault}")
