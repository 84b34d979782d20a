"""Derived features as ONNX operators, NaN where missing; the rules of portable/expressions.py."""

from collections.abc import Mapping, Sequence
from functools import reduce

from ...portable.expressions import LARGEST, Call, Expression, Name, Number, columns_of
from .graph import Graph

ARITHMETIC = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "negate": "Neg", "log": "Log",
              "abs": "Abs", "floor": "Floor"}
COMPARISONS = {"<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual",
               "==": "Equal"}
EXTREMES = {"min": "Min", "max": "Max"}
NAN = float("nan")


def add_derived(graph: Graph, expression: Expression, numbers: Mapping[str, str],
                rows: str) -> str:
    """Add an expression over columns of doubles; name its value, (rows,)."""
    value = _add(graph, expression, numbers)
    return value if columns_of(expression) else graph.add("Expand", value, rows)


def _add(graph: Graph, expression: Expression, numbers: Mapping[str, str]) -> str:
    match expression:
        case Number(number=number):
            return graph.constant([number])
        case Name(column=column):
            return numbers[column]
        case Call(call=call, operands=operands):
            return _call(graph, call, [_add(graph, operand, numbers) for operand in operands])


def _call(graph: Graph, call: str, operands: Sequence[str]) -> str:
    """Add a call over values, and take what has no finite value for missing."""
    if call == "mod":
        x, y = operands
        quotient = _call(graph, "floor", [_call(graph, "/", [x, y])])
        return _call(graph, "-", [x, _call(graph, "*", [y, quotient])])
    result = _result(graph, call, operands)
    finite = graph.add("LessOrEqual", graph.add("Abs", result), graph.constant(LARGEST))
    return graph.add("Where", finite, result, graph.constant(NAN))


def _result(graph: Graph, call: str, operands: Sequence[str]) -> str:
    if call in ARITHMETIC:
        return graph.add(ARITHMETIC[call], *operands)
    first = operands[0]
    if call == "where":
        holds = graph.add("Not", graph.add("Equal", first, graph.constant(0.0)))
        known = graph.add("Not", graph.add("IsNaN", first))
        return graph.add("Where", graph.add("And", known, holds), *operands[1:])
    if call == "fill":
        return graph.add("Where", graph.add("IsNaN", first), operands[1], first)
    # What these operators make of a NaN is not the same everywhere.
    missing = reduce(lambda left, right: graph.add("Or", left, right),
                     [graph.add("IsNaN", operand) for operand in operands])
    return graph.add("Where", missing, graph.constant(NAN), _strict(graph, call, operands))


def _strict(graph: Graph, call: str, operands: Sequence[str]) -> str:
    if call in EXTREMES:
        return graph.add(EXTREMES[call], *operands)
    holds = graph.add("Not", graph.add("Equal", *operands)) if call == "!=" else \
        graph.add(COMPARISONS[call], *operands)
    return graph.add("Where", holds, graph.constant(1.0), graph.constant(0.0))
