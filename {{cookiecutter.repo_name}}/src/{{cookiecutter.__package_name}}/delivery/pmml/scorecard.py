"""Additive models as PMML scorecards: for each output the sum of what the terms are worth.

A scorecard adds up in the order in which its parts stand, and has an answer of its own for
missing and unseen values. PMML's regression tables have neither: one missing number leaves the
whole sum missing.
"""

from xml.etree.ElementTree import Element

from ...portable.model import Additive, BinTerm, LevelTerm, LinearTerm, Term
from .expressions import apply, constant, field
from .fields import mining_schema, predicate
from .xml import element

REASONS = 3
Case = tuple[Element, tuple[float, ...]]


def scorecards(additive: Additive) -> list[Element]:
    """Write a scorecard for each output; that of a points table gives reason codes."""
    reasons = {"useReasonCodes": "false"} if count_reasons(additive) == 0 else {
        "useReasonCodes": "true", "reasonCodeAlgorithm": "pointsBelow", "baselineMethod": "max"}
    return [element(
        "Scorecard", {"functionName": "regression", "initialScore": intercept, **reasons},
        mining_schema(dict.fromkeys(term.column for term in additive.terms)),
        element("Characteristics", {}, *(_characteristic(term, output)
                                         for term in additive.terms)))
            for output, intercept in enumerate(additive.intercept)]


def count_reasons(additive: Additive) -> int:
    """Count the reason codes that a score comes with: the columns that cost the most points."""
    if additive.points is None or any(isinstance(term, LinearTerm) for term in additive.terms):
        return 0
    return min(REASONS, len({term.column for term in additive.terms}))


def _characteristic(term: Term, output: int) -> Element:
    if isinstance(term, LinearTerm):
        return element("Characteristic", {"name": term.column}, *_linear_attributes(term, output))
    cases = [(condition, worth[output]) for condition, worth in _cases(term)]
    most = max(worth for _, worth in cases)
    return element(
        "Characteristic", {"name": term.column, "reasonCode": term.column, "baselineScore": most},
        *(element("Attribute", {"partialScore": worth}, condition) for condition, worth in cases))


def _linear_attributes(term: LinearTerm, output: int) -> list[Element]:
    distance = apply("-", field(term.column), constant(term.center))
    product = apply("*", distance, constant(term.weights[output]))
    return [element("Attribute", {"partialScore": term.missing[output]},
                    predicate(term.column, "isMissing")),
            element("Attribute", {}, element("True"),
                    element("ComplexPartialScore", {}, product))]


def _cases(term: LevelTerm | BinTerm) -> list[Case]:
    """List the cases of a term: the first that holds counts, and the last always holds."""
    missing = (predicate(term.column, "isMissing"), term.missing)
    if isinstance(term, LevelTerm):
        levels = [(predicate(term.column, "equal", level.level), level.weights)
                  for level in term.levels]
        return [missing, *levels, (element("True"), term.unseen)]
    *weights, last = term.weights
    bins = [(predicate(term.column, "lessThan", edge), worth)
            for edge, worth in zip(term.edges, weights)]
    return [missing, *bins, (element("True"), last)]
