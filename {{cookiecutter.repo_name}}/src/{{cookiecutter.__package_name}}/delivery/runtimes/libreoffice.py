"""The referee of model.xlsx: LibreOffice, without a window.

Rows go into copies of the workbook as a user would enter them: a part of them into the sheet
Batch of each copy, and the first of these into the sheet Form too, whose answer then counts.
LibreOffice computes the copies and writes what their sheets show as CSV.
"""

import csv
import math
import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...portable.model import Input, PortableModel
from ..form import Delivery, Rows, Scored
from .answers import scored
from .soffice import compute
from .xlsx_cells import STALE, Place, read_workbook, write_copy

# At least as many copies are made, and rows tried in the sheet Form.
FORMS = 3
NUMBER = re.compile(r"-?\d+(\.\d+)?(E[+-]?\d+)?")

Value = float | str
Cells = list[list[str]]


@dataclass(frozen=True)
class Task:
    """Rows to score with the workbook in a folder."""

    delivery: Delivery
    folder: Path
    rows: Rows


@dataclass(frozen=True)
class _Copy:
    """A file with `rows` rows below the row `head`, and the first column of its results."""

    path: Path
    head: int
    rows: int
    results: int

    def sheet(self, name: str) -> Cells:
        """Read what a sheet shows."""
        path = self.path.with_name(f"{self.path.stem}-{name}.csv")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


def unavailable() -> str | None:
    """Say why this machine cannot compute workbooks, if it cannot."""
    return None if shutil.which("soffice") else "LibreOffice is not installed (command soffice)"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.xlsx."""
    return score_all([Task(delivery, folder, rows)])[0]


def score_all(tasks: Sequence[Task]) -> list[Scored]:
    """Score rows with several workbooks in one start of LibreOffice, which takes a while.

    Raises:
        RuntimeError: LibreOffice did not compute a workbook.
    """
    with tempfile.TemporaryDirectory() as place:
        copies = [_write_copies(task, Path(place), number) for number, task in enumerate(tasks)]
        start = time.perf_counter()
        compute(Path(place), [copy.path for found in copies for copy in found])
        seconds = time.perf_counter() - start
        return [scored(task.delivery.model, _read(task.delivery.model, found), seconds)
                for task, found in zip(tasks, copies)]


def _write_copies(task: Task, place: Path, number: int) -> list[_Copy]:
    """Enter the rows into as few copies of the workbook as hold them, but FORMS at least."""
    workbook = read_workbook(task.folder / "model.xlsx")
    records = _records(task)
    # A model that reads nothing still has a column that tells which rows there are.
    names = [column.name for column in task.delivery.model.inputs] or ["row"]
    letters, head = _headings(workbook.texts("Batch"), names)
    answers = _answers(workbook.texts("Form"))
    room = workbook.last_row("Batch") - head
    parts = np.array_split(np.arange(len(records)), max(
        math.ceil(len(records) / room), min(FORMS, len(records))))
    copies = []
    for part in parts:
        copy = _Copy(place / f"{number}-{part[0]}.xlsx", head, len(part), len(names))
        batch = {(letters[name], head + 1 + row): value for row, index in enumerate(part)
                 for name, value in records[index].items()}
        form = {answers[name]: value for name, value in records[part[0]].items()
                if name in answers}
        # The rows that stay empty would only cost time.
        write_copy(workbook, copy.path, {"Batch": batch, "Form": form},
                   {"Batch": head + len(part)})
        copies.append(copy)
    return copies


def _records(task: Task) -> list[dict[str, Value]]:
    """List the values of each row; a row without any gets an empty text, so that it is one."""
    columns = {column.name: _cells(column, task.rows.columns[column.name])
               for column in task.delivery.model.inputs}
    records = [{name: values[row] for name, values in columns.items()
                if values[row] is not None and values[row] == values[row]}
               for row in range(len(task.rows))]
    first = next(iter(columns), "row")
    return [record or {first: ""} for record in records]


def _cells(column: Input, values: np.ndarray) -> list[Value | None]:
    """Give a date as the days since the last of 1899, as spreadsheets hold it."""
    return (values / 86_400 + 25_569 if column.kind == "date" else values).tolist()


def _headings(texts: Mapping[Place, str], names: Sequence[str]) -> tuple[dict[str, str], int]:
    """Find the row of the headings, and the letters of each input's column."""
    for _, head in texts:
        row = [(letters, text) for (letters, number), text in texts.items() if number == head]
        if [text for _, text in row[:len(names)]] == list(names):
            return {text: letters for letters, text in row[:len(names)]}, head
    raise RuntimeError("the sheet Batch has no row with the names of the model's inputs")


def _answers(texts: Mapping[Place, str]) -> dict[str, Place]:
    """Find the cell for the answer to each question of the sheet Form."""
    words = {text: place for place, text in reversed(texts.items())}
    letters, head = words["Question"]
    found: dict[str, Place] = {}
    for (column, row), text in texts.items():
        if column == letters and row > head:
            found.setdefault(text, (words["Answer"][0], row))
    return found


def _read(model: PortableModel, copies: Sequence[_Copy]) -> dict[str, list[str]]:
    """Read predictions and probabilities, those of a copy's first row from the sheet Form."""
    names = ["prediction"]
    if model.classes is not None:
        names += ["probability"] if len(model.classes) == 2 \
            else [f"probability_{name}" for name in model.classes]
    lines = []
    for copy in copies:
        batch = copy.sheet("Batch")[copy.head:copy.head + copy.rows]
        lines += [_from_form(copy.sheet("Form"), len(names) - 1),
                  *(row[copy.results:copy.results + len(names)] for row in batch[1:])]
    _check([text for line in lines for text in line[1:] or line])
    return {name: [line[position] for line in lines] for position, name in enumerate(names)}


def _check(texts: Sequence[str]) -> None:
    """Refuse what is no score."""
    numbers = [float(text) if NUMBER.fullmatch(text) else None for text in texts]
    if float(STALE) in numbers:
        raise RuntimeError("LibreOffice did not compute the workbook anew")
    if None in numbers:
        raise RuntimeError(f"the workbook gives no score, but {texts[numbers.index(None)]!r}")


def _from_form(form: Cells, probabilities: int) -> list[str]:
    prediction = next(row[1] for row in form if row[0] == "Result")
    shown = [row for row in form if row[0].startswith("Probability")]
    if not probabilities:
        return [prediction]
    return [prediction, *[text for text in shown[-1][1:] if text][:probabilities]]
