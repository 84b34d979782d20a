"""Example rows with the scores that the model gives them, by which a workbook can be checked."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ...data.schema import Column
from ...portable.model import MISSING_WORD, Input, PortableModel
from ...portable.score import decide, record_scorer
from ..form import Delivery
from .dates import serial_of

UNSEEN = "never seen before"
# In seconds since 1970.
YEAR_2000 = 946_684_800.0
# Where in the range of each number the rows lie; None: everything is missing, but for one answer.
PLACES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, None)


@dataclass(frozen=True)
class Example:
    """A row, the prediction for it, and its probabilities, which a number has none of."""

    values: list[float | str | None]
    prediction: str | float
    scores: list[float]


def make_examples(delivery: Delivery, inputs: Iterable[Input]) -> list[Example]:
    """Make a few rows from the contract, in the order of `inputs`, and score them."""
    contract = delivery.schema.columns
    columns = [(column, contract.get(column.name) or Column(kind=column.kind))
               for column in inputs]
    rows = [[_value(column, known, number, place) for column, known in columns]
            for number, place in enumerate(PLACES)]
    score, names = record_scorer(delivery.model), [column.name for column, _ in columns]
    return [_example(delivery.model, [_cell(column, value) for (column, _), value
                                      in zip(columns, row)], score(dict(zip(names, row))))
            for row in rows if any(value is not None for value in row)]


def _value(column: Input, known: Column, number: int, place: float | None) -> float | str | None:
    if column.kind == "category":
        return _category(known, number, place)
    return _date(place) if column.kind == "date" else _number(known, place)


def _cell(column: Input, value: float | str | None) -> float | str | None:
    return serial_of(value) if column.kind == "date" and value is not None else value


def _date(place: float | None) -> float | None:
    """Choose a date of the years 2000 to 2041, a second before noon."""
    return None if place is None else YEAR_2000 + round(place * 9_999) * 86_400.0 + 43_199


def _number(known: Column, place: float | None) -> float | None:
    if place is None:
        return None
    low, high = known.range or (0.0, 1.0)
    return float(f"{low + place * (high - low):.3g}")


def _category(known: Column, number: int, place: float | None) -> str:
    if place is None:
        return MISSING_WORD
    answers = known.categories or (UNSEEN,)
    return UNSEEN if place > 1 else answers[number % len(answers)]


def _example(model: PortableModel, row: list[float | str | None],
             score: float | list[float]) -> Example:
    if model.classes is None:
        return Example(row, score, [])
    return Example(row, decide(model, np.array([score]))[0],
                   [score] if model.outputs == 1 else score)
