"""Scoring with a portable model: numpy alone, by columns for many rows, by record for one."""

from collections.abc import Callable

import numpy as np

from .additive import additive_batch, additive_record
from .columns import Columns, Record
from .expressions import evaluate
from .links import apply_link, apply_link_to_one
from .model import Additive, PortableModel
from .record_expressions import evaluator
from .trees import trees_batch, trees_record


def batch_scorer(model: PortableModel) -> Callable[[Columns], np.ndarray]:
    """Make the function from columns to scores.

    It takes a column for each of the model's inputs: doubles with NaN for missing, of a date its
    seconds since 1970; words (None for missing) as an object array, or `Coded`. It returns the
    probability of the second class, the predicted number (rows,), or the probabilities of all
    classes (rows, classes).
    """
    estimate = additive_batch(model.estimator) if isinstance(model.estimator, Additive) \
        else trees_batch(model.estimator, categories_of(model))

    def score(columns: Columns) -> np.ndarray:
        rows = len(next(iter(columns.values()))) if columns else 0
        known = dict(columns)
        for derived in model.derived:
            known[derived.name] = evaluate(derived.expression, known, rows)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            return apply_link(model.link, estimate(known, rows))
    return score


def record_scorer(model: PortableModel) -> Callable[[Record], float | list[float]]:
    """Make the function from one record to its score: as `batch_scorer`, for one row.

    A record maps the names of columns to a number, the seconds of a date, or a word; None, NaN,
    or a name that is not there, is missing. Other names are ignored.
    """
    estimate = additive_record(model.estimator) if isinstance(model.estimator, Additive) \
        else trees_record(model.estimator, categories_of(model))
    derived = [(item.name, evaluator(item.expression)) for item in model.derived]
    link = model.link
    if not derived:
        return lambda record: apply_link_to_one(link, estimate(record))

    def score(record: Record) -> float | list[float]:
        known = dict(record)
        for name, compute in derived:
            known[name] = compute(known)
        return apply_link_to_one(link, estimate(known))
    return score


def decide(model: PortableModel, scores: np.ndarray) -> np.ndarray:
    """Name the predicted classes; two classes need the model's cutoff."""
    classes = np.array(model.classes, dtype=object)
    if scores.ndim == 2:
        return classes[scores.argmax(axis=1)]
    return classes[(scores >= model.cutoff).astype(np.intp)]


def categories_of(model: PortableModel) -> list[str]:
    """Name the inputs that are categories."""
    return [column.name for column in model.inputs if column.kind == "category"]
