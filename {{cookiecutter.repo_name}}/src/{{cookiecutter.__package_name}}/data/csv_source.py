"""Reading a CSV file as text columns, in blocks, with the records that do not fit set aside."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from ..errors import UserError
from ..params import Source
from .batches import Batch, Table
from .formats import KINDS, TABS, plain_suffix, unpacked

BLOCK_BYTES = 1 << 22
HEADER_BYTES = 1 << 20
# In UTF-16 too.
BLANK = b" \t\r\n\0"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many lines of the file they take."""

    names: list[str]
    lines: int


@dataclass
class TornRows:
    """The records that pyarrow could not split into columns, by their row number.

    `last` is the last of them, and `open_quote` tells whether it opens a quote that takes in
    the lines below and is not closed.
    """

    first_line: int
    reasons: dict[int, str] = field(default_factory=dict)
    last: int = 0
    open_quote: bool = False

    def __call__(self, row: pa.csv.InvalidRow) -> str:
        self.last = row.number - self.first_line
        self.open_quote = "\n" in row.text.strip() and row.text.count('"') % 2 == 1
        self.reasons[self.last] = (
            f"has {row.actual_columns} values where the header has {row.expected_columns}")
        return "skip"


def open_csv(path: Path, source: Source) -> Table:
    """Open a CSV file; a column without a name is called `unnamed_` and its position.

    Raises:
        UserError: the encoding is unknown or not the file's, the file is binary, or has no header.
            Reading the batches raises it too: a value is not in the encoding, or a quote is open.
    """
    header = _header(path, source)
    return Table(path, header.names, _batches(path, source, header), path.stat().st_size, "B")


def _header(path: Path, source: Source) -> Header:
    try:
        "".encode(source.encoding)
        decoder = codecs.getincrementaldecoder(_encoding(source))()
    except (LookupError, ValueError):
        raise UserError(f"params.yaml: source.encoding: {source.encoding} is no encoding; "
                        "try utf-8, latin-1 or cp1252") from None
    start = _first_bytes(path)
    try:
        text = decoder.decode(start)
    except UnicodeError:
        text = "\0" if b"\0" in start else None
    if text is None or (start[:2] in UTF16_MARKS and "\0" in text):
        raise _wrong_encoding(path, source)
    if "\0" in text:
        raise UserError(f"{path}: is a binary file; name a table: {KINDS}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(path, source))
    try:
        names = next(reader, [])
    except csv.Error:
        names = []
    if not names:
        raise UserError(f"{path}: has no header on its first line; add the names of the columns")
    return Header([name or f"unnamed_{position}" for position, name in enumerate(names, 1)],
                  reader.line_num)


def _batches(path: Path, source: Source, header: Header) -> Iterator[Batch]:
    torn = TornRows(first_line=header.lines)
    row, remaining = 1, path.stat().st_size
    empty = pa.RecordBatch.from_pylist([], pa.schema([(name, pa.string())
                                                      for name in header.names]))
    last = empty
    try:
        for last in _reader(path, source, header, torn):
            records, in_batch = _with_torn_rows(last, row, torn.reasons)
            progress = min(BLOCK_BYTES, remaining)
            remaining -= progress
            yield Batch(row, records, in_batch, progress)
            row += records.num_rows
        _refuse_open_quote(path, last, row - 1 + len(torn.reasons), torn)
        records, in_batch = _with_torn_rows(empty, row, torn.reasons)
        if records.num_rows:
            yield Batch(row, records, in_batch, remaining)
    except UnicodeError:
        raise _wrong_encoding(path, source) from None
    except (pa.ArrowException, OSError) as error:
        if "UTF8" in str(error):
            raise _wrong_encoding(path, source) from None
        if "Empty CSV" in str(error) or "too short" in str(error):
            return
        raise UserError(f"{path}: cannot be read past row {row - 1} "
                        f"({str(error).splitlines()[0]}); is a quote left open?") from None


def _reader(path: Path, source: Source, header: Header,
            torn: TornRows) -> pa.csv.CSVStreamingReader:
    encoding = _encoding(source)
    return pa.csv.open_csv(
        unpacked(path),
        read_options=pa.csv.ReadOptions(
            use_threads=False, block_size=BLOCK_BYTES, skip_rows=header.lines,
            column_names=header.names, encoding="utf8" if "utf-8" in encoding else encoding),
        parse_options=pa.csv.ParseOptions(
            delimiter=_separator(path, source), newlines_in_values=True, invalid_row_handler=torn),
        convert_options=pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in header.names},
            strings_can_be_null=True, null_values=list(source.missing)))


def _with_torn_rows(records: pa.RecordBatch, first_row: int,
                    reasons: dict[int, str]) -> tuple[pa.RecordBatch, dict[int, str]]:
    """Put a record of nulls where each torn one stood; `reasons` loses those put back."""
    positions = []
    rows = records.num_rows
    for row in sorted(reasons):
        if row - first_row > rows or (row - first_row == rows and records.num_rows):
            break
        positions.append(row - first_row)
        rows += 1
    if not positions:
        return records, {}
    take = np.full(rows, -1)
    take[np.setdiff1d(np.arange(rows), positions)] = np.arange(records.num_rows)
    indices = pa.array(take, mask=take < 0)
    torn = {position: reasons.pop(first_row + position) for position in positions}
    return records.take(indices), torn


def _refuse_open_quote(path: Path, records: pa.RecordBatch, row: int, torn: TornRows) -> None:
    """A quote that nobody closes takes the rest of the file into the last record."""
    if torn.last == row:
        unclosed = torn.open_quote
    else:
        cell = records.column(-1)[-1].as_py() if records.num_rows else None
        unclosed = "\n" in (cell or "") and not _ends_in_quote(path)
    if unclosed:
        raise UserError(f"{path}: row {row} opens a quote that is never closed; mend that row")


def _ends_in_quote(path: Path) -> bool:
    end = b""
    with unpacked(path) as stream:
        while block := stream.read(BLOCK_BYTES):
            end = block.rstrip(BLANK)[-1:] or end
    return end == b'"'


def _first_bytes(path: Path) -> bytes:
    try:
        with unpacked(path) as stream:
            return stream.read(HEADER_BYTES)
    except (pa.ArrowException, OSError):
        raise UserError(f"{path}: cannot be unpacked; was it cut off while copying?") from None


def _separator(path: Path, source: Source) -> str:
    return source.separator or ("\t" if plain_suffix(path) in TABS else ",")


def _encoding(source: Source) -> str:
    name = codecs.lookup(source.encoding).name
    return "utf-8-sig" if name == "utf-8" else name


def _wrong_encoding(path: Path, source: Source) -> UserError:
    return UserError(f"{path}: is not {source.encoding} text; set source.encoding in params.yaml, "
                     "for example to cp1252, latin-1 or utf-16")
