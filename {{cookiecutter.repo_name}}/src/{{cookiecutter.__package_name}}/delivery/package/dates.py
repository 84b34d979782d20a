"""Dates as Python holds them, or writes them, as seconds since 1970; a part of the wheel."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

EPOCH = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)
TEXT = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d([.,]\d+)?)?" \
    r"([Zz]|[+-]\d\d(:?\d\d(:?\d\d)?)?)?)?"


def seconds_of(value: Any) -> float | None:
    """Turn a datetime, a date, or text in ISO 8601 into whole seconds; None for what is none.

    Without a zone it is taken for UTC; a fraction of a second is cut off.
    """
    if isinstance(value, np.datetime64):
        return float(value.astype("datetime64[s]").astype(np.int64))
    if isinstance(value, str):
        # Python reads 20240305 and 2024-W10-2 too, which `make predict` takes for no dates.
        if not re.fullmatch(TEXT, value):
            return None
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            return None
        value = datetime(value.year, value.month, value.day)
    offset = value.utcoffset() or timedelta(0)
    return float((value.replace(tzinfo=None) - EPOCH - offset) // SECOND)


def seconds_of_array(dates: np.ndarray) -> np.ndarray:
    """Turn an array of datetime64 into whole seconds, NaN where it holds no time."""
    whole = dates.astype("datetime64[s]")
    return np.where(np.isnat(whole), np.nan, whole.astype(np.int64))
