"""Scoring through scikit-learn, for a model that has no portable form."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..data.dates import as_timestamps
from ..models.bundle import load_bundle
from ..models.pipeline_scorer import pipeline_scorer
from ..portable.columns import Coded, Columns
from .fields import Field
from .scoring import Scoring, batch_answerer


def pipeline_scoring(path: Path, fields: Sequence[Field], classes: tuple[str, ...] | None,
                     cutoff: float) -> Scoring:
    """Score with the pipeline that was saved at `path`.

    Raises:
        UserError: the bundle cannot be loaded.
    """
    score, answer = pipeline_scorer(*load_bundle(path)), batch_answerer(classes, cutoff)

    def many(columns: Columns) -> list[dict]:
        return answer(score(pa.table({field.name: _arrow(field, columns[field.name])
                                      for field in fields})))

    def one(record: dict) -> dict:
        return many({field.name: _column_of_one(field, record[field.name])
                     for field in fields})[0]
    return Scoring(one, many, None)


def _arrow(field: Field, column: np.ndarray | Coded) -> pa.Array:
    if isinstance(column, Coded):
        return pa.array([column.words[code] for code in column.codes], pa.string())
    return as_timestamps(column) if field.kind == "date" else pa.array(column, from_pandas=True)


def _column_of_one(field: Field, value: float | str | None) -> np.ndarray | Coded:
    if field.kind == "category":
        return Coded(np.zeros(1, dtype=np.intp), [value])
    return np.array([value], dtype=np.float64)
