"""From rows to what a program reads, and from what it answers to scores and decisions."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from ...portable.model import PortableModel
from ..form import Rows, Scored
from .dates import as_texts


def columns_json(model: PortableModel, rows: Rows) -> str:
    """Write rows as a JSON object of lists, null where missing; doubles to the last bit."""
    return json.dumps(_columns(model, rows), allow_nan=False)


def records_json(model: PortableModel, rows: Rows) -> str:
    """Write rows as a JSON list of objects, null where missing; doubles to the last bit."""
    columns = _columns(model, rows)
    records = [dict(zip(columns, values)) for values in zip(*columns.values())]
    return json.dumps(records or [{}] * len(rows), allow_nan=False)


def by_field(answers: Sequence[Mapping[str, float | str]]) -> dict[str, list]:
    """Turn answers, one a row, into a list for each of their fields."""
    return {field: [answer[field] for answer in answers] for field in answers[0]}


def scored(model: PortableModel, fields: Mapping[str, Sequence], seconds: float) -> Scored:
    """Gather scores and decisions from probability or probability_<class>, and prediction."""
    if model.classes is None:
        return Scored(np.array(fields["prediction"], dtype=np.float64), None, seconds)
    names = ["probability"] if len(model.classes) == 2 \
        else [f"probability_{name}" for name in model.classes]
    scores = np.array([fields[name] for name in names], dtype=np.float64)
    return Scored(scores[0] if len(names) == 1 else scores.T,
                  np.array(fields["prediction"], dtype=object), seconds)


def _columns(model: PortableModel, rows: Rows) -> dict[str, list]:
    dates = {column.name for column in model.inputs if column.kind == "date"}
    return {name: as_texts(column) if name in dates
            else [None if value != value else value for value in column.tolist()]
            for name, column in rows.columns.items()}
