"""The form PMML 4.4: the model as an XML document that Java's and other evaluators read.

It is a chain of models: one that gives the estimator's value for each output, and a last one
that makes probabilities and decision of them, or the predicted number.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from pathlib import Path
from xml.etree.ElementTree import Element

from ...portable.model import Additive, Estimator, Leaf, PortableModel, Trees
from ...portable.fields import score_fields
from ..form import Delivery
from .decision import decision_model, number_model
from .expressions import (
    apply,
    constant,
    derived_field,
    expression_element,
    field,
    seconds_since_1970,
    used_functions,
)
from .fields import (
    Names,
    data_dictionary,
    mining_schema,
    output,
    predicted,
    reason,
    segmentation,
)
from .scorecard import count_reasons, scorecards
from .trees import tree_sums
from .xml import document, element

FILE = "model.pmml"
NAMESPACE = "http://www.dmg.org/PMML-4_4"


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write model.pmml.

    Raises:
        NotDeliverable: a name or a category holds a character that XML cannot hold.
    """
    path = folder / FILE
    path.write_bytes(document(to_pmml(delivery)).encode())
    return [path]


def to_pmml(delivery: Delivery) -> Element:
    """Make the document; a field whose name is taken has underscores added to it."""
    model = delivery.model
    names = Names({*(column.name for column in model.inputs),
                   *(item.name for item in model.derived)})
    target, *outputs = map(names.new, (model.target, *score_fields(model.classes)))
    header = element("Header", {"description": delivery.title, "modelVersion": delivery.version},
                     element("Application", {"name": "Slipway"}))
    top = _whole_model(model, target, outputs, names)
    top.set("modelName", model.name)
    return element("PMML", {"xmlns": NAMESPACE, "version": "4.4"}, header,
                   data_dictionary(model, target),
                   element("TransformationDictionary", {}, *used_functions(top)), top)


def _whole_model(model: PortableModel, target: str, outputs: Sequence[str],
                 names: Names) -> Element:
    schema = mining_schema((column.name for column in model.inputs), target)
    constants = _constants(model.estimator)
    if constants is not None:
        return _last_model(model, schema, [constant(value) for value in constants], outputs, names)
    models = _value_models(model.estimator, names)
    values = [made.find("Output/OutputField").get("name") for made in models]
    last = _last_model(model, mining_schema(values, target), [field(value) for value in values],
                       outputs, names)
    seconds = {column.name: names.new(f"{column.name} in seconds") for column in model.inputs
               if column.kind == "date"}
    derived = [*(derived_field(name, seconds_since_1970(date)) for date, name in seconds.items()),
               *(derived_field(item.name, expression_element(item.expression, seconds))
                 for item in model.derived)]
    return element("MiningModel", {"functionName": last.get("functionName")}, schema,
                   element("LocalTransformations", {}, *derived),
                   segmentation("modelChain", [*models, last]))


def _constants(estimator: Estimator) -> Sequence[float] | None:
    """Give the values of an estimator that reads no column; of trees, their sums."""
    if isinstance(estimator, Additive):
        return None if estimator.terms else estimator.intercept
    if not all(isinstance(tree, Leaf) for tree in estimator.trees):
        return None
    return [reduce(add, (tree.values[place] for tree in estimator.trees), base)
            for place, base in enumerate(estimator.base)]


def _value_models(estimator: Estimator, names: Names) -> list[Element]:
    """Write a model for each output; points tables give back reason codes too."""
    if isinstance(estimator, Trees):
        models, reasons = tree_sums(estimator), 0
    else:
        models, reasons = scorecards(estimator), count_reasons(estimator)
    for made in models:
        made.insert(1, output(predicted(names.new("value")),
                              *(reason(names.new(f"reason_{rank}"), rank)
                                for rank in range(1, reasons + 1))))
    return models


def _last_model(model: PortableModel, schema: Element, values: Sequence[Element],
                outputs: Sequence[str], names: Names) -> Element:
    if isinstance(model.estimator, Trees):
        values = [apply("/", value, constant(model.estimator.divisor)) for value in values]
    if model.classes is None:
        return number_model(model.link, schema, values[0], outputs[-1], names)
    return decision_model(model, schema, values, outputs, names)
