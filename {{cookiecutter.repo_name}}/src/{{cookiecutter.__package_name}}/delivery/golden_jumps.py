"""Where the derived columns of a model jump, or end: there forms are apt to part."""

from collections.abc import Iterator

from ..data.names import free_name
from ..portable.expressions import Call, Expression, columns_of
from ..portable.model import Derived, PortableModel

COMPARISONS = {"<", "<=", ">", ">=", "==", "!="}


def jumps_of(model: PortableModel) -> list[Derived]:
    """List columns, to be derived besides, that pass 0 where a derived column of the model jumps.

    It does so where the two sides of a comparison are equal, and where a condition, a divisor or
    the operand of a logarithm is 0.
    """
    found = dict.fromkeys(jump for item in model.derived for jump in _jumps(item.expression)
                          if columns_of(jump))
    taken = {*(column.name for column in model.inputs), *(item.name for item in model.derived)}
    return [Derived(free_name(f"jump {number}", taken), jump)
            for number, jump in enumerate(found, 1)]


def _jumps(expression: Expression) -> Iterator[Expression]:
    if not isinstance(expression, Call):
        return
    match expression.call, expression.operands:
        case call, (left, right) if call in COMPARISONS:
            yield Call("-", (left, right))
        case ("/" | "mod"), (_, divisor):
            yield divisor
        case "where", (condition, _, _):
            yield condition
        case "log", (operand,):
            yield operand
    for operand in expression.operands:
        yield from _jumps(operand)
