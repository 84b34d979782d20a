"""Example rows with the scores that the model gives them, by which a workbook can be checked."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ...data.schema import Column
from ...portable.model import MISSING_WORD, Input, PortableModel
from ...portable.score import decide, record_scorer
from ..form import Delivery

UNSEEN = "never seen before"
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
    rows = [[_category(known, number, place) if column.kind == "category"
             else _number(known, place) for column, known in columns]
            for number, place in enumerate(PLACES)]
    score, names = record_scorer(delivery.model), [column.name for column, _ in columns]
    return [_example(delivery.model, row, score(dict(zip(names, row)))) for row in rows
            if any(value is not None for value in row)]


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
