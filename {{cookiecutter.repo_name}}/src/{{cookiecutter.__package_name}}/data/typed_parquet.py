"""Writing rows of Python values as Parquet, with types that fit all rows, in bounded memory."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet

from .values import value_text

LARGEST_INTEGER = 2**63 - 1


def write_rows(path: Path, names: list[str], batches: Iterable[Sequence[Sequence[Any]]]) -> int:
    """Write `path`, with one column for each name; return the number of rows.

    A column has numbers, booleans, dates, times (in UTC where they have a zone) or text. Where
    values differ, whole numbers become doubles, and anything else text. That is known only when all
    are read: until then they are laid aside in a nameless file.
    """
    schemas: list[pa.Schema] = []
    rows = 0
    with tempfile.TemporaryFile(dir=path.parent) as aside:
        for batch in batches:
            records = pa.record_batch([_column(values) for values in zip(*batch)], names)
            with pa.ipc.new_stream(aside, records.schema) as writer:
                writer.write_batch(records)
            schemas.append(records.schema)
            rows += records.num_rows
        schema = pa.schema([(name, _common_type({each.field(place).type for each in schemas}))
                            for place, name in enumerate(names)])
        with pa.parquet.ParquetWriter(path, schema) as writer:
            for records in _laid_aside(aside, len(schemas)):
                writer.write_batch(records.cast(schema, safe=False))
    return rows


def _laid_aside(file: IO[bytes], count: int) -> Iterator[pa.RecordBatch]:
    file.seek(0)
    for _ in range(count):
        with pa.ipc.open_stream(file) as reader:
            yield from reader


def _column(values: Sequence[Any]) -> pa.Array:
    if any(isinstance(value, Decimal) for value in values):
        values = _plain_numbers(values)
    kinds = {type(value) for value in values} - {type(None)}
    if bool not in kinds or len(kinds) == 1:  # Among numbers, Arrow would take true for 1.
        try:
            return pa.array([_plain(value) for value in values])
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            pass  # What fits no one type is text.
    return pa.array(map(value_text, values), pa.string())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value if value.tzinfo is None else value.astimezone(UTC)
    if value is None or isinstance(value, bool | int | float | date | time | bytes):
        return value
    return bytes(value) if isinstance(value, memoryview) else value_text(value)


def _plain_numbers(values: Sequence[Any]) -> list[Any]:
    """Decimal numbers as whole ones where all are, else as doubles, as which models see them."""
    decimals = [value for value in values if isinstance(value, Decimal)]
    whole = all(value.is_finite() and value == value.to_integral_value()
                and abs(value) <= LARGEST_INTEGER for value in decimals)
    kind = int if whole else float
    return [kind(value) if isinstance(value, Decimal) else value for value in values]


def _common_type(kinds: set[pa.DataType]) -> pa.DataType:
    kinds = kinds - {pa.null()}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds and all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds):
        return pa.float64()
    return pa.string()
