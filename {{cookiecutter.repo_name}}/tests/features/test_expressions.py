"""Derived features: what the little language says, and what it refuses."""

import numpy as np
import pytest

from slipway_package.errors import UserError
from slipway_package.features.expressions import parse
from slipway_package.portable.expressions import (
    ARITIES,
    Call,
    Expression,
    columns_of,
    evaluate,
)

NAN = np.nan
A, B = np.array([6.0, 0.0, -2.0, NAN]), np.array([3.0, 0.0, NAN, 1.0])
VALUES = {
    "a + 2 * b": [12, 0, NAN, NAN],
    "(a + 2) * -b": [-24, 0, NAN, NAN],
    "+a - 1": [5, -1, -3, NAN],
    "a / b": [2, NAN, NAN, NAN],
    "1 / a": [1 / 6, NAN, -0.5, NAN],
    "log(a)": [np.log(6), NAN, NAN, NAN],
    "abs(a)": [6, 0, 2, NAN],
    "min(a, b, 2)": [2, 0, NAN, NAN],
    "max(a, b)": [6, 0, NAN, NAN],
    "fill(a, b)": [6, 0, -2, 1],
    "fill(a / b, 9)": [2, 9, 9, 9],
    "a < b": [0, 0, NAN, NAN],
    "a >= 0": [1, 1, 0, NAN],
    "a == 0": [0, 1, 0, NAN],
    "a != b": [1, 0, NAN, NAN],
    "where(a > 0, b, 7)": [3, 7, 7, 7],
    "where(a, 1, b)": [1, 0, 1, 1],
    "where(b == 0, a, where(b > 2, 5, a))": [5, 0, -2, NAN],
    "floor(a / 4)": [1, 0, -1, NAN],
    "floor(-0.5) + floor(3e38 * b)": [NAN, -1, NAN, 3e38],
    "floor(2.9) + floor(-2.1)": [-1] * 4,
    "mod(a, 4)": [2, 0, 2, NAN],
    "mod(7.5, a)": [1.5, NAN, -0.5, NAN],
    "mod(-7.5, b)": [1.5, NAN, NAN, 0.5],
    "mod(3e38, -2)": [0] * 4,
    "mod(3e38, 1e-9)": [NAN] * 4,
    "3e38 * a": [NAN, 0, NAN, NAN],
    "1e-3": [0.001] * 4,
}
REFUSED = {
    "a.b": "'a.b' is not part of the language; it takes numbers, columns",
    "__import__('os')": r"is not part of the language",
    "(lambda: 1)()": "is not part of the language",
    "a ** 2": r"'a \*\* 2' is not part",
    "a < b < 1": "is not part",
    "a and b": "is not part",
    "a + 'x'": "\"'x'\" is not part",
    "a + True": "'True' is not part",
    "`home town`[0]": r"'`home town`\[0\]' is not part",
    "[a, b]": "is not part",
    "log(a, b)": "log takes 1 operand, not 2",
    "max(a)": "max takes 2 to 99 operands, not 1",
    "mod(a)": "mod takes 2 operands, not 1",
    "floor(a, b)": "floor takes 1 operand, not 2",
    "month(a, b)": "month takes 1 operand, not 2",
    "month(1 + 2)": r"month takes a date column, and '1 \+ 2' names none",
    "minute(a)": "'minute\\(a\\)' is not part of the language",
    "max(a, b, key=a)": "is not part",
    "1e999": "'1e999' is above 3.4e[+]38",
    "a +": "'a [+]' is not an expression",
    "": "'' is not an expression",
    "a; b": "is not an expression",
    "1if a else b": "is not an expression",
    "(" * 999 + "a" + ")" * 999: r"\(\.\.\.' is not an expression",
    "-" * 5000 + "a": "is not an expression",
    "a" + " + 1" * 250: "is nested deeper than 200 levels; shorten it",
}


def test_an_expression_has_the_values_worked_out_by_hand() -> None:
    for text, values in VALUES.items():
        found = evaluate(parse(text), {"a": A, "b": B}, 4)
        assert found.dtype == np.float64
        np.testing.assert_array_equal(found, np.array(values, dtype=np.float64), err_msg=text)


def test_whatever_is_not_of_the_language_is_refused() -> None:
    for text, message in REFUSED.items():
        with pytest.raises(UserError, match=f"^params.yaml: features.x: .*{message}") as error:
            parse(text, "params.yaml: features.x")
        assert "\n" not in str(error.value), text
        assert len(str(error.value)) < 400, text


def test_names_are_the_columns_own() -> None:
    expression = parse("`home town` / log(größe) + `a+b` - µ * `class`")
    assert columns_of(expression) == {"home town", "größe", "a+b", "µ", "class"}
    found = evaluate(parse("`home town` / `+`"), {"home town": np.ones(2), "+": np.ones(2)}, 2)
    assert found.tolist() == [1, 1]


def test_parts_of_dates_are_arithmetic_that_every_form_has() -> None:
    at, later = date_seconds("1969-12-31T23:59:59"), date_seconds("2024-02-29T13:00:00")
    for text, value in {"year(t)": 1969, "month(t)": 12, "day(t)": 31, "weekday(t)": 2,
                        "hour(t)": 23, "days(later) - days(t)": 19783, "later - t": later - at,
                        "day(later + 86400)": 1, "month(`later`) == 2": 1}.items():
        expression = parse(text)
        assert calls_of(expression) <= set(ARITIES)
        found = evaluate(expression, {"t": np.array([at]), "later": np.array([later])}, 1)
        assert found.tolist() == [value], text


def date_seconds(text: str) -> float:
    """The seconds since 1970 of a date without zone."""
    return float(np.datetime64(text).astype(int))


def calls_of(expression: Expression) -> set[str]:
    """The functions that an expression calls."""
    if not isinstance(expression, Call):
        return set()
    return {expression.call}.union(*map(calls_of, expression.operands))


def test_a_backtick_in_a_name_is_written_twice() -> None:
    assert columns_of(parse("`a``b` + ```` + month(`c``d`)")) == {"a`b", "`", "c`d"}


def test_a_number_sign_cuts_nothing_off() -> None:
    with pytest.raises(UserError, match="holds a # outside of backticks"):
        parse("Price # / Area")
    assert columns_of(parse("`Price #` / 2")) == {"Price #"}
