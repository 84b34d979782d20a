"""Reading Parquet: one file, or a folder of files of the same columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from ..errors import UserError
from .batches import Batch, Table, Wanted
from .formats import PARQUET

BATCH_ROWS = 1 << 16
PAGE_BYTES = 1 << 20


@dataclass(frozen=True)
class Part:
    """One of the files that a table consists of: its columns, and how many rows it has."""

    path: Path
    schema: pa.Schema
    rows: int


def open_parquet(path: Path, wanted: Wanted | None = None) -> Table:
    """Open a Parquet file, or a folder of them as one table, in the order of their names.

    Columns may stand in another order from file to file, and whole numbers become decimal ones
    where another file has these. Hidden files and those that begin with `_` are passed over: tools
    put their notes there.

    Raises:
        UserError: a file is damaged, or fits not to the first one. Reading the batches raises it
            too.
    """
    parts, schema = open_parts(path)
    return Table(path, schema.names, _batches(parts, schema, wanted),
                 sum(part.rows for part in parts), "rows")


def open_parts(path: Path) -> tuple[list[Part], pa.Schema]:
    """Look at the files that a table consists of, and find the schema that fits them all.

    Raises:
        UserError: as `open_parquet`.
    """
    parts = [_look_at(file) for file in (parquet_files(path) if path.is_dir() else [path])]
    return parts, _common_schema(parts)


def parquet_files(folder: Path) -> list[Path]:
    """List the Parquet files of a folder by name.

    Raises:
        UserError: the folder holds something else, or no Parquet file.
    """
    files = sorted(path for path in folder.iterdir() if path.name[0] not in "._")
    if not any(path.suffix.lower() in PARQUET for path in files):
        raise UserError(f"{folder}: is a folder without Parquet files; name a file, or put them "
                        "there")
    for path in files:
        if path.is_dir():
            raise UserError(f"{path}: is a folder within the table's folder; put all Parquet files "
                            "into one folder")
        if path.suffix.lower() not in PARQUET:
            raise UserError(f"{path}: is no Parquet file, but lies among them; move it elsewhere, "
                            "or name one file as source.path")
    return files


def _look_at(path: Path) -> Part:
    try:
        with pa.parquet.ParquetFile(path) as file:
            return Part(path, file.schema_arrow.remove_metadata(), file.metadata.num_rows)
    except (pa.ArrowException, OSError):
        raise UserError(f"{path}: is no whole Parquet file; was it cut off while copying?") \
            from None


def _common_schema(parts: list[Part]) -> pa.Schema:
    first, *others = parts
    common = first.schema
    for part in others:
        if part.schema.equals(common):
            continue
        _check_names(first, part)
        fields = [_common_field(field, part.schema.field(field.name), part.path)
                  for field in common]
        common = pa.schema(fields)
    return common


def _check_names(first: Part, part: Part) -> None:
    """The names must be there; that none is there twice is checked of the first file."""
    names, others = dict.fromkeys(first.schema.names), dict.fromkeys(part.schema.names)
    lacking = [name for name in names if name not in others]
    more = [name for name in others if name not in names]
    for fault, names in (("lacks the column", lacking), ("has the column", more)):
        if names:
            raise UserError(f"{part.path}: {fault} {', '.join(names)}, unlike {first.path.name}; "
                            "the files of a folder need the same columns")
    if len(part.schema) != len(first.schema):
        raise UserError(f"{part.path}: has more than one column of a name; rename them")


def _common_field(field: pa.Field, other: pa.Field, path: Path) -> pa.Field:
    kinds = [kind.value_type if pa.types.is_dictionary(kind) else kind
             for kind in (field.type, other.type)]
    try:
        return pa.unify_schemas([pa.schema([(field.name, kind)]) for kind in kinds],
                                promote_options="permissive").field(0)
    except pa.ArrowException:
        raise UserError(f"{path}: column {field.name} is {kinds[1]} here and {kinds[0]} in the "
                        "files before; write it alike in all of them") from None


def _batches(parts: list[Part], schema: pa.Schema, wanted: Wanted | None) -> Iterator[Batch]:
    row = 1
    for part in parts:
        of_part = 1
        for records in read_records(part, schema, wanted):
            yield Batch(row + of_part - 1, records, {}, records.num_rows)
            of_part += records.num_rows
        row += part.rows


def read_records(part: Part, schema: pa.Schema, wanted: Wanted | None = None,
                 row_groups: Sequence[int] | None = None, row: int = 1
                 ) -> Iterator[pa.RecordBatch]:
    """Read a file, or some of its row groups, of which the first begins with `row` of the file.

    Raises:
        UserError: the file is damaged.
    """
    names = [name for name in schema.names if wanted is None or name in wanted.columns]
    fields = pa.schema([schema.field(name) for name in names])
    # pandas 3 writes text as large_string.
    repeated = [name for name in names if wanted is not None and name in wanted.words
                and part.schema.field(name).type in (pa.string(), pa.large_string())]
    try:
        # Through a buffer, columns are read page by page: a row group may be larger than memory.
        with pa.parquet.ParquetFile(part.path, read_dictionary=repeated, pre_buffer=False,
                                    buffer_size=PAGE_BYTES) as file:
            for records in file.iter_batches(BATCH_ROWS, row_groups, names):
                # Damaged bytes may be no text, or point out of a dictionary.
                records.validate(full=True)
                # Arrow takes what has the name of a column and a dot for a part of it.
                records = records.select(names)
                yield records if part.schema.equals(schema) else records.cast(fields, safe=False)
                row += records.num_rows
    except (pa.ArrowException, OSError):
        raise UserError(f"{part.path}: cannot be read past row {row - 1}; "
                        "was it damaged while copying?") from None
