"""The fields of a PMML document: names, data dictionary, mining schemas and outputs."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from ...portable.model import MISSING_WORD, Input, PortableModel
from .expressions import NUMBER
from .xml import element

WORD = {"optype": "categorical", "dataType": "string"}
DATE = {"optype": "continuous", "dataType": "dateTime"}


class Names:
    """The names of fields, each given once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def new(self, wanted: str) -> str:
        """Give a name, with underscores added where it is taken."""
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def mining_schema(fields: Iterable[str], target: str | None = None) -> Element:
    """Write the mining schema of a model that reads fields, and predicts the target if given."""
    made = element("MiningSchema", {}, *(element("MiningField", {"name": name})
                                         for name in fields))
    if target is not None:
        made.append(element("MiningField", {"name": target, "usageType": "target"}))
    return made


def data_dictionary(model: PortableModel, target: str) -> Element:
    """Describe inputs and target.

    The levels of a category are not listed: the model has its own answer to an unseen one, but
    evaluators would take it for an invalid or missing value.
    """
    target_kind = NUMBER if model.classes is None else WORD
    classes = [element("Value", {"value": name}) for name in model.classes or ()]
    return element("DataDictionary", {}, *map(_input_field, model.inputs),
                   element("DataField", {"name": target, **target_kind}, *classes))


def _input_field(column: Input) -> Element:
    if column.kind != "category":
        kind = DATE if column.kind == "date" else NUMBER
        return element("DataField", {"name": column.name, **kind})
    missing = [element("Value", {"value": word, "property": "missing"})
               for word in ("", MISSING_WORD)]
    return element("DataField", {"name": column.name, **WORD}, *missing)


def segmentation(method: str, models: Iterable[Element]) -> Element:
    """Write the models whose results are put together by a method."""
    segments = [element("Segment", {}, element("True"), model) for model in models]
    return element("Segmentation", {"multipleModelMethod": method}, *segments)


def predicate(column: str, operator: str, value: str | float | None = None) -> Element:
    """Write a condition on one field."""
    given = {} if value is None else {"value": value}
    return element("SimplePredicate", {"field": column, "operator": operator, **given})


def output(*fields: Element) -> Element:
    """Write the output fields of a model."""
    return element("Output", {}, *fields)


def predicted(name: str, kind: dict[str, str] = NUMBER) -> Element:
    """Give back, or pass on, what a model predicts."""
    return element("OutputField", {"name": name, **kind, "feature": "predictedValue"})


def computed(name: str, expression: Element) -> Element:
    """Give back the value of an expression."""
    return element("OutputField", {"name": name, **NUMBER, "feature": "transformedValue"},
                   expression)


def reason(name: str, rank: int) -> Element:
    """Give back the reason code that cost the most points but `rank` - 1 others."""
    return element("OutputField", {"name": name, **WORD, "feature": "reasonCode",
                                   "rank": str(rank)})
