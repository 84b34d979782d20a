"""Golden rows on both sides of where the expressions of derived features jump."""

from dataclasses import replace

import numpy as np
import pytest
from golden import SCHEMA, make, model, real

from slipway_package.delivery.golden_rows import golden_rows
from slipway_package.portable.expressions import (
    Call,
    Expression,
    Name,
    Number,
)
from slipway_package.portable.model import Additive, Derived, LinearTerm
from slipway_package.portable.score import batch_scorer

AGE, INCOME, EDGE = Name("age"), Name("income"), Number(30.005)
BESIDE = Number(float(np.nextafter(EDGE.number, 31.0)))
LEFT = Call("-", (AGE, INCOME))


@pytest.mark.parametrize("divisor", [
    AGE, INCOME, Call("fill", (INCOME, Number(0.0))), Call("max", (INCOME, Number(0.0)))])
def test_a_divisor_that_is_never_or_often_0_is_no_trouble(divisor: Expression) -> None:
    made = replace(
        model(Additive((0.0,), (LinearTerm("derived", 0.0, (1.0,), (-1.0,)),))),
        derived=(Derived("derived", Call("/", (AGE, divisor))),))
    columns = {**real(), "income": np.where(np.arange(300) % 3, real()["income"], 0.0)}
    golden = golden_rows(made, SCHEMA, columns, 1)
    assert np.isfinite(batch_scorer(made)(golden.rows.columns)).all()


def but_where_equal(expression: Call) -> Call:
    """An expression that is another one where age and income are equal."""
    return Call("where", (Call("==", (AGE, INCOME)), Number(7.0), expression))


@pytest.mark.parametrize("expression, other", [
    (Call("<", (AGE, EDGE)), Call("<=", (AGE, EDGE))),
    (Call("<", (AGE, EDGE)), Call("<", (AGE, BESIDE))),
    *((part, but_where_equal(part)) for part in (
        Call("where", (LEFT, Number(1.0), Number(2.0))), Call("/", (AGE, LEFT)),
        Call("log", (LEFT,)), Call("mod", (AGE, LEFT)), Call("!=", (INCOME, AGE))))])
def test_a_jump_of_an_expression_that_is_a_little_off_is_found_out(
        expression: Call, other: Call) -> None:
    made, changed = (replace(
        model(Additive((0.0,), (LinearTerm("derived", 0.0, (1.0,), (-1.0,)),))),
        derived=(Derived("derived", part),)) for part in (expression, other))
    columns = make(made).rows.columns
    assert (batch_scorer(made)(columns) != batch_scorer(changed)(columns)).any()
