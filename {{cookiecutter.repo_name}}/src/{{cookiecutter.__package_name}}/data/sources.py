"""Opening a table, CSV or Parquet, for reading batch by batch with every record accounted for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from ..errors import UserError
from ..params import Source
from .csv_source import csv_batches, csv_header

BATCH_ROWS = 1 << 16
PAGE_BYTES = 1 << 20
PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Batch:
    """Consecutive records of a table; `torn` holds those that did not split into its columns.

    `first_row` counts from 1, the first record below the header. `torn` maps a position in
    `records` (which holds nulls there) to the reason. `progress` is in the unit of
    `Table.total`.
    """

    first_row: int
    records: pa.RecordBatch
    torn: dict[int, str]
    progress: int


@dataclass(frozen=True)
class Table:
    """A table that is open for one reading: its columns, and its records in batches.

    `total` is the length of the reading in `unit`: bytes of a CSV file, rows of a Parquet one.
    """

    path: Path
    names: list[str]
    batches: Iterator[Batch]
    total: int
    unit: str


def open_table(path: Path, source: Source) -> Table:
    """Open the CSV or Parquet file `path`; all columns of a CSV file are read as text.

    Raises:
        UserError: the file is missing, empty, binary, not in the encoding, cut off, or has two
            columns of one name. Reading the batches raises it too.
    """
    if path.is_dir():
        raise UserError(f"{path}: is a folder; name a CSV or Parquet file")
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if not start:
        raise UserError(f"{path}: is empty; it needs a header and rows")
    if start == PARQUET_MAGIC or path.suffix in (".parquet", ".pq"):
        return _open_parquet(path)
    header = csv_header(path, source)
    _refuse_repeated_names(path, header.names)
    batches = (Batch(*batch) for batch in csv_batches(path, source, header))
    return Table(path, header.names, batches, path.stat().st_size, "B")


def read_table(path: Path, source: Source) -> pa.Table:
    """Read a whole table into memory.

    Raises:
        UserError: as `open_table`, or a record does not split into the columns, or there is none.
    """
    table = open_table(path, source)
    batches = []
    for batch in table.batches:
        for position, reason in batch.torn.items():
            raise UserError(f"{path}: row {batch.first_row + position} {reason}; "
                            "is the file cut off, or a value not quoted?")
        batches.append(batch.records)
    if not sum(batch.num_rows for batch in batches):
        raise UserError(f"{path}: has a header but no rows; it needs rows to learn from")
    return pa.Table.from_batches(batches)


def _open_parquet(path: Path) -> Table:
    try:
        # Through a buffer, columns are read page by page: a row group may be larger than memory.
        file = pa.parquet.ParquetFile(path, pre_buffer=False, buffer_size=PAGE_BYTES)
    except (pa.ArrowException, OSError):
        raise UserError(f"{path}: is no whole Parquet file; was it cut off while copying?") \
            from None
    names = file.schema_arrow.names
    _refuse_repeated_names(path, names)
    return Table(path, names, _parquet_batches(path, file), file.metadata.num_rows, "rows")


def _parquet_batches(path: Path, file: pa.parquet.ParquetFile) -> Iterator[Batch]:
    row = 1
    try:
        for records in file.iter_batches(batch_size=BATCH_ROWS):
            yield Batch(row, records, {}, records.num_rows)
            row += records.num_rows
    except (pa.ArrowException, OSError):
        raise UserError(f"{path}: cannot be read past row {row - 1}; "
                        "was it damaged while copying?") from None


def _refuse_repeated_names(path: Path, names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise UserError(f"{path}: has more than one column named {', '.join(repeated)}; "
                        "rename them in the header")
