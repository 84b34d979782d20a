"""A table that is read batch by batch, with every record accounted for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


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
class Wanted:
    """The columns that will be looked at, and those of them which repeat few words.

    A reader may pass over other columns, and give the latter as dictionaries.
    """

    columns: Collection[str]
    words: Collection[str] = ()


@dataclass(frozen=True)
class Table:
    """A table that is open for one reading: its columns, and its records in batches.

    `total` is the length of the reading in `unit`: bytes of a text file, rows of another one.
    """

    path: Path
    names: list[str]
    batches: Iterator[Batch]
    total: int
    unit: str
