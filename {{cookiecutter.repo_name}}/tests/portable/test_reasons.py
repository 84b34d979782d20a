"""Reason codes: what each column lost, and in which order they are told."""

import math
from dataclasses import replace

import pytest

from slipway_package.portable.expressions import Call, Name
from slipway_package.portable.model import (
    Additive,
    BinTerm,
    Derived,
    Input,
    Leaf,
    Level,
    LevelTerm,
    LinearTerm,
    Link,
    Points,
    PortableModel,
    Trees,
)
from slipway_package.portable.reasons import Reason, reasons
from slipway_package.portable.score import record_scorer

TERMS = (
    BinTerm("age", (25.0, 40.0), ((0.0,), (18.0,), (30.0,)), (12.0,)),
    LevelTerm("home", (Level("owner", (20.0,)), Level("rent", (0.0,))), (5.0,), (3.0,)),
    BinTerm("share", (0.5,), ((25.0,), (0.0,)), (10.0,)),
)
CARD = PortableModel(
    "scorecard", "classification", "Status", ("good", "bad"),
    (Input("age", "number"), Input("home", "category"), Input("loan", "number"),
     Input("price", "number")),
    (Derived("share", Call("/", (Name("loan"), Name("price")))),),
    Additive((100.0,), TERMS, Points(150.0, 1.0, 20.0)),
    Link("logistic", 150.0, -20 / math.log(2)), 0.5)
BEST = {"age": 40.0, "home": "owner", "loan": 1.0, "price": 4.0}


def linear(weight: float, scale: float = 1.0) -> PortableModel:
    """A plain logistic regression on age, which knows the home besides."""
    terms = (LinearTerm("age", 30.0, (weight,), (0.7,)),
             LevelTerm("home", (Level("owner", (-1.0,)), Level("rent", (2.0,))), (0.5,), (0.0,)))
    return replace(CARD, estimator=Additive((0.0,), terms), derived=(),
                   link=Link("logistic", 0.0, scale))


def test_the_best_answers_lose_nothing_and_keep_the_order_of_the_model() -> None:
    assert reasons(CARD)(BEST) == [Reason("age", 0.0, 30.0), Reason("home", 0.0, 20.0),
                                   Reason("share", 0.0, 25.0)]


def test_what_lost_most_points_comes_first_and_derived_columns_are_told_by_their_name() -> None:
    record = {"age": math.nextafter(25.0, 0), "home": "tent", "loan": 3.0, "price": 6.0}
    assert reasons(CARD)(record) == [Reason("age", 30.0, 0.0), Reason("share", 25.0, 0.0),
                                     Reason("home", 17.0, 3.0)]


@pytest.mark.parametrize("record", [
    {}, {"age": None, "home": "", "loan": 1.0, "price": 0.0},
    {"age": math.nan, "home": "(missing)", "loan": None, "price": math.nan, "else": 1}])
def test_what_is_missing_loses_too(record: dict) -> None:
    assert reasons(CARD)(record) == [Reason("age", 18.0, 12.0), Reason("home", 15.0, 5.0),
                                     Reason("share", 15.0, 10.0)]


@pytest.mark.parametrize("record", [BEST, {}, {**BEST, "age": 3, "home": "rent"}])
def test_contributions_add_up_to_the_score(record: dict) -> None:
    total = 100 + sum(reason.contribution for reason in reasons(CARD)(record))
    assert 1 / (1 + 2 ** ((total - 150) / 20)) == pytest.approx(record_scorer(CARD)(record))


def test_a_linear_term_is_held_against_its_center() -> None:
    older = reasons(linear(-0.1))({"age": 50, "home": "owner"})
    assert older == [Reason("home", 0.0, -1.0), Reason("age", -2.0, -2.0)]
    younger = reasons(linear(-0.1))({"age": 20, "home": "rent"})
    assert younger == [Reason("home", 3.0, 2.0), Reason("age", 1.0, 1.0)]
    assert reasons(linear(-0.1))({"home": "rent"})[1] == Reason("age", 0.7, 0.7)


def test_a_falling_link_turns_the_losses() -> None:
    assert reasons(linear(-0.1, scale=-1.0))({"age": 50, "home": "owner"}) == [
        Reason("home", 3.0, -1.0), Reason("age", 2.0, -2.0)]


def test_the_terms_of_a_column_are_one_reason() -> None:
    twice = replace(CARD, estimator=replace(CARD.estimator, terms=(*TERMS, TERMS[0])))
    assert reasons(twice)({**BEST, "age": 30})[0] == Reason("age", 24.0, 36.0)


def test_other_models_say_why_they_have_none() -> None:
    trees = replace(CARD, name="forest", estimator=Trees((0.0,), 1.0, (), (Leaf((0.5,)),)))
    number = replace(CARD, name="ridge", classes=None, link=Link("identity"))
    for model, why in ((trees, "forest is no sum"), (number, "ridge does not decide")):
        with pytest.raises(ValueError, match=why):
            reasons(model)
