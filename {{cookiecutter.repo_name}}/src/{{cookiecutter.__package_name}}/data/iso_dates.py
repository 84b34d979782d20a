"""Dates as text, ISO 8601, and as whole seconds since 1970."""

import math
import re
from datetime import UTC, datetime, timedelta

DAY = 86_400
# From the first second of the year 1 to the last of 9999, which a word may pass by its zone.
EARLIEST, LATEST = -62_135_596_800, 253_402_300_799
DAY_LETTERS = len("2024-03-05")
DATE = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?)?$"


def iso(seconds: float, with_time: bool) -> str:
    """Write a moment as text, with or without the time of the day."""
    text = (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
    return text if with_time else text[:DAY_LETTERS]


def seconds_of(text: str) -> float:
    """Read a moment that `iso` wrote.

    Raises:
        ValueError: it is no ISO 8601 date.
    """
    seconds = read_date(text)
    if seconds != seconds:
        raise ValueError(f"{text} is no date")
    return seconds


def read_date(word: str) -> float:
    """Read ISO 8601 as whole seconds since 1970, in UTC where it has no zone; NaN if it is none."""
    if not re.match(DATE, word):
        return math.nan
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:  # As the 30th of February.
        return math.nan
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    return float(seconds) if EARLIEST <= seconds <= LATEST else math.nan
