"""Raw cells as dates and times: whole seconds since 1970, as every form of a model reads them."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .cells import as_words, plain
from .iso_dates import DAY, EARLIEST, LATEST, read_date

UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def as_dates(cells: pa.Array | pa.ChunkedArray,
             missing: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read cells as dates: float64 seconds with NaN where missing, and a mask of the unreadable.

    Text is ISO 8601: 2024-03-05, 2024-03-05 14:30, 2024-03-05T14:30:00Z. A time with a zone is
    taken to UTC, one without as it stands; what is below a second is cut off. The years are 1 to
    9999.
    """
    cells = plain(cells)
    if pa.types.is_date(cells.type) or pa.types.is_timestamp(cells.type):
        seconds = _seconds(cells)
        filled = cells.is_valid().to_numpy(zero_copy_only=False)
        known = filled & (seconds >= EARLIEST) & (seconds <= LATEST)
        return np.where(known, seconds, np.nan), filled & ~known
    words = as_words(pc.utf8_trim_whitespace(as_words(cells, ())), missing)
    coded = words.dictionary_encode()
    known = np.array([*map(read_date, coded.dictionary.to_pylist()), np.nan])
    codes = coded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    seconds = known[codes]
    filled = words.is_valid().to_numpy(zero_copy_only=False)
    return seconds, np.isnan(seconds) & filled


def _seconds(cells: pa.Array) -> np.ndarray:
    # Far years have no microseconds in 64 bits, so that a cast to them would make others of them.
    kind = cells.type
    counts = pc.cast(pc.cast(cells, pa.int32()) if pa.types.is_date32(kind) else cells, pa.int64())
    whole = counts.fill_null(0).to_numpy(zero_copy_only=False)
    return whole * DAY if pa.types.is_date32(kind) else whole // UNITS[getattr(kind, "unit", "ms")]


def as_timestamps(seconds: np.ndarray) -> pa.Array:
    """Turn seconds since 1970, NaN where missing, into an Arrow column."""
    holes = np.isnan(seconds)
    return pa.array(np.where(holes, 0, seconds).astype(np.int64), mask=holes).cast(
        pa.timestamp("s"))
