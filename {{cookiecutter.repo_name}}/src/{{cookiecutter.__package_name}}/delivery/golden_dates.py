"""Dates on which one form's calendar is apt to differ from another's, in seconds since 1970."""

import numpy as np

# Excel knows no other dates.
EARLIEST, LATEST = -2_203_891_200.0, 253_402_300_799.0
# Turns of days, months, years and leap years; where seconds no longer fit 32 bits, or days 16.
TURNS = ("1900-03-02", "1901-01-01", "1901-12-13T20:45:52", "1904-02-29", "1970-01-01",
         "1972-02-29", "1999-03-01", "2000-01-01", "2000-02-29", "2000-03-01", "2001-01-01",
         "2024-02-29", "2024-03-01", "2024-06-30T12:00:00", "2024-12-31", "2038-01-19T03:14:08",
         "2059-09-19", "2100-02-28", "2100-03-01", "2400-02-29", "9999-12-31")
_SECONDS = np.array(TURNS, dtype="datetime64[s]").astype(np.float64)
# Each turn with one second to either side, and the first and the last.
STRANGE_DATES: tuple[float, ...] = (
    EARLIEST, *(_SECONDS[:, np.newaxis] + [-1, 0, 1]).ravel().tolist(), LATEST)


def within(seconds: np.ndarray) -> np.ndarray:
    """Move dates that are too early or too late to the nearest that every form knows."""
    return np.clip(seconds, EARLIEST, LATEST)
