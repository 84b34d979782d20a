"""The command of the wheel: a CSV table in, its scores out."""

import argparse
import csv
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from ...data.words import canonical, spelled_numbers
from ...portable.expressions import LARGEST
from ...portable.model import Input, PortableModel
from ...portable.fields import score_fields
from .dates import seconds_of
from .rows import columns_scorer

# Rows that are held in memory at a time.
CHUNK = 10_000
Reasons = dict[int, str]


class BadTable(Exception):
    """A table that cannot be scored; says why on one line."""


@dataclass(frozen=True)
class Cells:
    """How the table that the model learned from spelled its cells.

    A word of `missing` is a missing value, as an empty cell is, and so is a number that it spells.
    `codes` are, by column, the categories that are truth values or whole numbers.
    """

    missing: Collection[str]
    codes: Mapping[str, Collection[str]]


def main(model: PortableModel, program: str, spelled: Cells,
         arguments: Sequence[str] | None = None) -> int:
    """Score the table that the command line names; exit status 2 if it cannot be."""
    parser = argparse.ArgumentParser(
        prog=program, description="Score the rows of a CSV table. Its header names the columns; "
        "an empty cell is missing, and so is a word, as NA, that stood for that in the table which "
        "the model learned from. A row that cannot be scored has the reason in its line.")
    parser.add_argument("table", type=Path, help="the CSV file, in UTF-8")
    table = parser.parse_args(arguments).table
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows, bad = score_table(model, lines, sys.stdout, spelled)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads the scores has seen enough; the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        place = error.filename or "the output"
        print(f"{place}: {error.strerror}; check the path or the disk", file=sys.stderr)
        return 2
    except BadTable as error:
        print(f"{table}: {error}", file=sys.stderr)
        return 2
    if bad:
        print(f"{bad} of {rows} rows could not be scored: see the column reason", file=sys.stderr)
    return 0


def score_table(model: PortableModel, lines: Iterable[str], output: TextIO,
                spelled: Cells) -> tuple[int, int]:
    """Score CSV lines, and write a line for every row.

    Returns how many rows there were, and how many of them could not be scored.

    Raises:
        BadTable: the header lacks a column, or the text is no CSV in UTF-8.
    """
    reader = _Reader(lines)
    writer = csv.writer(output, lineterminator="\n")
    score, fields = columns_scorer(model), score_fields(model.classes)
    rows = bad = 0
    try:
        header = [name or f"unnamed_{position}" for position, name
                  in enumerate(next(reader.records, []), 1)]
        _check_header(model, header)
        writer.writerow(["row", *fields, "reason"])
        while records := reader.take(CHUNK):
            columns, reasons = _read(model, header, records, spelled)
            scores = [part.tolist() for part in score(columns, len(records))]
            for position, values in enumerate(zip(*scores)):
                reason = reasons.get(position, "")
                writer.writerow([rows + position + 1, *([""] * len(fields) if reason else values),
                                 reason])
            rows += len(records)
            bad += len(reasons)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadTable(f"cannot be read past row {reader.row} ({error}); save it as CSV in "
                       "UTF-8") from None
    return rows, bad


class _Reader:
    """The records of a CSV table; `row` counts those that were read below the header."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.records = filter(None, csv.reader(lines))
        self.row = 0

    def take(self, most: int) -> list[list[str]]:
        """Read the next records."""
        taken = []
        for record in islice(self.records, most):
            self.row += 1
            taken.append(record)
        return taken


def _check_header(model: PortableModel, header: list[str]) -> None:
    names = [column.name for column in model.inputs]
    if lacking := [name for name in names if name not in header]:
        many = len(lacking) > 1
        raise BadTable(f"lacks the column{'s' * many} {', '.join(lacking)}; add "
                       f"{'them' if many else 'it'}")
    if twice := [name for name in names if header.count(name) > 1]:
        raise BadTable(f"has the column {', '.join(twice)} twice; leave one")


def _read(model: PortableModel, header: list[str], records: list[list[str]],
          spelled: Cells) -> tuple[dict[str, np.ndarray], Reasons]:
    """Read the model's columns, and what is wrong with a row, by its position."""
    reasons = {position: f"has {len(cells)} values where the header has {len(header)}"
               for position, cells in enumerate(records) if len(cells) != len(header)}
    for position in reasons:
        records[position] = [""] * len(header)
    columns = {}
    for column in model.inputs:
        place = header.index(column.name)
        cells = [record[place] for record in records]
        if column.kind in READERS:
            columns[column.name] = _doubles(column, cells, reasons, spelled.missing)
        else:
            columns[column.name] = _words(cells, spelled.codes.get(column.name, ()),
                                          spelled.missing)
    return columns, reasons


def _words(cells: list[str], codes: Collection[str], missing: Collection[str]) -> np.ndarray:
    """Read categories, those in other spellings too, as `make predict` does."""
    names, standing = {*codes}, {canonical(name): name for name in codes}
    known = {cell: None if cell in missing else cell if cell in names
             else standing.get(canonical(cell), cell) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], dtype=object)


def _doubles(column: Input, cells: list[str], reasons: Reasons,
             missing: Collection[str]) -> np.ndarray:
    read, what = READERS[column.kind]
    doubles = np.full(len(cells), np.nan)
    for position, cell in enumerate(cells):
        if (text := cell.strip()) and text not in missing:
            double = read(text)
            if double is None:
                reasons.setdefault(position, f"{column.name}: {text!r} is not {what}")
            else:
                doubles[position] = double
    if column.kind == "number":
        doubles[np.isin(doubles, spelled_numbers(missing))] = np.nan
    return doubles


def _number(text: str) -> float | None:
    # Python reads 1_000, and the digits of every script.
    if not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if -LARGEST <= number <= LARGEST else None


# How the cells of a column that is no category are read, and what they are then.
READERS = {"number": (_number, "a finite number"), "date": (seconds_of, "a date")}
