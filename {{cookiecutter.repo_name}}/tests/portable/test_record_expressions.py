"""Derived features: the rules, and one record as many rows, to the last bit."""

import math

import numpy as np
import pytest

from slipway_package.portable.expressions import (
    ARITIES,
    LARGEST,
    OPERATORS,
    Call,
    Expression,
    Name,
    Number,
    columns_of,
    evaluate,
    mod_steps,
)
from slipway_package.portable.record_expressions import evaluator

MISSING = None
X, Y = Name("x"), Name("größe '\"`")
HOSTILE = (0.0, -0.0, 1.0, -1.0, 0.1, 3.0, 5e-324, -5e-324, 1e-300, 1e300, -1e300, 2.0**53,
           LARGEST, -LARGEST, np.nextafter(LARGEST, 0), 1e19, math.nan)
RULES: list[tuple[str, list[float | None], float | None]] = [
    ("+", [1.0, 2.0], 3.0), ("+", [LARGEST, 1.0], LARGEST), ("+", [LARGEST, 1e30], MISSING),
    ("+", [LARGEST, LARGEST], MISSING), ("-", [-LARGEST, LARGEST], MISSING),
    ("*", [1e20, 1e19], MISSING), ("*", [-1e20, 1e19], MISSING), ("*", [1e300, 1e300], MISSING),
    ("*", [1e-300, 1e-300], 0.0), ("/", [1.0, 0.0], MISSING), ("/", [0.0, 0.0], MISSING),
    ("/", [1.0, -0.0], MISSING), ("/", [1.0, 3.0], 1 / 3), ("/", [1.0, 5e-324], MISSING),
    ("+", [MISSING, 1.0], MISSING), ("+", [1.0, MISSING], MISSING),
    ("<", [1.0, 2.0], 1.0), ("<", [2.0, 2.0], 0.0), ("<=", [2.0, 2.0], 1.0),
    (">", [1.0, 2.0], 0.0), (">=", [0.0, -0.0], 1.0), ("==", [0.0, -0.0], 1.0),
    ("!=", [1.0, 1.0], 0.0), ("!=", [MISSING, 1.0], MISSING), ("==", [MISSING, MISSING], MISSING),
    ("<", [1.0, MISSING], MISSING),
    ("negate", [2.0], -2.0), ("negate", [MISSING], MISSING), ("abs", [-LARGEST], LARGEST),
    ("abs", [MISSING], MISSING), ("log", [1.0], 0.0), ("log", [0.0], MISSING),
    ("log", [-1.0], MISSING), ("log", [MISSING], MISSING), ("log", [-0.0], MISSING),
    ("min", [3.0, 1.0, 2.0], 1.0), ("max", [3.0, 1.0, 4.0], 4.0), ("min", [1.0, MISSING], MISSING),
    ("max", [MISSING, 1.0, 2.0], MISSING), ("max", [1.0, 2.0, MISSING], MISSING),
    ("where", [1.0, 5.0, 6.0], 5.0), ("where", [-0.5, 5.0, 6.0], 5.0),
    ("where", [0.0, 5.0, 6.0], 6.0), ("where", [-0.0, 5.0, 6.0], 6.0),
    ("where", [MISSING, 5.0, 6.0], 6.0), ("where", [1.0, MISSING, 6.0], MISSING),
    ("where", [0.0, MISSING, 6.0], 6.0), ("where", [0.0, 5.0, MISSING], MISSING),
    ("fill", [1.0, 2.0], 1.0), ("fill", [MISSING, 2.0], 2.0), ("fill", [MISSING, MISSING], MISSING),
    ("fill", [0.0, 2.0], 0.0),
    ("floor", [2.9], 2.0), ("floor", [-2.1], -3.0), ("floor", [LARGEST], LARGEST),
    ("floor", [-5e-324], -1.0), ("floor", [2.0**53 - 0.5], 2.0**53), ("floor", [MISSING], MISSING),
    ("mod", [7.0, 3.0], 1.0), ("mod", [-7.0, 3.0], 2.0), ("mod", [7.0, -3.0], -2.0),
    ("mod", [7.5, 0.5], 0.0), ("mod", [0.3, 0.1], 0.3 - 0.1 * 2.0), ("mod", [1.0, 0.0], MISSING),
    ("mod", [1e30, 1e-30], MISSING), ("mod", [LARGEST, 3.0], 0.0), ("mod", [MISSING, 3.0], MISSING),
    ("mod", [3.0, MISSING], MISSING), ("mod", [LARGEST, -LARGEST * 0.9], MISSING),
]


def compute(expression: Expression, rows: list[dict[str, float]]) -> list[float | None]:
    """Compute an expression both ways, which must agree to the last bit."""
    names = columns_of(expression)
    columns = {name: np.array([row[name] for row in rows]) for name in names}
    many = [None if math.isnan(value) else value
            for value in evaluate(expression, columns, len(rows)).tolist()]
    one = evaluator(expression)
    assert [one(row) for row in rows] == many, expression
    return many


@pytest.mark.parametrize("call, operands, result", RULES)
def test_the_rules(call: str, operands: list[float | None], result: float | None) -> None:
    row = {f"x{position}": math.nan if value is MISSING else value
           for position, value in enumerate(operands)}
    assert compute(Call(call, tuple(map(Name, row))), [row]) == [result]
    if MISSING not in operands:
        assert compute(Call(call, tuple(map(Number, operands))), [row]) == [result]


def test_every_operator_has_an_arity_and_both_evaluators() -> None:
    assert set(OPERATORS) < set(ARITIES)
    for name, (least, most) in ARITIES.items():
        assert 1 <= least <= most
        row = {"x": math.nan}
        assert compute(Call(name, (X,) * least), [row]) == [None]


def test_mod_is_what_its_steps_give() -> None:
    rows = [{"x": x, Y.column: y} for x in (*HOSTILE, 7.3, -7.3) for y in (*HOSTILE, 0.7, -0.7)]
    assert compute(mod_steps(X, Y), rows) == compute(Call("mod", (X, Y)), rows)


def test_a_missing_number_of_a_record_may_be_none_or_absent() -> None:
    one = evaluator(Call("fill", (X, Number(7.0))))
    assert one({"x": None}) == one({"x": math.nan}) == one({}) == 7.0
    assert one({"x": 3}) == 3.0


def random_expression(random: np.random.Generator, depth: int) -> Expression:
    """Make an expression of any calls but log, which numpy may round by itself."""
    if depth == 0 or random.random() < 0.15:
        return [X, Y, X, Y, Number(float(random.choice(HOSTILE[:6])))][random.integers(5)]
    call = str(random.choice([name for name in ARITIES if name != "log"]))
    least, most = ARITIES[call]
    count = int(random.integers(least, min(most, 4) + 1))
    return Call(call, tuple(random_expression(random, depth - 1) for _ in range(count)))


def test_random_expressions_over_hostile_values() -> None:
    random = np.random.default_rng(0)
    rows = [{"x": x, Y.column: y} for x in HOSTILE for y in HOSTILE]
    rows += [{"x": x, Y.column: y} for x, y in random.normal(0, 5, (20, 2)).tolist()]
    found = set()
    for _ in range(80):
        found.update(compute(random_expression(random, 4), rows))
    assert None in found and len(found) > 300


def test_the_logarithm_is_the_c_librarys_but_for_a_last_bit() -> None:
    x = np.random.default_rng(0).lognormal(0, 30, 2000)
    one = evaluator(Call("log", (X,)))
    np.testing.assert_allclose([one({"x": value}) for value in x.tolist()],
                               evaluate(Call("log", (X,)), {"x": x}, 2000), 1e-15)


def test_names_are_found_at_every_depth() -> None:
    assert columns_of(Call("where", (X, Call("+", (Y, X)), Number(1.0)))) == {"x", Y.column}
    assert columns_of(Number(1.0)) == set()
