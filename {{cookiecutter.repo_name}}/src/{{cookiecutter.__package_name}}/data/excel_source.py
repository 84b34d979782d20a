"""Reading a sheet of an Excel workbook row by row."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..errors import UserError
from .batches import Batch, Table
from .values import value_text

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

BATCH_ROWS = 1 << 13


def open_excel(path: Path, name: str | None) -> Table:
    """Open the sheet `name` of a workbook, or its first; every cell is read as text.

    Formulas have the value that was stored with them. The header is the first row that is not
    blank; a column without a name is called `unnamed_` and its position.

    Raises:
        UserError: the workbook is damaged, locked, or has no such sheet, or the sheet is empty.
            Reading the batches raises it too.
    """
    with _sheet(path, name) as sheet:
        total = max((sheet.max_row or 1) - 1, 0)
        header = next(_rows(path, sheet), None)
        if header is None:
            raise UserError(f"{path}: sheet {sheet.title} is empty; it needs a header and rows")
    names = [value_text(cell) or f"unnamed_{position}" for position, cell in enumerate(header, 1)]
    return Table(path, names, _batches(path, name, names), total, "rows")


def _batches(path: Path, name: str | None, names: list[str]) -> Iterator[Batch]:
    with _sheet(path, name) as sheet:
        rows = _rows(path, sheet)
        next(rows)
        first_row = 1
        while block := list(islice(rows, BATCH_ROWS)):
            yield _batch(first_row, block, names)
            first_row += len(block)


def _batch(first_row: int, rows: list[Sequence[Any]], names: list[str]) -> Batch:
    torn = {position: f"has {len(row)} values where the header has {len(names)}"
            for position, row in enumerate(rows) if len(row) > len(names)}
    nothing = (None,) * len(names)
    cells = zip(*(nothing if position in torn else (*row, *nothing)[:len(names)]
                  for position, row in enumerate(rows)), strict=True)
    columns = [pa.array(map(value_text, column), pa.string()) for column in cells]
    return Batch(first_row, pa.RecordBatch.from_arrays(columns, names), torn, len(rows))


@contextmanager
def _sheet(path: Path, name: str | None) -> "Iterator[ReadOnlyWorksheet]":
    import openpyxl  # half a second, which other tables need not wait for

    with _damage(path):
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheets = {sheet.title: sheet for sheet in workbook.worksheets}
        if not sheets:
            raise UserError(f"{path}: has no sheet with cells; it needs a header and rows")
        if name is not None and name not in sheets:
            raise UserError(f"{path}: has no sheet {name}, but {', '.join(sheets)}; set "
                            "source.sheet in params.yaml")
        yield sheets[name or workbook.worksheets[0].title]
    finally:
        workbook.close()


def _rows(path: Path, sheet: "ReadOnlyWorksheet") -> Iterator[Sequence[Any]]:
    """Yield the rows that are not blank, without the blank cells at their end."""
    sheet.reset_dimensions()  # Some programs note a wrong size, and rows would be cut to it.
    rows = sheet.iter_rows(values_only=True)
    while True:
        with _damage(path):
            row = next(rows, None)
        if row is None:
            return
        length = max((place for place, cell in enumerate(row, 1) if cell not in (None, "")),
                     default=0)
        if length:
            yield row[:length]


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    """Openpyxl has no exception of its own for damage, and warns of all that it passes over."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except Exception:
        raise UserError(f"{path}: is no whole Excel workbook; was it cut off while copying, or is "
                        "it another kind of file?") from None
