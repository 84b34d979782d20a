"""Derived features as PMML expressions; the rules of portable/expressions.py.

PMML leaves open what a comparison with a missing value, a division by zero or the logarithm of
zero gives. Functions that the document defines itself settle it.
"""

from functools import reduce
from xml.etree.ElementTree import Element

from ...portable.expressions import LARGEST, Call, Expression, Name, Number
from .xml import element, number_text

NUMBER = {"optype": "continuous", "dataType": "double"}
COMPARISONS = {"<": "lessThan", "<=": "lessOrEqual", ">": "greaterThan", ">=": "greaterOrEqual",
               "==": "equal", "!=": "notEqual"}
# The document's own functions; the other calls go by the same name in PMML.
FUNCTIONS = {"/": "quotient", "log": "logarithm", "abs": "size", "where": "choose",
             "fill": "fill", "min": "least", "max": "greatest",
             **{sign: f"is {name}" for sign, name in COMPARISONS.items()}}


def apply(function: str, *operands: Element) -> Element:
    """Apply a function to operands."""
    return element("Apply", {"function": function}, *operands)


def field(name: str) -> Element:
    """Refer to a field."""
    return element("FieldRef", {"field": name})


def constant(number: float) -> Element:
    """Write a constant double."""
    made = element("Constant", {"dataType": "double"})
    made.text = number_text(number)
    return made


def derived_field(name: str, expression: Element) -> Element:
    """Define a number by an expression."""
    return element("DerivedField", {"name": name, **NUMBER}, expression)


def expression_element(expression: Expression) -> Element:
    """Write a derived feature's expression."""
    match expression:
        case Number(number=number):
            return constant(number)
        case Name(column=column):
            return field(column)
        case Call(call=call, operands=operands):
            return apply("finite", _call(call, list(map(expression_element, operands))))


def _call(call: str, operands: list[Element]) -> Element:
    if call == "negate":
        return apply("-", constant(0), *operands)
    function = FUNCTIONS.get(call, call)
    if call in ("min", "max"):
        return reduce(lambda left, right: apply(function, left, right), operands)
    return apply(function, *operands)


def used_functions(model: Element) -> list[Element]:
    """Define those of the document's own functions that a PMML model uses."""
    used = {part.get("function") for part in model.iter("Apply")}
    return [function for function in _functions() if function.get("name") in used]


def _functions() -> list[Element]:
    fits = apply("lessOrEqual", apply("abs", field("x")), constant(LARGEST))
    positive = apply("greaterThan", field("x"), constant(0))
    return [
        _function("finite", "x", _if_known("x", apply("if", fits, field("x")))),
        _function("quotient", "xy", _if_known("xy", apply(
            "if", _not_zero("y"), apply("/", field("x"), field("y"))))),
        _function("logarithm", "x", _if_known("x", apply(
            "if", positive, apply("ln", field("x"))))),
        _function("size", "x", _if_known("x", apply("abs", field("x")))),
        _function("choose", "zxy", apply(
            "if", apply("isMissing", field("z")), field("y"),
            apply("if", _not_zero("z"), field("x"), field("y")))),
        _function("fill", "xy", apply(
            "if", apply("isMissing", field("x")), field("y"), field("x"))),
        _function("least", "xy", _if_known("xy", apply(
            "if", _compared("<="), field("x"), field("y")))),
        _function("greatest", "xy", _if_known("xy", apply(
            "if", _compared(">="), field("x"), field("y")))),
        *(_function(FUNCTIONS[sign], "xy", _if_known("xy", apply(
            "if", _compared(sign), constant(1), constant(0)))) for sign in COMPARISONS),
    ]


def _function(name: str, parameters: str, body: Element) -> Element:
    """Define a function; its parameters have names of one letter."""
    fields = [element("ParameterField", {"name": letter, **NUMBER}) for letter in parameters]
    return element("DefineFunction", {"name": name, **NUMBER}, *fields, body)


def _if_known(parameters: str, body: Element) -> Element:
    """Evaluate the body only where no parameter is missing; elsewhere the result is missing."""
    known = [apply("isNotMissing", field(letter)) for letter in parameters]
    return apply("if", known[0] if len(known) == 1 else apply("and", *known), body)


def _not_zero(parameter: str) -> Element:
    return apply("notEqual", field(parameter), constant(0))


def _compared(sign: str) -> Element:
    return apply(COMPARISONS[sign], field("x"), field("y"))
