"""From what was read to the fields of an answer: score, decision, contributions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..portable.columns import Columns, Record
from ..portable.contributions import contributions
from ..portable.fields import score_fields
from ..portable.model import PortableModel
from ..portable.score import batch_scorer, record_scorer

Answer = dict[str, Any]
Score = float | list[float]


@dataclass(frozen=True)
class Scoring:
    """What a model can do: score one record or many, and tell what drove a score.

    `explain` takes a record and the answer to it; it is None where there are no contributions.
    """

    one: Callable[[Record], Answer]
    many: Callable[[Columns], list[Answer]]
    explain: Callable[[Record, Answer], list[dict[str, Any]]] | None


def portable_scoring(model: PortableModel, typical: Record) -> Scoring:
    """Score with a portable model; its contributions are held against a typical record."""
    score_one, score_many = record_scorer(model), batch_scorer(model)
    answer = answerer(model.classes, model.cutoff)
    answer_many = batch_answerer(model.classes, model.cutoff)
    return Scoring(lambda record: answer(score_one(record)),
                   lambda columns: answer_many(score_many(columns)), _explainer(model, typical))


def answerer(classes: Sequence[str] | None, cutoff: float | None) -> Callable[[Score], Answer]:
    """Make the function from one score to its answer."""
    names = score_fields(classes)
    if classes is None:
        return lambda score: {"prediction": score}
    if len(classes) == 2:
        first, second = classes
        return lambda score: {"probability": score,
                              "prediction": second if score >= cutoff else first}
    return lambda scores: dict(zip(names, (*scores, classes[scores.index(max(scores))])))


def batch_answerer(classes: Sequence[str] | None,
                   cutoff: float | None) -> Callable[[np.ndarray], list[Answer]]:
    """Make the function from scores, (rows,) or (rows, classes), to their answers."""
    answer = answerer(classes, cutoff)
    return lambda scores: [*map(answer, scores.tolist())]


def _explainer(model: PortableModel,
               typical: Record) -> Callable[[Record, Answer], list[dict[str, Any]]]:
    explain = contributions(model, typical)

    def explained(record: Record, answer: Answer) -> list[dict[str, Any]]:
        output = model.classes.index(answer["prediction"]) if model.outputs > 1 else 0
        return [{"column": found.column, "contribution": found.amount}
                for found in explain(record, output)]
    return explained
