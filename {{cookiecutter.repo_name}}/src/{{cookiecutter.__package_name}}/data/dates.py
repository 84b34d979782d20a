"""Raw cells as dates and times: whole seconds since 1970, as every form of a model reads them."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .cells import as_words, plain

DAY = 86_400
DAY_LETTERS = len("2024-03-05")
DATE = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?)?$"


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
    words = pc.utf8_trim_whitespace(as_words(cells, missing))
    coded = words.dictionary_encode()
    known = np.array([*map(_seconds, coded.dictionary.to_pylist()), np.nan])
    codes = coded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    seconds = known[codes]
    filled = words.is_valid().to_numpy(zero_copy_only=False)
    return seconds, np.isnan(seconds) & filled


def as_timestamps(seconds: np.ndarray) -> pa.Array:
    """Turn seconds since 1970, NaN where missing, into an Arrow column."""
    holes = np.isnan(seconds)
    return pa.array(np.where(holes, 0, seconds).astype(np.int64), mask=holes).cast(
        pa.timestamp("s"))


def iso(seconds: float, with_time: bool) -> str:
    """Write a moment as text, with or without the time of the day."""
    text = (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
    return text if with_time else text[:DAY_LETTERS]


def seconds_of(text: str) -> float:
    """Read a moment that `iso` wrote.

    Raises:
        ValueError: it is no ISO 8601 date.
    """
    seconds = _seconds(text)
    if seconds != seconds:
        raise ValueError(f"{text} is no date")
    return seconds


def _seconds(word: str) -> float:
    if not re.match(DATE, word):
        return np.nan
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:  # As the 30th of February.
        return np.nan
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return float((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))
