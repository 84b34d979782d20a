"""Reading JSON lines: a JSON object on each line, plain or packed."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from tqdm import tqdm

from ..errors import UserError
from .batches import Batch, Table
from .formats import unpacked
from .values import value_text

BATCH_ROWS = 1 << 14
BLOCK_BYTES = 1 << 22
LINE_BYTES = 1 << 24
MOST_NAMES = 10_000
BOM = b"\xef\xbb\xbf"
FORM = 'write one JSON object on each line, as {"a": 1, "b": "x"}'

Record = dict[str, Any]


class RepeatedKey(ValueError):
    """An object has a key, the message, more than once."""


def open_json_lines(path: Path) -> Table:
    """Open a file of JSON lines; every value is read as text, nested ones as JSON.

    A key that a line does not have is a missing value, so the columns are known only after a look
    at all lines. Nested values are kept, and not refused, because a column that no model can use
    is no reason to refuse the others.

    Raises:
        UserError: no line holds a JSON object, or the file is damaged. Reading the batches raises
            it too.
    """
    names = _names(path)
    return Table(path, names, _batches(path, names), path.stat().st_size, "B")


def _names(path: Path) -> list[str]:
    names: dict[str, None] = {}
    reason = ""
    for line in tqdm(_lines(path), desc=f"looking through {path.name}", unit=" rows",
                     unit_scale=True, leave=False, disable=None):
        record = _parse(line)
        if isinstance(record, str):
            reason = reason or f": the first {record}"
        else:
            names.update(dict.fromkeys(record))
        if len(names) > MOST_NAMES:
            raise UserError(f"{path}: has more than {MOST_NAMES:,} different keys; give every line "
                            "the same keys")
    if not names:
        raise UserError(f"{path}: has no line that is a JSON object{reason}; {FORM}")
    return list(names)


def _batches(path: Path, names: list[str]) -> Iterator[Batch]:
    first_row, remaining = 1, path.stat().st_size
    records: list[Record | str] = []
    size = 0
    for line in _lines(path):
        records.append(_parse(line))
        size += len(line)
        if len(records) == BATCH_ROWS or size >= BLOCK_BYTES:
            progress = min(size, remaining)
            remaining -= progress
            yield _batch(first_row, records, names, progress)
            first_row += len(records)
            records, size = [], 0
    if records:
        yield _batch(first_row, records, names, remaining)


def _batch(first_row: int, records: list[Record | str], names: list[str], progress: int) -> Batch:
    torn = {position: record for position, record in enumerate(records) if isinstance(record, str)}
    whole = [{} if isinstance(record, str) else record for record in records]
    columns = [pa.array([value_text(record.get(name)) for record in whole], pa.string())
               for name in names]
    return Batch(first_row, pa.RecordBatch.from_arrays(columns, names), torn, progress)


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines that are not blank."""
    row, start = 0, BOM
    try:
        with unpacked(path) as stream, io.BufferedReader(stream, BLOCK_BYTES) as file:
            while line := file.readline(LINE_BYTES + 1):
                if len(line) > LINE_BYTES:
                    raise UserError(f"{path}: row {row + 1} is longer than {LINE_BYTES >> 20} MB; "
                                    f"{FORM}")
                line, start = line.removeprefix(start), b""
                if line.strip():
                    yield line
                    row += 1
    except (pa.ArrowException, OSError):
        raise UserError(f"{path}: cannot be read past row {row}; was it cut off while copying?") \
            from None


def _parse(line: bytes) -> Record | str:
    """Read a line: the record, or the reason why it is none."""
    try:
        record = json.loads(line.decode("utf-8").strip(), object_pairs_hook=_object)
        if b"\\u" in line:
            json.dumps(record, ensure_ascii=False).encode("utf-8")  # half a character is no text
    except json.JSONDecodeError as error:
        return f"is no JSON ({error.msg} at character {error.colno})"
    except UnicodeError:
        return "is not UTF-8 text"
    except RecursionError:
        return "is nested too deeply"
    except RepeatedKey as error:
        return f"has the key {error} twice"
    except ValueError:
        return "holds a number of too many digits"
    return record if isinstance(record, dict) else "is no JSON object"


def _object(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise RepeatedKey(repeated)
    return record
