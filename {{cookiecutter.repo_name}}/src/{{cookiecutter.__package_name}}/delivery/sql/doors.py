"""The doors of a query: how it reads a column, so that all that means missing is NULL."""

import math

from ...data.words import spelled_numbers
from ...portable.model import MISSING_WORD, Input
from ..form import Delivery
from ..levels import other_spellings
from .dialects import Dialect

LINE = "\n      "


def door(delivery: Delivery, dialect: Dialect, column: Input, name: str) -> str:
    """Write how a column is read; `name` is what the query calls it."""
    if column.kind == "date":
        return dialect.date.format(name)
    if column.kind == "number":
        return _number(delivery, dialect, name)
    return _word(delivery, dialect, column, name)


def _number(delivery: Delivery, dialect: Dialect, name: str) -> str:
    read = dialect.double.format(name)
    for value in dict.fromkeys(filter(math.isfinite, spelled_numbers(delivery.missing))):
        read = f"NULLIF({read}, {dialect.double_of(value)})"
    return read


def _word(delivery: Delivery, dialect: Dialect, column: Input, name: str) -> str:
    read = word = dialect.word.format(name)
    if spellings := other_spellings(delivery, column.name):
        lines = [f"WHEN {dialect.level(spelling)} THEN {dialect.level(category)}"
                 for spelling, category in spellings.items()]
        read = f"{LINE}  ".join([f"CASE {word}", *lines, f"ELSE {word} END"])
    missing = [dialect.level(text) for text in dict.fromkeys(delivery.missing)
               if text not in ("", MISSING_WORD)]
    if not missing:
        return read
    return f"CASE WHEN {word} NOT IN ({', '.join(missing)}){LINE}THEN {read} END"
