"""Whole numbers that come of dates: formulas of several operations, without a guard in each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ...portable.expressions import Call, Expression, Name, Number
from .parts import Addresses, Operand

# Brackets within brackets; Excel takes 64.
DEEPEST = 30


def whole_formula(call: Call, place: Callable[[Expression], Operand]) -> Operand:
    """Write a call that is_whole; `place` gives a cell to what the formula reads more than once."""
    builder = _Builder(place)
    value, _ = builder.call(call)

    def formula(at: Addresses) -> str:
        cells = dict.fromkeys(cell(at) for cell in builder.cells)
        return f'IF(COUNT({",".join(cells)})<{len(cells)},"",{value(at)})' if cells else value(at)
    return formula


@dataclass(frozen=True)
class _Builder:
    """Operands come with how deep their brackets nest; `cells` are those that they read."""

    place: Callable[[Expression], Operand]
    cells: list[Operand] = field(default_factory=list)

    def call(self, call: Call) -> tuple[Operand, int]:
        match call:
            case Call(call="floor", operands=(Call(operands=(x, Number(number=divisor))),)):
                value, depth = self.operand(x)
                return lambda at: f"INT({value(at)}/{divisor:.0f})", depth + 1
            case Call(call="mod", operands=(x, Number(number=divisor))):
                value = self.cell(x) if isinstance(x, Call) else self.operand(x)[0]
                return lambda at: (f"({value(at)}-{divisor:.0f}*INT({value(at)}/{divisor:.0f}))"), 2
        (left, first), (right, second) = map(self.operand, call.operands)
        return lambda at: f"({left(at)}{call.call}{right(at)})", max(first, second) + 1

    def operand(self, expression: Expression) -> tuple[Operand, int]:
        match expression:
            case Number(number=number):
                text = f"{number:.0f}" if number >= 0 else f"({number:.0f})"
                return lambda at: text, 1
            case Name():
                return self.cell(expression), 0
        value, depth = self.call(expression)
        return (value, depth) if depth < DEEPEST else (self.cell(expression), 0)

    def cell(self, expression: Expression) -> Operand:
        self.cells.append(self.place(expression))
        return self.cells[-1]
