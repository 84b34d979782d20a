"""A points table as the content of a page of paper: the same words for every renderer."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ...portable.calendar import PARTS, named_parts
from ...portable.expressions import Call, Expression, Name
from ...portable.model import Additive, LinearTerm, PortableModel
from ..form import Delivery, NotDeliverable
from .questions import Question, Words, make_question, worked_out
from .scale import Outcome, outcomes
from .words import category_words, column_words, formula_notes, number_words, prose

FIELDS = ("Name", "Number", "Date", "Branch", "Interviewer")
ADVICE = "Tick one answer to each question and write its points in the box."
REASONS = "Why this total? Lost = the most points of a question, less the points written. The " \
    "questions that lost most:"
QUOTES = "In “quotes” stands an answer that could be misread: ␣ is a space there, and a number " \
    "in ⟨ ⟩ the Unicode number of a letter."
SECONDS = "In a formula a date that is taken as a number is the count of seconds from the start " \
    "of 1970 to it."


@dataclass(frozen=True)
class Card:
    """All that stands on the page; `names` are the printed names of columns."""

    title: str
    version: str
    names: Mapping[str, str]
    questions: tuple[Question, ...]
    start: int
    chance: str
    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...]

    def plain(self, words: Words) -> str:
        """Write the printed names for the columns in a text."""
        return "".join(self.names[part.column] if isinstance(part, Name) else part
                       for part in words)


def make_card(delivery: Delivery) -> Card:
    """Put a points table into words.

    Raises:
        NotDeliverable: the model is no points table for two classes.
    """
    model = delivery.model
    additive = _points_table(model)
    names = column_words([*(column.name for column in model.inputs),
                          *(item.name for item in model.derived)])
    dates = [column.name for column in model.inputs if column.kind == "date"]
    derived = {item.name: named_parts(item.expression, dates) for item in model.derived}
    columns = delivery.schema.columns
    questions = [make_question(term, columns[term.column].description
                               if term.column in columns else "", derived)
                 for term in additive.terms]
    # A question whose every answer brings nothing changes no total.
    questions = [question for question in questions if question.least or question.most]
    start = int(additive.intercept[0])
    reach = outcomes(model, start + sum(question.least for question in questions),
                     start + sum(question.most for question in questions))
    return Card(title=prose(delivery.title), version=prose(f"{model.name} {delivery.version}"),
                names=names, questions=tuple(questions), start=start,
                chance=f"Chance of {category_words(model.classes[1])}", outcomes=tuple(reach),
                notes=tuple(_notes(model, questions, derived, dates)))


def _points_table(model: PortableModel) -> Additive:
    """Give the points table that a model is.

    Raises:
        NotDeliverable: it is none.
    """
    additive = model.estimator
    if not isinstance(additive, Additive) or additive.points is None:
        raise NotDeliverable(f"{model.name} has no points to add up; the candidate scorecard "
                             "has, for two classes")
    if model.cutoff is None:
        raise NotDeliverable("a page of points needs a cut-off between the two classes")
    if any(isinstance(term, LinearTerm) for term in additive.terms):
        raise NotDeliverable(f"{model.name} gives points by the unit, not by the answer")
    points, link = additive.points, model.link
    scale = -points.double / math.log(2)
    center = points.base + scale * math.log(points.odds)
    if not (math.isclose(link.scale, scale)
            and math.isclose(link.center, center, abs_tol=1e-9)):
        raise NotDeliverable(f"the scale of {model.name}'s points is not that of its probability")
    return additive


def _notes(model: PortableModel, questions: list[Question],
           derived: Mapping[str, Expression], dates: Collection[str]) -> Iterator[str]:
    points = model.estimator.points
    first, second = map(category_words, model.classes)
    base, odds, double = map(number_words, (points.base, points.odds, points.double))
    yield f"Chance of {second} = 1 ÷ (1 + {odds} × 2^((total − {base}) ÷ {double})): at {base} " \
        f"points there are {odds} of {first} to 1 of {second}, and every {double} points more " \
        f"double that. Decision: {second} where the chance is {number_words(model.cutoff)} or " \
        f"more, else {first}."
    words = [category_words(name) for name in model.classes] + [
        answer.words for question in questions for answer in question.answers]
    if any(text.startswith("“") for text in words):
        yield QUOTES
    steps = {name for question in questions for name in worked_out(question.column, derived)}
    if steps:
        yield formula_notes({call for name in steps for call in _calls(derived[name])})
        if any(_counts_seconds(derived[name], dates) for name in steps):
            yield SECONDS


def _counts_seconds(expression: Expression, dates: Collection[str]) -> bool:
    """Tell whether an expression reads a date itself, and not a part of it."""
    if isinstance(expression, Name):
        return expression.column in dates
    if not isinstance(expression, Call):
        return False
    operands = [operand for operand in expression.operands
                if expression.call not in PARTS or not isinstance(operand, Name)]
    return any(_counts_seconds(operand, dates) for operand in operands)


def _calls(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Call):
        yield expression.call
        for operand in expression.operands:
            yield from _calls(operand)
