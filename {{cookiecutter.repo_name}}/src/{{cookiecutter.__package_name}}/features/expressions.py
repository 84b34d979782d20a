"""Derived features, written in params.yaml as expressions of a small, closed language.

An expression is made of numbers, names of number columns (in backticks where a name is no plain
word), `+ - * /`, comparisons, and the functions log, abs, min, max, where and fill:

    Amount / max(Price, 1)
    where(Age < 25, 1, 0)
    fill(Income, 0) - Expenses

Every value is a double or missing. What has a missing operand is missing, and so is what has no
finite value: a division by zero, the logarithm of a number that is not positive, an overflow
(of single precision, 3.4e38: trees compute in it).
A comparison is 1 or 0. `where(condition, a, b)` is `a` where the condition is neither 0 nor
missing, else `b`. `fill(x, y)` is `y` where `x` is missing. min and max take two or more
operands. These rules hold in every language that a model is carried to.
"""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..data.cells import LARGEST
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
KNOWN = "numbers, columns (in backticks where a name is no plain word), + - * / < <= > >= == != " \
    "and " + ", ".join(ARITIES)


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

    source = re.sub(r"`([^`]*)`", unquote, text.strip())
    names = {f"_column_{position}_": name for position, name in enumerate(quoted)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(source, mode="eval")
        return _Translation(text, source, place, names).translate(tree.body)
    except (SyntaxError, Warning, ValueError, OverflowError, RecursionError, MemoryError):
        raise UserError(f"{place}: {_short(text)} is not an expression; it takes {KNOWN}") \
            from None


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
    if function == "negate":
        return -first
    result = COMPUTE[function](*operands).astype(np.float64)
    return np.where(np.isnan(first) | np.isnan(operands[1]), np.nan, result)


@dataclass(frozen=True)
class _Translation:
    text: str
    source: str
    place: str
    quoted: Mapping[str, str]

    def translate(self, node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return self._number(float(node.value), node)
            case ast.Name(id=name):
                # Python's own name for a column may differ: it normalises some letters.
                return Name(self.quoted[name] if name in self.quoted else self._source_of(node))
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
        raise self._refuse(f"{self._words(node)} is not part of the language; it takes {KNOWN}")

    def _number(self, value: float, node: ast.expr) -> Number:
        if value > LARGEST:
            raise self._refuse(f"{self._words(node)} is above {LARGEST:.2g}; take a smaller number")
        return Number(value)

    def _operation(self, op: ast.AST, left: ast.expr, right: ast.expr) -> Call:
        return Call(OPERATORS[type(op)][0], (self.translate(left), self.translate(right)))

    def _call(self, name: str, operands: list[ast.expr]) -> Call:
        least, most = ARITIES[name]
        if not least <= len(operands) <= most:
            count = f"{least} operand{'s' * (least > 1)}" if least == most \
                else f"{least} or more operands"
            raise self._refuse(f"{name} takes {count}, not {len(operands)}")
        return Call(name, tuple(self.translate(operand) for operand in operands))

    def _source_of(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.source, node) or ""

    def _words(self, node: ast.expr) -> str:
        words = self._source_of(node)
        for placeholder, name in self.quoted.items():
            words = words.replace(placeholder, f"`{name}`")
        return _short(words)

    def _refuse(self, fault: str) -> UserError:
        return UserError(f"{self.place}: {_short(self.text)}: {fault}")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
