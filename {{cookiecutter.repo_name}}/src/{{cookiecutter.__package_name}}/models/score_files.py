"""The files that scores are written to: one of CSV or Parquet, or a folder of Parquet."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from ..errors import UserError
from ..files import whole_folder, write_whole

PARQUET = (".parquet", ".pq")
COMPRESSED = (".gz", ".bz2", ".zst", ".lz4", ".xz", ".zip")
PART_ROWS = 1_000_000
PART = re.compile(r"part-\d+\.parquet")


class Writer(Protocol):
    """What takes table after table."""

    def write_table(self, table: pa.Table) -> None:
        """Write some rows."""


def is_folder(output: Path) -> bool:
    """Tell whether scores go to a folder of that name: one that is there, or has no suffix."""
    return output.is_dir() or not output.suffix


def check_name(output: Path, folder: bool = False) -> None:
    """Refuse a name that does not say what scores are to be written as.

    Raises:
        UserError: says which names do.
    """
    if not output.name:
        raise UserError(f"{output}: is no name for scores; name a file, as OUTPUT=scores.csv, or "
                        "a folder, as OUTPUT=scores/")
    suffix = output.suffix.lower()
    if folder or is_folder(output) or suffix in (".csv", *PARQUET):
        return
    if suffix in COMPRESSED:
        raise UserError(f"{output}: scores are not written compressed; name a .csv file, or a "
                        ".parquet file, which is compressed in itself")
    raise UserError(f"{output}: scores are not written as {suffix}; name a .csv or .parquet file, "
                    "or a folder, as OUTPUT=scores/")


def rejects_of(output: Path) -> Path:
    """Name the file of rejects: of scores.csv it is scores.rejects.csv, of others name and all."""
    name = output.stem if output.suffix.lower() == ".csv" else output.name
    return output.with_name(f"{name}.rejects.csv")


def check_outputs(source: Path, *outputs: Path) -> None:
    """Refuse to write scores, or rejects, where they would do harm.

    Raises:
        UserError: names the path.
    """
    given = source.resolve()
    for output in outputs:
        place = output.resolve()
        if place.exists() and place.samefile(source) or place in given.parents:
            raise UserError(f"{output}: would be written over the input; name another OUTPUT")
        if given in place.parents:
            raise UserError(f"{output}: would lie among the input's files; name another OUTPUT")
        strange = [file.name for file in sorted(output.iterdir()) if not PART.fullmatch(file.name)
                   ] if output.is_dir() else []
        if strange:
            raise UserError(f"{output}: is a folder that holds {strange[0]}, which no scoring "
                            "wrote; name a file, as OUTPUT=scores.csv, or another folder")


def check_kept(tables: Sequence[Path], *outputs: Path) -> None:
    """Refuse to write scores over one of the project's own tables.

    Raises:
        UserError: names the path.
    """
    for output in outputs:
        if output.exists() and any(table.exists() and output.samefile(table) for table in tables):
            raise UserError(f"{output}: is a table that this project learns from; name another "
                            "OUTPUT")


@contextmanager
def score_writer(output: Path, fields: pa.Schema, folder: bool = False) -> Iterator[Writer]:
    """Yield what writes to `output`, which is there when the block ends well.

    A file is CSV, or Parquet by its name. A folder, by its name or where `folder` says so, gets
    Parquet files of PART_ROWS rows, part-00000 and so on; their order is that of the rows.
    """
    if folder or is_folder(output):
        if output.is_file():
            raise UserError(f"{output}: is a file, but names a folder for Parquet files; name a "
                            "file with its suffix, as OUTPUT=scores.csv")
        with whole_folder(output) as whole:
            parts = _Parts(whole, fields)
            try:
                yield parts
            finally:
                parts.close()
        return
    with write_whole(output) as whole, _file(whole, fields) as writer:
        yield writer


@contextmanager
def _file(path: Path, fields: pa.Schema) -> Iterator[Writer]:
    if path.suffix.lower() in PARQUET:
        with _parquet(path, fields) as parquet:
            yield parquet
        return
    plain = pa.schema([field.with_type(pa.string()) if pa.types.is_dictionary(field.type)
                       else field for field in fields])
    options = pa.csv.WriteOptions(quoting_style="needed")
    with pa.csv.CSVWriter(path, plain, write_options=options) as csv:
        yield _Csv(csv, plain)


def _parquet(path: Path, fields: pa.Schema) -> pa.parquet.ParquetWriter:
    # Row numbers and probabilities hardly repeat: to look for that takes half the time. Without a
    # note of Arrow's types, its readers take dictionaries for the plain words that they are.
    words = [field.name for field in fields
             if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)]
    return pa.parquet.ParquetWriter(path, fields, use_dictionary=words, store_schema=False)


@dataclass(frozen=True)
class _Csv:
    """Writes rows as CSV, which knows no dictionaries."""

    writer: pa.csv.CSVWriter
    fields: pa.Schema

    def write_table(self, table: pa.Table) -> None:
        self.writer.write_table(table.cast(self.fields))


class _Parts:
    """Writes rows to one file after another."""

    def __init__(self, folder: Path, fields: pa.Schema) -> None:
        self.folder, self.fields = folder, fields
        self.count = self.rows = 0
        self.part = self._next()

    def write_table(self, table: pa.Table) -> None:
        while table.num_rows:
            if self.rows == PART_ROWS:
                self.close()
                self.part = self._next()
            fitting = table.slice(0, PART_ROWS - self.rows)
            self.part.write_table(fitting)
            self.rows += fitting.num_rows
            table = table.slice(fitting.num_rows)

    def close(self) -> None:
        self.part.close()

    def _next(self) -> pa.parquet.ParquetWriter:
        path = self.folder / f"part-{self.count:05}.parquet"
        self.count, self.rows = self.count + 1, 0
        return _parquet(path, self.fields)
