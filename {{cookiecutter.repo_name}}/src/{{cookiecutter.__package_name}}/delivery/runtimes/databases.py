"""What the databases share: a table made from rows, and answers brought back to their rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ...portable.model import Input
from ..form import Delivery, NotDeliverable, Rows, Scored
from .dates import as_datetimes

Value = float | str | datetime | None
Kind = Literal["number", "date", "text"]
Dates = Callable[[np.ndarray], Sequence[datetime | str | None]]


@dataclass(frozen=True)
class Stored:
    """The table to score: the parts of its name, what each column holds, its rows.

    The query gives the first `kept` columns back, ahead of the scores.
    """

    name: list[str]
    columns: dict[str, Kind]
    values: list[tuple[Value, ...]]
    kept: int

    def create(self, quote: Callable[[str], str], types: Mapping[Kind, str]) -> str:
        """Write the CREATE TABLE, with the database's types."""
        columns = ", ".join(f"{quote(name)} {types[kind]}" for name, kind in self.columns.items())
        return f"CREATE TABLE {self.quoted(quote)} ({columns})"

    def insert(self, quote: Callable[[str], str], mark: str) -> str:
        """Write the INSERT of a row, with the driver's mark for a value."""
        return f"INSERT INTO {self.quoted(quote)} VALUES ({', '.join([mark] * len(self.columns))})"

    def quoted(self, quote: Callable[[str], str]) -> str:
        """Write the table's name."""
        return ".".join(map(quote, self.name))


def stored(delivery: Delivery, rows: Rows, spell: Callable[[list[str]], list[str]],
           has_nan: bool, dates: Dates = as_datetimes) -> Stored:
    """Lay out rows as a table; `spell` says how the database would have the columns' names.

    Identifiers hold the number of the row. Where the database knows NaN, every second missing
    number is one, the others are NULL. `dates` makes of seconds what the database has for a date.
    """
    def values(column: Input) -> Sequence[Value]:
        found = rows.columns[column.name]
        return dates(found) if column.kind == "date" \
            else _values(found, column.kind == "number" and has_nan)
    identifiers = delivery.schema.names("identifier")
    inputs = delivery.model.inputs
    names = spell([*identifiers, *(item.name for item in inputs)])
    kinds: list[Kind] = ["text"] * len(identifiers)
    kinds += ["text" if item.kind == "category" else item.kind for item in inputs]
    columns = [[str(row) for row in range(len(rows))]] * len(identifiers)
    columns += map(values, inputs)
    kept = len(columns)
    if not columns:  # No database has a table without columns.
        names, kinds, columns = ["row"], ["text"], [[None] * len(rows)]
    return Stored(delivery.table.split("."), dict(zip(names, kinds)), list(zip(*columns)), kept)


def spelling(longest: int | None = None, *, in_bytes: bool = False, folds_case: bool = True,
             other_letters: str = "") -> Callable[[list[str]], list[str]]:
    """Make the function from the model's names to those that a database can hold.

    A letter of `other_letters` becomes _, a name is cut to the longest there may be, and one that
    is taken gets a number.
    """
    def cut(name: str, ending: str) -> str:
        if longest is None:
            return name + ending
        if in_bytes:
            return name.encode()[:longest - len(ending)].decode(errors="ignore") + ending
        return name[:longest - len(ending)] + ending

    def spell(names: list[str]) -> list[str]:
        found: dict[str, str] = {}
        for name in names:
            allowed = re.sub(other_letters, "_", name) if other_letters else name
            endings = ("" if number == 1 else f"_{number}" for number in range(1, len(names) + 1))
            choices = (cut(allowed, ending) for ending in endings)
            choice = next(choice for choice in choices
                          if (choice.casefold() if folds_case else choice) not in found)
            found[choice.casefold() if folds_case else choice] = choice
        return list(found.values())
    return spell


def read_query(folder: Path, dialect: str, file: str = "select.sql") -> str:
    """Read the query for a dialect.

    Raises:
        NotDeliverable: there is none; says why.
    """
    reason = folder / dialect / "not_written.txt"
    if reason.exists():
        raise NotDeliverable(reason.read_text(encoding="utf-8").strip())
    # As bytes: reading it as text would change a carriage return in a name.
    return (folder / dialect / file).read_bytes().decode()


def answers(delivery: Delivery, rows: Rows, table: Stored, fetched: Sequence[Sequence[Any]],
            seconds: float) -> Scored:
    """Bring answers, in whatever order, back to their rows by the columns that came with them.

    Raises:
        ValueError: a row has no answer, or two rows that are alike have different ones.
    """
    model, kept = delivery.model, table.kept
    found: dict[tuple, tuple] = {}
    for row in fetched:
        answer = tuple(row[kept:])
        if found.setdefault(_key(row[:kept]), answer) != answer:
            raise ValueError(f"two rows that are alike have different scores, one is {row}")
    keys = [_key(row[:kept]) for row in table.values]
    if len(fetched) != len(rows) or not found.keys() >= set(keys):
        raise ValueError("the query gave back other rows than the table holds")
    matched = [found[key] for key in keys]
    scores = np.array([row[:model.outputs] for row in matched], dtype=np.float64)
    decisions = None if model.classes is None \
        else np.array([row[-1] for row in matched], dtype=object)
    return Scored(scores[:, 0] if model.outputs == 1 else scores, decisions, seconds)


def _values(column: np.ndarray, has_nan: bool) -> list[Value]:
    return [None if value != value and not (has_nan and row % 2) else value
            for row, value in enumerate(column.tolist())]


def _key(row: Sequence[Any]) -> tuple:
    return tuple(None if value != value else value for value in row)
