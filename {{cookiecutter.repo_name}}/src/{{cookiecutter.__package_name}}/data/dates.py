"""Raw cells as dates and times: whole seconds since 1970, as every form of a model reads them."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .cells import as_words, plain
from .iso_dates import read_date


def as_dates(cells: pa.Array | pa.ChunkedArray,
             missing: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read cells as dates: float64 seconds with NaN where missing, and a mask of the unreadable.

    Text is ISO 8601: 2024-03-05, 2024-03-05 14:30, 2024-03-05T14:30:00Z. A time with a zone is
    taken to UTC, one without as it stands; what is below a second is cut off.
    """
    cells = plain(cells)
    if pa.types.is_date(cells.type) or pa.types.is_timestamp(cells.type):
        micros = pc.cast(pc.cast(cells, pa.timestamp("us", getattr(cells.type, "tz", None)),
                                 safe=False), pa.int64())
        seconds = micros.fill_null(0).to_numpy(zero_copy_only=False) // 1_000_000
        known = cells.is_valid().to_numpy(zero_copy_only=False)
        return np.where(known, seconds, np.nan), np.zeros(len(cells), dtype=bool)
    words = as_words(pc.utf8_trim_whitespace(as_words(cells, ())), missing)
    coded = words.dictionary_encode()
    known = np.array([*map(read_date, coded.dictionary.to_pylist()), np.nan])
    codes = coded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    seconds = known[codes]
    filled = words.is_valid().to_numpy(zero_copy_only=False)
    return seconds, np.isnan(seconds) & filled


def as_timestamps(seconds: np.ndarray) -> pa.Array:
    """Turn seconds since 1970, NaN where missing, into an Arrow column."""
    holes = np.isnan(seconds)
    return pa.array(np.where(holes, 0, seconds).astype(np.int64), mask=holes).cast(
        pa.timestamp("s"))
