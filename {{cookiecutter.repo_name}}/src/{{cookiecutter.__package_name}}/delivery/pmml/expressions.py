"""Derived features as PMML expressions; the rules of portable/expressions.py.

PMML leaves open what a comparison with a missing value, a division by zero or the logarithm of
zero gives. Functions that the document defines itself settle it.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from xml.etree.ElementTree import Element

from ...portable.expressions import LARGEST, Call, Expression, Name, Number
from .xml import element, number_text

NUMBER = {"optype": "continuous", "dataType": "double"}
COMPARISONS = {"<": "lessThan", "<=": "lessOrEqual", ">": "greaterThan", ">=": "greaterOrEqual",
               "==": "equal", "!=": "notEqual"}
# The document's own functions; the other calls go by the same name in PMML.
FUNCTIONS = {"/": "quotient", "log": "logarithm", "abs": "size", "floor": "whole",
             "where": "choose", "fill": "fill", "min": "least", "max": "greatest",
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


def expression_element(expression: Expression, seconds: Mapping[str, str]) -> Element:
    """Write a derived feature's expression; `seconds` names the fields of dates in seconds."""
    match expression:
        case Number(number=number):
            return constant(number)
        case Name(column=column):
            return field(seconds.get(column, column))
        case Call(call="mod", operands=operands):
            return apply("remainder", *(expression_element(operand, seconds)
                                        for operand in operands))
        case Call(call=call, operands=operands):
            return apply("finite", _call(call, [expression_element(operand, seconds)
                                                for operand in operands]))


def seconds_since_1970(date: str) -> Element:
    """Write the seconds of a field that is a date: in whole days, and since midnight.

    What PMML has for both at once holds 68 years in JPMML.
    """
    since = element("Constant", {"dataType": "integer"})
    since.text = "1970"
    days = apply("*", apply("dateDaysSinceYear", field(date), since), constant(86400))
    return _if_known([date], apply("+", days, apply("dateSecondsSinceMidnight", field(date))))


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
    functions = _functions()
    # From the last one: a function may use those before it.
    for function in reversed(functions):
        if function.get("name") in used:
            used |= {part.get("function") for part in function.iter("Apply")}
    return [function for function in functions if function.get("name") in used]


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
        # PMML's own floor gives a whole number, which ends at 2147483647 in JPMML.
        _function("whole", "x", _if_known("x", apply(
            "if", apply("greaterThan", apply("rint", field("x")), field("x")),
            apply("-", apply("rint", field("x")), constant(1)), apply("rint", field("x"))))),
        _function("remainder", "xy", _remainder()),
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


def _remainder() -> Element:
    quotient = apply("finite", apply("quotient", field("x"), field("y")))
    product = apply("finite", apply("*", field("y"), apply("whole", quotient)))
    return apply("finite", apply("-", field("x"), product))


def _if_known(names: Iterable[str], body: Element) -> Element:
    """Evaluate the body only where no field is missing; elsewhere the result is missing."""
    known = [apply("isNotMissing", field(name)) for name in names]
    return apply("if", known[0] if len(known) == 1 else apply("and", *known), body)


def _not_zero(parameter: str) -> Element:
    return apply("notEqual", field(parameter), constant(0))


def _compared(sign: str) -> Element:
    return apply(COMPARISONS[sign], field("x"), field("y"))
