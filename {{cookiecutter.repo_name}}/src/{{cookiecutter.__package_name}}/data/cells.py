"""Raw cells as numbers or words: the one door through which every value comes in."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..portable.expressions import LARGEST

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def as_numbers(cells: pa.Array | pa.ChunkedArray,
               missing: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read cells as numbers: float64 with NaN where missing, and a mask of the unreadable.

    Text is trimmed; an empty cell and a word of `missing` are missing values. What is infinite,
    in single precision already, is unreadable.
    """
    cells = _plain(cells)
    if pa.types.is_string(cells.type):
        cells = _without(pc.utf8_trim_whitespace(cells), missing)
        try:
            values = pc.cast(cells, pa.float64())
            bad = np.zeros(len(cells), dtype=bool)
        except pa.ArrowInvalid:
            readable = pc.fill_null(pc.match_substring_regex(cells, NUMBER), True)
            bad = ~readable.to_numpy(zero_copy_only=False)
            values = pc.cast(pc.if_else(readable, cells, None), pa.float64())
    elif _is_numeric(cells.type):
        values = pc.cast(cells, pa.float64(), safe=False)
        bad = np.zeros(len(cells), dtype=bool)
    else:
        return np.full(len(cells), np.nan), cells.is_valid().to_numpy(zero_copy_only=False)
    numbers = values.to_numpy(zero_copy_only=False).astype(np.float64)
    if pa.types.is_string(cells.type):
        # Arrow reads every spelling of NaN; which of them mean a hole, `missing` alone says.
        bad = bad | (np.isnan(numbers) & cells.is_valid().to_numpy(zero_copy_only=False))
    bad = bad | (np.abs(numbers) > LARGEST)
    return np.where(bad, np.nan, numbers), bad


def as_words(cells: pa.Array | pa.ChunkedArray, missing: Collection[str]) -> pa.Array:
    """Read cells as text with null where missing or empty; the number 20.0 is the word 20."""
    cells = _plain(cells)
    if not pa.types.is_string(cells.type):
        try:
            cells = pc.cast(cells, pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            cells = pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()],
                             pa.string())
    return _without(cells, missing)


def _plain(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_large_string(cells.type) or pa.types.is_string_view(cells.type):
        cells = pc.cast(cells, pa.string())
    return cells


def _is_numeric(kind: pa.DataType) -> bool:
    return (pa.types.is_integer(kind) or pa.types.is_floating(kind)
            or pa.types.is_decimal(kind) or pa.types.is_boolean(kind))


def _without(words: pa.Array, missing: Collection[str]) -> pa.Array:
    found = pc.is_in(words, pa.array(["", *missing], pa.string()))
    return pc.if_else(found, pa.scalar(None, pa.string()), words)
