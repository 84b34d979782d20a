"""Contributions: they add up, and are Shapley values where columns work together."""

import json
from dataclasses import replace
from itertools import permutations
from math import factorial, log

import numpy as np
import pytest
from documents import ADDITIVE, TREES

from slipway_package.portable.codec import from_json
from slipway_package.portable.contributions import (
    contributions,
    unit_of,
)
from slipway_package.portable.model import (
    AtMost,
    Input,
    IsLevel,
    IsMissing,
    Leaf,
    Link,
    Node,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import record_scorer

INPUTS = (Input("a", "number"), Input("b", "number"), Input("w", "category"))
TESTS = (AtMost("a", 0.5, True), AtMost("b", 0.5, False), IsLevel("w", "x"), AtMost("a", 0.2, True),
         IsMissing("b"), IsMissing("w"))


def random_tree(random: np.random.Generator, depth: int) -> Node:
    """A tree in which columns come more than once on a path."""
    if depth == 0 or random.random() < 0.1:
        return Leaf((float(random.normal()), float(random.normal()), float(random.normal())))
    return Split(int(random.integers(len(TESTS))), random_tree(random, depth - 1),
                 random_tree(random, depth - 1))


def random_record(random: np.random.Generator) -> dict:
    """A record in which something may be missing."""
    numbers = [None, float(random.random()), float("nan")]
    return {"a": numbers[random.integers(3)], "b": numbers[random.integers(3)],
            "w": ["x", "y", "", None][random.integers(4)]}


def forest(random: np.random.Generator) -> PortableModel:
    """Some trees for three classes, without a link."""
    trees = Trees((0.1, 0.2, 0.3), 2.0, TESTS, tuple(random_tree(random, 5) for _ in range(3)))
    return PortableModel("forest", "classification", "y", ("p", "q", "r"), INPUTS, (), trees,
                         Link("identity"))


@pytest.mark.parametrize("seed", range(30))
def test_of_trees_they_are_the_mean_over_all_orders(seed: int) -> None:
    random = np.random.default_rng(seed)
    model, record, reference = forest(random), random_record(random), random_record(random)
    score = record_scorer(model)
    for output in range(3):
        expected = dict.fromkeys("abw", 0.0)
        for order in permutations("abw"):
            mixed, value = dict(reference), score(reference)[output]
            for name in order:
                mixed[name] = record[name]
                after = score(mixed)[output]
                expected[name] += (after - value) / factorial(3)
                value = after
        found = {item.column: item.amount for item in
                 contributions(model, reference)(record, output)}
        assert {**dict.fromkeys("abw", 0.0), **found} == pytest.approx(expected, abs=1e-12)


def test_of_a_sum_they_are_the_differences_of_its_terms_in_log_odds() -> None:
    model = from_json(json.dumps(ADDITIVE))
    number, word = (column.name for column in model.inputs)
    reference, record = {number: 2.0, word: " "}, {number: 0.05, word: None}
    found = contributions(model, reference)(record, 0)
    chance = record_scorer(model)
    odds = [log(p / (1 - p)) for p in (chance(record), chance(reference))]
    assert sum(item.amount for item in found) == pytest.approx(odds[0] - odds[1])
    assert {item.column for item in found} <= {"d", number, word}
    assert [abs(item.amount) for item in found] == sorted(
        (abs(item.amount) for item in found), reverse=True)
    assert contributions(model, reference)(reference, 0) == []


def test_derived_columns_are_told_under_their_own_name() -> None:
    model = from_json(json.dumps(TREES))
    reference = {"n": 0.0, "t": 0.0, "w": None}
    found = contributions(model, reference)({"n": 9.0, "t": 0.0, "w": None}, 0)
    assert [item.column for item in found] == ["twice"]
    assert found[0].amount == -0.5


def test_the_unit_is_that_of_what_the_link_takes() -> None:
    model = forest(np.random.default_rng(0))
    assert unit_of(model) == "probability"
    assert unit_of(replace(model, link=Link("softmax"))) == "log odds, up to a constant"
    number = replace(model, classes=None, task="regression")
    assert unit_of(number) == "y"
    assert unit_of(replace(number, link=Link("exponential"))) == "log(y + 1)"
    assert unit_of(replace(model, link=Link("logistic"))) == "log odds"
