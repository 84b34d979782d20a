"""Holding rows against the data contract."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UserError
from ..params import Kind, Outside
from .cells import as_categories, as_numbers, as_words
from .dates import as_dates, as_timestamps
from .iso_dates import DAY, DAY_LETTERS, seconds_of
from .names import listed
from .schema import MODELLED, Column, Schema


@dataclass(frozen=True)
class Conformed:
    """Rows as the contract has them, and what did not fit.

    `table` has float64 columns for numbers, NaN where missing, dictionaries of strings for
    categories, strings for identifiers, timestamps of whole seconds for dates.
    `rejects` maps a position to the reason; `outside` counts, by column, the values that are out
    of its range or none of its categories.
    """

    table: pa.Table
    rejects: dict[int, str]
    outside: dict[str, int]


def check_header(path: Path, names: list[str], schema: Schema, mend: str = "") -> None:
    """Refuse a table that lacks a column which the model needs; `mend` is added to the advice.

    Raises:
        UserError: names the columns, and those that differ by case or spaces only.
    """
    lacking = [name for name in schema.names(*MODELLED) if name not in names]
    if not lacking:
        return
    folded = {_fold(name): name for name in names}
    similar = [f"rename {folded[_fold(name)]!r} to {name!r}" for name in lacking
               if _fold(name) in folded]
    plural, them = ("", "it") if len(lacking) == 1 else ("s", "them")
    mend = ", ".join(similar) or f"add {them}{mend}"
    raise UserError(f"{path}: lacks the column{plural} {listed(lacking)}; {mend}")


def conform(records: pa.RecordBatch | pa.Table, schema: Schema, missing: Collection[str],
            outside: Outside, kinds: Sequence[Kind] = (*MODELLED, "identifier")) -> Conformed:
    """Read the columns of some kinds as the contract says.

    The header must have been checked. A cell that is no number or date or, where `outside` is
    reject, outside of the contract, rejects its row.
    """
    columns: dict[str, pa.Array] = {}
    rejects: dict[int, str] = {}
    strange_counts: dict[str, int] = {}
    there = set(records.schema.names)
    for name in schema.names(*kinds):
        if name not in there:
            continue
        column = schema.columns[name]
        cells = records.column(name)
        strange: np.ndarray | None = None
        if column.kind in ("number", "weight"):
            numbers, bad = as_numbers(cells, missing)
            _note(rejects, bad, name, cells, "is not a finite number")
            columns[name] = pa.array(numbers)
            if column.range and column.kind == "number":
                strange = (numbers < column.range[0]) | (numbers > column.range[1])
        elif column.kind == "date":
            seconds, bad = as_dates(cells, missing)
            _note(rejects, bad, name, cells, "is no date, as 2024-03-05 or 2024-03-05 14:30")
            columns[name] = as_timestamps(seconds)
            strange = _outside_dates(seconds, column)
        elif column.kind == "category":
            columns[name] = as_categories(cells, missing, column.categories)
            strange = _unknown(columns[name], column)
        else:
            columns[name] = as_words(cells, missing)
        if strange is not None and strange.any():
            strange_counts[name] = int(strange.sum())
            if outside == "reject":
                _note(rejects, strange, name, cells, _limits(column))
    return Conformed(pa.table(columns), rejects, strange_counts)


def as_stored(table: pa.Table) -> pa.Table:
    """Write a conformed table's dictionaries out as strings, and its NaN as null."""
    columns = {}
    for name, column in zip(table.column_names, table.columns):
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        elif pa.types.is_floating(column.type):
            column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
        columns[name] = column
    return pa.table(columns)


def _outside_dates(seconds: np.ndarray, column: Column) -> np.ndarray | None:
    if column.dates is None:
        return None
    low, high = map(seconds_of, column.dates)
    if len(column.dates[1]) == DAY_LETTERS:
        high += DAY - 1
    return (seconds < low) | (seconds > high)


def _unknown(words: pa.DictionaryArray, column: Column) -> np.ndarray | None:
    if column.categories is None or set(column.categories).issuperset(
            words.dictionary.to_pylist()):
        return None
    unknown = pc.invert(pc.is_in(words.dictionary, pa.array(column.categories, pa.string())))
    if not unknown.true_count:
        return None
    return pc.fill_null(pc.take(unknown, words.indices), False).to_numpy(zero_copy_only=False)


def _limits(column: Column) -> str:
    if column.range:
        return f"is outside of {column.range[0]:g} to {column.range[1]:g}"
    if column.dates:
        return f"is outside of {column.dates[0]} to {column.dates[1]}"
    return "is none of the contract's categories"


def _note(rejects: dict[int, str], rows: np.ndarray, name: str, cells: pa.Array,
          fault: str) -> None:
    for position in np.flatnonzero(rows).tolist():
        rejects.setdefault(position, f"{name}: {cells[position].as_py()!r} {fault}")


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()
