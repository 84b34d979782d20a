"""Derived features in SQL: each operation a column of its own, so that none is worked out twice.

Whole numbers that are worked out from dates need no care, and take one expression for several.

No operation may fail, whatever the row holds: some databases stop the whole query at a division
by zero, a logarithm of zero, an overflow, PostgreSQL at an underflow too.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from ...portable.expressions import LARGEST, Call, Expression, Name, Number, mod_steps
from ...portable.model import Derived
from ..whole_numbers import is_whole
from .dialects import Dialect
from .query import Column

OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "<>", "!=": "="}
SIGNS = {"==": "=", "!=": "<>"}
# A quotient of numbers up to LARGEST that is above this bound is above LARGEST.
QUOTIENT_BOUND = 1e39
# Doubles from here on are whole, and some of them more than the FLOOR of a database can hold.
ALL_WHOLE = 2.0 ** 52
LINE = "\n      "
# Brackets in an expression of several operations; SQLite takes no more than a hundred.
MOST_BRACKETS = 20


@dataclass
class Steps:
    """The columns that compute the derived features; those of a level read the levels before.

    `columns` names the inputs in SQL, and the derived features as they are added; `dates` are the
    inputs that are dates, and `fresh` gives a name that is not taken.
    """

    dialect: Dialect
    columns: dict[str, str]
    dates: Container[str]
    fresh: Callable[[str], str]
    levels: list[list[Column]] = field(default_factory=list)
    _level_of: dict[str, int] = field(default_factory=dict)
    _placed: dict[Expression, tuple[str, int]] = field(default_factory=dict)

    def add(self, derived: Derived, column: str) -> None:
        """Add a derived feature; `column` is its name in SQL."""
        sql, level = self._call(derived.expression) if isinstance(derived.expression, Call) \
            else self._operand(derived.expression)
        self._place(sql, column, level + 1)
        self._placed[derived.expression] = column, level + 1
        self.columns[derived.name] = column
        self._level_of[derived.name] = level + 1

    def _operand(self, expression: Expression) -> tuple[str, int]:
        match expression:
            case Number(number=number):
                return self.dialect.operand(number), 0
            case Name(column=name):
                return self.columns[name], self._level_of.get(name, 0)
        if expression not in self._placed:
            sql, level = self._call(expression)
            column = self.fresh("step")
            self._place(sql, column, level + 1)
            self._placed[expression] = column, level + 1
        return self._placed[expression]

    def _call(self, call: Call) -> tuple[str, int]:
        if is_whole(call, self.dates):
            return self._whole(call)
        if call.call == "mod":
            call = mod_steps(*call.operands)
        if call.call in ("min", "max") and len(call.operands) > 2:
            *others, last = call.operands
            call = Call(call.call, (Call(call.call, tuple(others)), last))
        placed = [self._operand(operand) for operand in call.operands]
        sql = call_sql(self.dialect, call.call, [operand for operand, _ in placed])
        return sql, max(level for _, level in placed)

    def _whole(self, call: Call) -> tuple[str, int]:
        match call:
            case Call(call="floor", operands=(Call(operands=(x, divisor)),)):
                (a, level), b = self._whole_operand(x), self._operand(divisor)[0]
                return self.dialect.floor.format(f"{a} / {b}"), level
            case Call(call="mod", operands=(x, divisor)):
                # The one operation whose operand is written twice.
                (a, level), b = self._operand(x), self._operand(divisor)[0]
                return f"({a} - {b} * {self.dialect.floor.format(f'{a} / {b}')})", level
        (a, left), (b, right) = map(self._whole_operand, call.operands)
        return f"({a} {call.call} {b})", max(left, right)

    def _whole_operand(self, expression: Expression) -> tuple[str, int]:
        if isinstance(expression, Call) and expression not in self._placed:
            sql, level = self._whole(expression)
            if sql.count("(") <= MOST_BRACKETS:
                return sql, level
        return self._operand(expression)

    def _place(self, sql: str, column: str, level: int) -> None:
        while len(self.levels) < level:
            self.levels.append([])
        self.levels[level - 1].append(Column(sql, column))


def call_sql(dialect: Dialect, call: str, operands: list[str]) -> str:
    """Write one operation over columns and numbers; NULL where it has no finite value."""
    a, b, c = (*operands, "", "")[:3]
    number = dialect.double_of
    match call:
        case "+" | "-":
            return _finite(dialect, f"{a} {call} {b}")
        case "*":
            return _finite(dialect, f"{a} * {b}", _vanishing_product(dialect, a, b))
        case "/":
            return _finite(dialect, f"{a} / {b}", [
                f"{b} = {number(0)} THEN NULL",
                f"ABS({a}) > {number(QUOTIENT_BOUND)} * ABS({b}) THEN NULL",
                *_vanishing_quotient(dialect, a, b)])
        case "negate":
            return f"- {a}"
        case "abs":
            return f"ABS({a})"
        case "floor":
            return (f"CASE WHEN ABS({a}) < {number(ALL_WHOLE)} THEN {dialect.floor.format(a)} "
                    f"ELSE {a} END")
        case "log":
            return f"CASE WHEN {a} > {number(0)} THEN {dialect.logarithm}({a}) END"
        case "min" | "max":
            sign = "<=" if call == "min" else ">="
            return f"CASE WHEN {a} {sign} {b} THEN {a} WHEN {b} {sign} {a} THEN {b} END"
        case "where":
            return f"CASE WHEN {a} <> {number(0)} THEN {b} ELSE {c} END"
        case "fill":
            return f"COALESCE({a}, {b})"
    return (f"CASE WHEN {a} {SIGNS.get(call, call)} {b} THEN {number(1)} "
            f"WHEN {a} {OPPOSITES[call]} {b} THEN {number(0)} END")


def _finite(dialect: Dialect, sql: str, before: Sequence[str] = ()) -> str:
    cases = [*before, f"ABS({sql}) <= {dialect.double_of(LARGEST)} THEN {sql}"]
    return "CASE" + "".join(f"{LINE if before else ' '}WHEN {case}" for case in cases) + " END"


def _vanishing_product(dialect: Dialect, a: str, b: str) -> list[str]:
    if not dialect.underflow_is_error:
        return []
    one, zero = dialect.double_of(1), dialect.double_of(0)
    tests = [f"WHEN ABS({small}) < {dialect.double_of(1e-160)} AND ABS({other}) < {one} "
             f"THEN {_halves(dialect, small)} * ABS({other}) <= {one}"
             for small, other in ((a, b), (b, a))]
    return [f"CASE {' '.join(tests)} END THEN {zero}"]


def _vanishing_quotient(dialect: Dialect, a: str, b: str) -> list[str]:
    if not dialect.underflow_is_error:
        return []
    return [f"CASE WHEN ABS({a}) < {dialect.double_of(1e-200)} "
            f"THEN {_halves(dialect, a)} <= ABS({b}) END THEN {dialect.double_of(0)}"]


def _halves(dialect: Dialect, sql: str) -> str:
    """Write how many halves of the smallest double, 2 ** -1074, a very small number has."""
    return f"ABS({sql}) * {dialect.double_of(2.0 ** 537)} * {dialect.double_of(2.0 ** 538)}"
