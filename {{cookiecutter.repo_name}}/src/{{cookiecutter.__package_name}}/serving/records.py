"""Reading records: the values of a JSON body as the model takes them, or all that is wrong."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any

import numpy as np

from ..data.words import spelled_numbers
from ..portable.columns import Coded, Columns, Record
from ..portable.expressions import LARGEST
from .faults import MOST, Fault, Place, Refused, Unfit
from .fields import Field, Read, reader

NUMBERS = {float, int, type(None)}
WORDS = {str, type(None)}
# Names that are longer are not held against those of the columns.
LONGEST_NAME = 100
# From the values of a column to what the model reads, and which are outside of the contract.
ReadColumn = Callable[[list[Any]], tuple[np.ndarray | Coded, np.ndarray | None]]


@dataclass(frozen=True)
class OneRecord:
    """A record as `record_scorer` takes it, and the columns that are outside of the contract."""

    values: Record
    outside: list[str]


@dataclass(frozen=True)
class ManyRecords:
    """Records as `batch_scorer` takes them; `outside` has the columns by the record's position."""

    columns: Columns
    outside: dict[int, list[str]]


def record_reader(fields: Sequence[Field]) -> Callable[[Any], OneRecord]:
    """Make the function that reads one record, or raises `Refused` with all that is wrong."""
    readers = [(field.name, reader(field)) for field in fields]
    explain = _explainer(readers)

    def read_one(value: Any) -> OneRecord:
        if value.__class__ is not dict or len(value) != len(readers):
            raise Refused([*islice(explain(value, ("body",)), MOST)])
        values: Record = {}
        outside: list[str] = []
        try:
            for name, read in readers:
                values[name], strange = read(value[name])
                if strange:
                    outside.append(name)
        except (KeyError, Unfit):
            raise Refused([*islice(explain(value, ("body",)), MOST)]) from None
        return OneRecord(values, outside)
    return read_one


def records_reader(fields: Sequence[Field]) -> Callable[[list[Any]], ManyRecords]:
    """Make the function that reads a list of records, or raises `Refused`."""
    readers = [(field.name, reader(field)) for field in fields]
    columns_by = [(field.name, _column_reader(field)) for field in fields]
    explain = _explainer(readers)

    def read_many(values: list[Any]) -> ManyRecords:
        try:
            return _read_columns(values, columns_by)
        except (KeyError, TypeError, OverflowError, Unfit):
            faults = chain.from_iterable(explain(value, ("body", position))
                                         for position, value in enumerate(values))
            raise Refused([*islice(faults, MOST)]) from None
    return read_many


def _read_columns(values: list[Any], columns_by: list[tuple[str, ReadColumn]]) -> ManyRecords:
    if {*map(type, values)} != {dict} or {*map(len, values)} != {len(columns_by)}:
        raise KeyError
    columns: dict[str, np.ndarray | Coded] = {}
    outside: dict[int, list[str]] = {}
    for name, read in columns_by:
        columns[name], strange = read([*map(itemgetter(name), values)])
        if strange is not None:
            for position in np.flatnonzero(strange).tolist():
                outside.setdefault(position, []).append(name)
    return ManyRecords(columns or {"": np.empty(len(values))}, outside)


def _column_reader(field: Field) -> ReadColumn:
    """Make the function that reads a column: what its values share is computed once."""
    if field.kind == "number" and not spelled_numbers(field.missing):
        return _number_column(field)
    return _distinct_column(field)


def _number_column(field: Field) -> ReadColumn:
    low, high = field.bounds

    def read_column(cells: list[Any]) -> tuple[np.ndarray, np.ndarray | None]:
        if not {*map(type, cells)} <= NUMBERS:
            raise TypeError
        numbers = np.array(cells, dtype=np.float64)
        strange = (numbers < low) | (numbers > high)
        if not strange.any():
            return numbers, None
        if field.strict or (np.abs(numbers) > LARGEST).any():
            raise Unfit("", "")
        return numbers, strange
    return read_column


def _distinct_column(field: Field) -> ReadColumn:
    """Read each distinct value once: words, dates, and numbers of which some mean a hole."""
    read = reader(field)
    kinds = NUMBERS if field.kind == "number" else WORDS

    def read_column(cells: list[Any]) -> tuple[np.ndarray | Coded, np.ndarray | None]:
        if not {*map(type, cells)} <= kinds:
            raise TypeError
        places = {cell: place for place, cell in enumerate({*cells})}
        known = [read(cell) for cell in places]
        codes = np.fromiter(map(places.__getitem__, cells), np.intp, len(cells))
        strange = None
        if any(outside for _, outside in known):
            strange = np.array([outside for _, outside in known])[codes]
        if field.kind == "category":
            return Coded(codes, [word for word, _ in known]), strange
        return np.array([value for value, _ in known], dtype=np.float64)[codes], strange
    return read_column


def _explainer(readers: list[tuple[str, Read]]) -> Callable[[Any, Place], Iterator[Fault]]:
    """Make the function that tells all that is wrong with a record."""
    names = dict.fromkeys(name for name, _ in readers)

    def explain(value: Any, place: Place) -> Iterator[Fault]:
        if type(value) is not dict:
            yield Fault(place, "is no record: an object with a value for each column", "dict_type")
            return
        for name in value:
            if name in names:
                continue
            near = difflib.get_close_matches(name, names, n=1) \
                if len(name) <= LONGEST_NAME else []
            hint = f"; did you mean {near[0]}?" if near and near[0] not in value else ""
            yield Fault((*place, name), f"is no column of the model{hint}", "extra_forbidden")
        for name, read in readers:
            if name not in value:
                yield Fault((*place, name), "is lacking; null is for what is missing", "missing")
                continue
            try:
                read(value[name])
            except Unfit as unfit:
                yield Fault((*place, name), unfit.message, unfit.kind)
    return explain
