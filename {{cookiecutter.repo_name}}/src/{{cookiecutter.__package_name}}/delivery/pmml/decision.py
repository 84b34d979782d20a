"""From the estimator's values to probabilities and the decision, as the last PMML model.

It is a tree over fields that are computed here, so that its prediction is the decision itself:
by the cutoff where there are two classes, which other kinds of PMML models do not know.
"""

from collections.abc import Sequence
from functools import reduce
from xml.etree.ElementTree import Element

from ...portable.model import LARGEST_EXPONENT, Link, PortableModel
from .expressions import apply, constant, derived_field, field
from .fields import WORD, Names, computed, output, predicate, predicted
from .xml import element


class Workings:
    """Fields that are computed one after the other."""

    def __init__(self, names: Names) -> None:
        self.fields: list[Element] = []
        self._names = names

    def add(self, name: str, expression: Element) -> str:
        """Add a field and name it."""
        name = self._names.new(name)
        self.fields.append(derived_field(name, expression))
        return name


def decision_model(model: PortableModel, schema: Element, estimates: Sequence[Element],
                   outputs: Sequence[str], names: Names) -> Element:
    """Write the model from the estimator's values to the fields `outputs`, the decision last."""
    workings = Workings(names)
    scores = _scores(model, [workings.add("estimate", value) for value in estimates], workings)
    nodes = [element("Node", {"score": name}, condition)
             for name, condition in zip(*_decisions(model, scores, workings))]
    *probabilities, decision = outputs
    return element(
        "TreeModel", {"functionName": "classification"}, schema,
        output(*(computed(name, field(score)) for name, score in zip(probabilities, scores)),
               predicted(decision, WORD)),
        element("LocalTransformations", {}, *workings.fields),
        element("Node", {}, element("True"), *nodes))


def number_model(link: Link, schema: Element, value: Element, prediction: str,
                 names: Names) -> Element:
    """Write the model from the estimator's value to the predicted number."""
    workings = Workings(names)
    name = workings.add("estimate", value)
    if link.kind == "exponential":
        power = apply("exp", apply("min", field(name), constant(LARGEST_EXPONENT)))
        name = workings.add("number", apply("-", power, constant(1)))
    return element(
        "RegressionModel", {"functionName": "regression"}, schema, output(predicted(prediction)),
        element("LocalTransformations", {}, *workings.fields),
        element("RegressionTable", {"intercept": 0.0},
                element("NumericPredictor", {"name": name, "coefficient": 1.0})))


def _scores(model: PortableModel, estimates: Sequence[str], workings: Workings) -> Sequence[str]:
    match model.link.kind:
        case "logistic":
            return [_logistic(model.link, estimates[0], workings)]
        case "softmax":
            return _softmax(estimates, workings)
        case "identity":
            return estimates


def _logistic(link: Link, value: str, workings: Workings) -> str:
    distance = apply("-", field(value), constant(link.center))
    free = apply("/", distance, constant(link.scale))
    z = workings.add("z", apply("max", apply("min", free, constant(LARGEST_EXPONENT)),
                                constant(-LARGEST_EXPONENT)))
    power = apply("exp", apply("-", constant(0), field(z)))
    return workings.add("share", apply("/", constant(1), apply("+", constant(1), power)))


def _softmax(values: Sequence[str], workings: Workings) -> list[str]:
    most = workings.add("greatest estimate", apply("max", *map(field, values)))
    powers = []
    for value in values:
        below = apply("-", field(value), field(most))
        held = apply("max", below, constant(-LARGEST_EXPONENT))
        powers.append(workings.add("power", apply("exp", held)))
    total = workings.add("sum of powers", reduce(
        lambda left, right: apply("+", left, right), map(field, powers)))
    return [workings.add("share", apply("/", field(power), field(total))) for power in powers]


def _decisions(model: PortableModel, scores: Sequence[str],
               workings: Workings) -> tuple[Sequence[str], list[Element]]:
    """List the classes, and for each the condition under which, as the first, it is predicted."""
    if model.cutoff is not None:
        first, second = model.classes
        return (second, first), [predicate(scores[0], "greaterOrEqual", model.cutoff),
                                 element("True")]
    most = workings.add("greatest share", apply("max", *map(field, scores)))
    leads = [workings.add("lead", apply("-", field(score), field(most))) for score in scores]
    return model.classes, [predicate(lead, "greaterOrEqual", 0) for lead in leads]
