"""Parquet in slices of whole row groups, which can be read far from each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from .batches import Batch, Wanted
from .parquet_source import Part, open_parts, read_records

SLICE_ROWS = 1 << 18


@dataclass(frozen=True)
class Slice:
    """Some consecutive row groups of a file, which is read under the schema of the whole table.

    `row` is their first row in the file, `first_row` that in the table; both count from 1.
    """

    part: Part
    schema: pa.Schema
    row_groups: tuple[int, ...]
    row: int
    first_row: int


def slices_of(path: Path) -> Iterator[Slice]:
    """Cut a Parquet file, or a folder of them, into slices, in order; a slice is of one file.

    Raises:
        UserError: as `open_parquet`.
    """
    parts, schema = open_parts(path.resolve())
    before = 0
    for part in parts:
        groups: list[int] = []
        row = after = 1
        metadata = pa.parquet.read_metadata(part.path)
        for group in range(metadata.num_row_groups):
            groups.append(group)
            after += metadata.row_group(group).num_rows
            full = after - row >= SLICE_ROWS or group == metadata.num_row_groups - 1
            if full and after > row:
                yield Slice(part, schema, tuple(groups), row, before + row)
                groups, row = [], after
        before += part.rows


def read_slice(piece: Slice, wanted: Wanted) -> Iterator[Batch]:
    """Read a slice in batches.

    Raises:
        UserError: the file is damaged.
    """
    first_row = piece.first_row
    for records in read_records(piece.part, piece.schema, wanted, piece.row_groups, piece.row):
        yield Batch(first_row, records, {}, records.num_rows)
        first_row += records.num_rows
