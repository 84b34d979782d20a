"""What a workbook computes for a record, and the sheets of numbers that it looks up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ...portable.model import Additive, Input, PortableModel, Trees
from .dates import is_date
from .expressions import derived_steps, write_constants
from .inputs import Spellings, input_steps, spellings_of, write_spellings
from .links import class_steps, link_steps, write_classes, write_link
from .parts import Addresses, Key, Operand, Page, Step, headings, input_key
from .terms import term_steps, write_terms
from .trees import number_nodes, ranks_of, write_nodes, write_ranks
from .walk import tree_steps, write_scale
from ..form import Delivery

MODEL, TREES = "Model", "Trees"
# Inputs whose check fits in one formula.
CHECKED = 50


@dataclass(frozen=True)
class Plan:
    """The steps in the order of computation, the sheets Model and Trees, and addresses in them."""

    delivery: Delivery
    steps: list[Step]
    pages: list[Page]
    addresses: dict[Key, str]

    @property
    def model(self) -> PortableModel:
        """The model that the workbook computes."""
        return self.delivery.model


def plan_workbook(delivery: Delivery) -> Plan:
    """Lay out the numbers of a model, and the steps that compute its score."""
    model = delivery.model
    names = [column.name for column in model.inputs if column.kind == "date"]
    spellings = spellings_of(delivery)
    page = _model_page(model, names, spellings)
    if isinstance(model.estimator, Additive):
        pages, steps = [page], _additive(page, model, model.estimator)
    else:
        nodes = Page(TREES, page.addresses)
        pages, steps = [page, nodes], _trees(page, nodes, model, model.estimator)
    derived = [step for item in model.derived for step in derived_steps(item, names)]
    steps = [*check_steps(model.inputs), *input_steps(delivery, spellings), *derived, *steps,
             *link_steps(model), *class_steps(model)]
    return Plan(delivery, steps, pages, page.addresses)


def score_heading(model: PortableModel) -> str:
    """Name the score."""
    return f"Probability of {model.classes[1]}" if model.classes and model.outputs == 1 \
        else "Probability"


def readable(at: Addresses, value: str) -> str:
    """Show a value, or nothing where an answer cannot be read."""
    return f'IF(LEN({at["unreadable",]})>0,"",{value})'


def result_formula(model: PortableModel, at: Addresses) -> str:
    """Show the prediction, or which answers cannot be read."""
    names = at["unreadable",]
    result = at["score", 0] if model.classes is None \
        else f"INDEX({at['classes',]},{at['class',]})"
    return f'IF(LEN({names})>0,"Please check: "&LEFT({names},LEN({names})-2),{result})'


def check_steps(inputs: Sequence[Input]) -> list[Step]:
    """List the names of the answers that cannot be read, each with a comma behind it."""
    parts = [inputs[start:start + CHECKED] for start in range(0, len(inputs), CHECKED)] or [()]
    keys: list[Key] = [*(("unreadable", number) for number in range(1, len(parts))),
                       ("unreadable",)]
    return [Step(key, "Cannot be read", _unreadable(before, part))
            for key, before, part in zip(keys, [None, *keys], parts)]


def _unreadable(before: Key | None, inputs: Sequence[Input]) -> Operand:
    def formula(at: Addresses) -> str:
        names = [] if before is None else [at[before]]
        names += [f'IF({_readable(column, at[input_key(column)])},"",'
                  f'{at["name", column.name]}&", ")' for column in inputs]
        return "&".join(names) or '""'
    return formula


def _readable(column: Input, cell: str) -> str:
    if column.kind == "category":
        return f"NOT(ISERROR({cell}))"
    known = is_date(cell) if column.kind == "date" else f"ISNUMBER({cell})"
    return f"OR({known},IFERROR(LEN({cell}),1)=0)"


def _model_page(model: PortableModel, dates: Collection[str], spellings: Spellings) -> Page:
    page = Page(MODEL, {})
    page.add("title", MODEL)
    page.add("note", "Every number that the formulas look up, exact to the last bit: a cell may "
             "hold more digits than it shows.")
    page.add("blank")
    page.add("head", "Scale", "Value")
    if model.derived:
        write_constants(page, model.derived, dates)
    if isinstance(model.estimator, Trees):
        write_scale(page, model.estimator)
    write_link(page, model.link)
    if model.classes:
        write_classes(page, model.classes)
    page.add("blank")
    write_spellings(page, spellings)
    return page


def _additive(page: Page, model: PortableModel, additive: Additive) -> list[Step]:
    write_terms(page, additive, headings(model, "Points" if additive.points else "Weight"))
    return term_steps(additive, headings(model, "Total"))


def _trees(page: Page, nodes: Page, model: PortableModel, trees: Trees) -> list[Step]:
    categories = [column.name for column in model.inputs if column.kind == "category"]
    ranks, numbered = ranks_of(trees, categories), number_nodes(trees)
    write_ranks(page, ranks)
    nodes.add("title", TREES)
    nodes.add("note", "Each tree starts at its first node and goes on at the node that the answer "
              "leads to; column A marks the way of the record on the sheet Form. Thresholds are "
              "rounded here, and exact on the sheet Model.")
    nodes.add("blank")
    write_nodes(nodes, trees, numbered, headings(model, "Value"))
    return tree_steps(trees, ranks, numbered, headings(model, "Total"))
