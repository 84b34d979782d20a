"""Derived features, written in params.yaml as expressions of a small, closed language.

An expression is made of numbers, names of number columns (in backticks where a name is no plain
word, a backtick in it twice), `+ - * /`, comparisons, and the functions log, abs, floor, mod, min,
max, where and fill:

    Amount / max(Price, 1)
    where(Age < 25, 1, 0)
    fill(Income, 0) - Expenses

What each of them gives, portable/expressions.py says: the rules hold in every form of a model.

A date column is a number too, its seconds since 1970; of it, and of arithmetic on it, days, year,
month, day, weekday and hour take a part (see portable/calendar.py):

    month(Signed)
    days(Due) - days(Signed)
"""

import ast
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import UserError
from ..portable.calendar import PARTS
from ..portable.expressions import (
    ARITIES,
    DEEPEST,
    LARGEST,
    Call,
    Expression,
    Name,
    Number,
    columns_of,
)

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<=",
         ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
FUNCTIONS = [name for name in ARITIES if name.isalpha() and name != "negate"]
KNOWN = "numbers, columns (in backticks where a name is no plain word), + - * / < <= > >= == != " \
    "and " + ", ".join([*FUNCTIONS, *PARTS])


def parse(text: str, place: str = "expression") -> Expression:
    """Parse an expression.

    Raises:
        UserError: starts with `place` and names what is not part of the language.
    """
    quoted: list[str] = []

    def unquote(match: re.Match) -> str:
        quoted.append(match[1].replace("``", "`"))
        return f"_column_{len(quoted) - 1}_"

    source = re.sub(r"`((?:[^`]|``)*)`", unquote, text.strip())
    if "#" in source:
        # Python would take the rest for a comment.
        raise UserError(f"{place}: {_short(text)} holds a # outside of backticks; it takes {KNOWN}")
    names = {f"_column_{position}_": name for position, name in enumerate(quoted)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(source, mode="eval")
        expression = _Translation(text, source, place, names).translate(tree.body)
    except (SyntaxError, Warning, ValueError, OverflowError, RecursionError, MemoryError):
        raise UserError(f"{place}: {_short(text)} is not an expression; it takes {KNOWN}") \
            from None
    if _depth(expression) > DEEPEST:
        raise UserError(f"{place}: {_short(text)} is nested deeper than {DEEPEST} levels; "
                        "shorten it")
    return expression


def _depth(expression: Expression) -> int:
    if not isinstance(expression, Call):
        return 0
    return 1 + max(_depth(operand) for operand in expression.operands)


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
            case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
                return self._operation(op, left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SIGNS:
                return self._operation(op, left, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
                return self._call(name, args)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in PARTS:
                return self._part(name, args)
        raise self._refuse(f"{self._words(node)} is not part of the language; it takes {KNOWN}")

    def _number(self, value: float, node: ast.expr) -> Number:
        if value > LARGEST:
            raise self._refuse(f"{self._words(node)} is above {LARGEST:.2g}; take a smaller number")
        return Number(value)

    def _operation(self, op: ast.AST, left: ast.expr, right: ast.expr) -> Call:
        return Call(SIGNS[type(op)], (self.translate(left), self.translate(right)))

    def _call(self, name: str, operands: list[ast.expr]) -> Call:
        least, most = ARITIES[name]
        if not least <= len(operands) <= most:
            count = f"{least} operand{'s' * (least > 1)}" if least == most \
                else f"{least} to {most} operands"
            raise self._refuse(f"{name} takes {count}, not {len(operands)}")
        return Call(name, tuple(self.translate(operand) for operand in operands))

    def _part(self, name: str, operands: list[ast.expr]) -> Expression:
        """Spell a part of a date by what every form of a model can compute."""
        if len(operands) != 1:
            raise self._refuse(f"{name} takes 1 operand, not {len(operands)}")
        operand = self.translate(operands[0])
        if not columns_of(operand):
            raise self._refuse(f"{name} takes a date column, and {self._words(operands[0])} "
                               "names none")
        return PARTS[name](operand)

    def _source_of(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.source, node) or ""

    def _words(self, node: ast.expr) -> str:
        words = self._source_of(node)
        for stand_in, name in self.quoted.items():
            words = words.replace(stand_in, f"`{name}`")
        return _short(words)

    def _refuse(self, fault: str) -> UserError:
        return UserError(f"{self.place}: {_short(self.text)}: {fault}")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
