"""Scoring rows as Python holds them, with a portable model; a part of the wheel."""

from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any

import numpy as np

from ...portable.columns import Record, Value
from ...portable.expressions import LARGEST
from ...portable.model import Input, PortableModel
from ...portable.score import batch_scorer, decide, record_scorer
from ...portable.fields import score_fields
from .dates import seconds_of, seconds_of_array

Columns = dict[str, np.ndarray]
NUMBERS = (float, int, np.number, np.bool_)
# What numpy makes an array of as it is; the rest is looked at one by one.
PLAIN = {"number": {float, int, NoneType}, "date": {NoneType}, "category": {str, NoneType}}


def rows_scorer(model: PortableModel) -> Callable[[Any], Any]:
    """Make the function `score` of a package."""
    fields = score_fields(model.classes)
    score_record, score_columns = _record_scorer(model), columns_scorer(model)

    def score(rows: Any) -> Any:
        """Score one record, a list of records, or columns.

        A record is a dict; columns are a dict of sequences of one length, or a DataFrame. The
        answer is a dict, a list of dicts, or a dict of arrays, with the fields probability and
        prediction (more than two classes: probability_<class> each). A number is missing when it
        is None or NaN, a category when it is None, NaN, "" or "(missing)". A date is a datetime,
        a date, a datetime64, a Timestamp, or text as 2024-03-05T14:30, in UTC where it has no
        zone, and missing when it is None, NaN or NaT.

        Raises:
            ValueError: a column is lacking, or a value is not of its kind; names the column.
        """
        if hasattr(rows, "keys"):
            if all([_is_one(_find(rows, column)) for column in model.inputs]):
                return dict(zip(fields, score_record(rows)))
            columns = {column.name: rows[column.name] for column in model.inputs}
            return dict(zip(fields, score_columns(read_columns(model, columns))))
        records = list(rows)
        columns = {column.name: [_find(record, column) for record in records]
                   for column in model.inputs}
        results = score_columns(read_columns(model, columns), len(records))
        return [dict(zip(fields, values)) for values in zip(*(part.tolist() for part in results))]
    return score


def columns_scorer(model: PortableModel) -> Callable[..., list[np.ndarray]]:
    """Make the function from columns to the fields of their scores.

    It needs to be told the count of rows where the model reads no column.
    """
    score = batch_scorer(model)

    def score_columns(columns: Columns, rows: int = 0) -> list[np.ndarray]:
        scores = score(columns or {"": np.empty(rows)})
        if model.classes is None:
            return [scores]
        return [*np.atleast_2d(scores.T), decide(model, scores)]
    return score_columns


def read_columns(model: PortableModel, rows: Mapping[str, Sequence[Any]]) -> Columns:
    """Read the model's columns: doubles with NaN for missing, words with None for missing.

    Of a date the double is its seconds since 1970.

    Raises:
        ValueError: a value is not of its column's kind, or the columns differ in length.
    """
    for column in model.inputs:
        if _is_one(rows[column.name]):
            raise ValueError(f"{column.name}: is one value among columns; give a list")
    columns = {column.name: _read_column(column, rows[column.name]) for column in model.inputs}
    if len(set(map(len, columns.values()))) > 1:
        raise ValueError("the columns are not of one length")
    return columns


def _record_scorer(model: PortableModel) -> Callable[[Record], list[Value]]:
    score, classes = record_scorer(model), model.classes

    def score_record(record: Record) -> list[Value]:
        found = score({column.name: _read(column, record[column.name])
                       for column in model.inputs})
        if classes is None:
            return [found]
        if isinstance(found, list):
            return [*found, classes[found.index(max(found))]]
        return [found, classes[found >= model.cutoff]]
    return score_record


def _find(rows: Mapping[str, Any], column: Input) -> Any:
    if column.name not in rows:
        raise ValueError(f"{column.name}: is lacking; add it, with None for what is missing")
    return rows[column.name]


def _is_one(value: Any) -> bool:
    return isinstance(value, str) or not hasattr(value, "__len__")


def _read_column(column: Input, values: Sequence[Any]) -> np.ndarray:
    if column.kind == "date" and getattr(getattr(values, "dtype", None), "kind", "") == "M":
        return seconds_of_array(np.asarray(values, dtype="datetime64[s]"))
    cells = values.tolist() if hasattr(values, "tolist") else list(values)
    if not set(map(type, cells)) <= PLAIN[column.kind]:
        cells = [_read(column, cell, f" (row {row})") for row, cell in enumerate(cells, 1)]
    if column.kind == "category":
        return np.array(cells, dtype=object)
    try:
        numbers = np.array(cells, dtype=np.float64)
    except OverflowError:
        numbers = np.array([_read(column, cell, f" (row {row})")
                            for row, cell in enumerate(cells, 1)], dtype=np.float64)
    for row in np.flatnonzero(np.abs(numbers) > LARGEST)[:1]:
        _read(column, cells[row], f" (row {row + 1})")
    return numbers


def _read(column: Input, value: Any, place: str = "") -> Value:
    """Read a number, the seconds of a date, or a word; None where it is missing."""
    # pandas' NA is no NaN, and there is no pandas here to compare it with.
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    if column.kind == "category":
        if isinstance(value, str):
            return value
        raise ValueError(f"{column.name}: {value!r}{place} is not text")
    if column.kind == "date":
        seconds = seconds_of(value)
        if seconds is None:
            raise ValueError(f"{column.name}: {value!r}{place} is not a date")
        return seconds
    if isinstance(value, NUMBERS) and -LARGEST <= value <= LARGEST:
        return float(value)
    raise ValueError(f"{column.name}: {value!r}{place} is not a finite number")
