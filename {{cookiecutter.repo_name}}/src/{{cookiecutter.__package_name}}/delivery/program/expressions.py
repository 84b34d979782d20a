"""Derived features as nested calls of helper functions."""

from ...portable.expressions import Call, Expression, Name, Number
from .writer import Writer

FUNCTIONS = {
    "+": "plus", "-": "minus", "*": "times", "/": "ratio", "<": "less", "<=": "at_most",
    ">": "more", ">=": "at_least", "==": "equal", "!=": "unequal", "negate": "negative",
    "log": "logarithm", "abs": "absolute", "floor": "whole", "mod": "modulo", "min": "least",
    "max": "greatest", "where": "where", "fill": "fill",
}
# How deeply brackets may be nested has its bounds: 200 in Python, 256 in Clang.
DEEPEST = 20


def spell(writer: Writer, expression: Expression) -> str:
    """Spell an expression; parts of a long one become statements of their own."""
    return _spell(writer, expression)[0]


def _spell(writer: Writer, expression: Expression) -> tuple[str, int]:
    match expression:
        case Number(number=number):
            return writer.language.number(number), 0
        case Name(column=column):
            return writer.names[column], 0
        case Call(call=call, operands=operands):
            return _spell_call(writer, call, operands)


def _spell_call(writer: Writer, call: str, operands: tuple[Expression, ...]) -> tuple[str, int]:
    spelled, depth = [], 0
    for operand in operands:
        text, below = _spell(writer, operand)
        spelled.append(text)
        depth = max(depth, below)
    if call in ("min", "max"):
        text = spelled[0]
        for other in spelled[1:]:
            text = writer.call(FUNCTIONS[call], text, other)
        depth += len(spelled) - 2
    else:
        text = writer.call(FUNCTIONS[call], *spelled)
    if depth < DEEPEST:
        return text, depth + 1
    name = f"step_{len(writer.body)}"
    writer.let(name, text)
    return name, 0
