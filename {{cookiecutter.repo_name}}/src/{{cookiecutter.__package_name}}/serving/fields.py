"""The columns of a record as the data contract has them, and how each value is read.

The rules are those of data/conform.py, on JSON values in the place of cells: null is missing; so
is, as the word of a category or spelled by a number, what `source.missing` of params.yaml lists.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from ..data.iso_dates import DAY, DAY_LETTERS, read_date, seconds_of
from ..data.schema import Column
from ..data.words import canonical, spelled_numbers
from ..portable.columns import Value
from ..portable.expressions import LARGEST
from .faults import Unfit
from .strict_json import Wrong

# From a JSON value to what the model reads; whether it lies outside of the contract.
Read = Callable[[Any], tuple[Value, bool]]
KNOWN_DATES = 4096
# Longer texts are no dates: they would fill the memory of those that are known.
LONGEST_DATE = 40


@dataclass(frozen=True)
class Field:
    """A column of the model; `missing` are the words that stand for a missing value.

    `strict` refuses what is outside of the contract's range or categories.
    """

    name: str
    kind: Literal["number", "date", "category"]
    column: Column
    missing: tuple[str, ...]
    strict: bool

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number, or moment, of the contract."""
        if self.kind == "number" and self.column.range:
            return self.column.range
        if self.kind == "date" and self.column.dates:
            first, last = self.column.dates
            end = seconds_of(last) + (DAY - 1 if len(last) == DAY_LETTERS else 0)
            return seconds_of(first), end
        return -LARGEST, LARGEST


def reader(field: Field) -> Read:
    """Make the function that reads a value of a column.

    It raises `Unfit` where the value is not of the column's kind, or outside of a strict contract.
    """
    if field.kind == "number":
        return _number_reader(field)
    return _date_reader(field) if field.kind == "date" else _category_reader(field)


def _number_reader(field: Field) -> Read:
    low, high = field.bounds
    holes, strict = frozenset(spelled_numbers(field.missing)), field.strict

    def read(value: Any) -> tuple[Value, bool]:
        if value.__class__ is int and -LARGEST <= value <= LARGEST:
            value = float(value)
        elif value.__class__ is not float:
            if value is None:
                return None, False
            raise _unfit(value, "number", "float_type")
        if value in holes:
            return None, False
        if low <= value <= high:
            return value, False
        if not -LARGEST <= value <= LARGEST:
            raise _unfit(value, "number", "float_type")
        if strict:
            raise Unfit(f"is outside of {low:g} to {high:g}", "outside")
        return value, True
    return read


def _date_reader(field: Field) -> Read:
    (low, high), strict = field.bounds, field.strict
    seconds_at = lru_cache(KNOWN_DATES)(read_date)

    def read(value: Any) -> tuple[Value, bool]:
        if value is None:
            return None, False
        if value.__class__ is not str:
            raise _unfit(value, "date", "date_type")
        seconds = seconds_at(value) if len(value) <= LONGEST_DATE else math.nan
        if low <= seconds <= high:
            return seconds, False
        if seconds != seconds:
            raise Unfit("is no date, as 2024-03-05 or 2024-03-05T14:30", "date_parsing")
        if strict:
            raise Unfit("is outside of {} to {}".format(*field.column.dates), "outside")
        return seconds, True
    return read


def _category_reader(field: Field) -> Read:
    categories, strict = field.column.categories, field.strict
    known: dict[Any, tuple[Value, bool]] = {None: (None, False)}
    known |= {word: (word, False) for word in categories or ()}
    known |= dict.fromkeys(("", *field.missing), (None, False))
    spellings = {canonical(word): word for word in categories or ()}

    def read(value: Any) -> tuple[Value, bool]:
        # A list or an object cannot be looked up.
        if value.__class__ is not str and value is not None:
            raise _unfit(value, "text", "string_type")
        found = known.get(value)
        if found is not None:
            return found
        if categories is None:
            return value, False
        spelled = spellings.get(canonical(value))
        if spelled is not None:
            return spelled, False
        if strict:
            raise Unfit("is none of the contract's categories", "outside")
        return value, True
    return read


def _unfit(value: Any, wanted: str, kind: str) -> Unfit:
    if isinstance(value, Wrong):
        return Unfit(value.message, value.kind)
    if value.__class__ in (int, float) and wanted == "number":
        return Unfit("is no finite number of single precision (3.4e38 at most)", "finite_number")
    given = {bool: "a truth value", int: "a number", float: "a number", str: "text",
             list: "a list", dict: "an object", type(None): "null"}[value.__class__]
    due = {"number": "a number", "date": "a date as text", "text": "text"}[wanted]
    return Unfit(f"is {given}, where {due} or null is due", kind)
