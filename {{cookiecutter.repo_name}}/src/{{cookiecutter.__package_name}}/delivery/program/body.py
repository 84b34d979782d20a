"""From a portable model to the lines of a program that compute its score."""

from ...portable.expressions import columns_of
from ...portable.model import Additive, Derived, Input, PortableModel
from .additive import add_terms
from .expressions import spell
from .language import Language, identifiers
from .trees import add_trees
from .writer import Writer

READERS = {"number": "number", "date": "date", "category": "word"}


def compose(model: PortableModel, language: Language) -> Writer:
    """Write the tables, and the statements from a record to its score.

    They leave the probability of the second class or the predicted number in `p`, or the
    probabilities of all classes in `v`.
    """
    inputs, derived = _needed(model)
    writer = Writer(language, identifiers(item.name for item in (*model.inputs, *derived)), inputs)
    for column in inputs:
        name = writer.names[column.name]
        source = language.source(name, column.name)
        writer.let(name, writer.call(READERS[column.kind], source), column.kind)
    for item in derived:
        writer.let(writer.names[item.name], spell(writer, item.expression))
    if isinstance(model.estimator, Additive):
        add_terms(writer, model.estimator)
    else:
        add_trees(writer, model.estimator)
    _add_link(writer, model)
    return writer


def _needed(model: PortableModel) -> tuple[list[Input], list[Derived]]:
    """Pick the columns on which the score depends."""
    estimator = model.estimator
    parts = estimator.terms if isinstance(estimator, Additive) else estimator.tests
    needed = {part.column for part in parts}
    derived = []
    for item in reversed(model.derived):
        if item.name in needed:
            derived.append(item)
            needed |= columns_of(item.expression)
    return [column for column in model.inputs if column.name in needed], derived[::-1]


def _add_link(writer: Writer, model: PortableModel) -> None:
    link, number = model.link, writer.language.number
    if link.kind == "softmax":
        writer.do(writer.call("softmax", "v"))
    elif link.kind == "logistic":
        writer.let("p", writer.call("logistic", "v[0]", number(link.center), number(link.scale)))
    elif link.kind == "exponential":
        writer.let("p", writer.call("exponential", "v[0]"))
    elif model.outputs == 1:
        writer.let("p", "v[0]")
