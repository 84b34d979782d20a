"""A model that gives back the seconds of its date, and texts that are dates, or none."""

from datetime import datetime, timedelta

from hand_made import model

from slipway_package.portable.expressions import Call, Name, Number
from slipway_package.portable.model import (
    Additive,
    Derived,
    Input,
    LinearTerm,
)

EPOCH = datetime(1970, 1, 1)
MISSING = -0.5
ECHO = model(
    "echo", Additive((0.0,), (LinearTerm("seconds", 0.0, (1.0,), (MISSING,)),)), classes=None,
    inputs=(Input("t", "date"),),
    derived=(Derived("seconds", Call("*", (Name("t"), Number(1.0)))),))
# Texts, and the date and time in UTC that they mean; a fraction of a second is cut off.
GOOD = {
    "2024-03-05": datetime(2024, 3, 5), "2024-03-05 14:30": datetime(2024, 3, 5, 14, 30),
    "2024-03-05T14:30:59": datetime(2024, 3, 5, 14, 30, 59),
    "2024-03-05T14:30:00Z": datetime(2024, 3, 5, 14, 30),
    "2024-03-05T14:30Z": datetime(2024, 3, 5, 14, 30),
    "2024-03-05 14:30:00.999999999": datetime(2024, 3, 5, 14, 30),
    "2024-03-05 14:30:00,5+02:00": datetime(2024, 3, 5, 12, 30),
    "2024-03-05 14:30-0545": datetime(2024, 3, 5, 20, 15),
    "2024-03-01T00:30:00+01": datetime(2024, 2, 29, 23, 30),
    "1969-12-31T23:59:59.5": datetime(1969, 12, 31, 23, 59, 59),
    "1890-01-01T00:00:00+00:17:30": datetime(1889, 12, 31, 23, 42, 30),
    "2024-02-29": datetime(2024, 2, 29), "2000-02-29": datetime(2000, 2, 29),
    "0001-01-01": datetime(1, 1, 1), "0096-02-29": datetime(96, 2, 29),
    "9999-12-31T23:59:59": datetime(9999, 12, 31, 23, 59, 59),
}
BAD = ("now", "5 March 2024", "05.03.2024", "03/05/2024", "2024-3-5", "2024-02-30", "2023-02-29",
       "1900-02-29", "2024-04-31", "2024-00-10", "2024-13-01", "2024-01-00", "0000-01-01",
       "2024-03-05T", "2024-03-05 24:30", "2024-03-05 14:60", "2024-03-05 14:30:60",
       "2024-03-05 14:30:", "2024-03-05 14:30:00.", "2024-03-05 14:30 UTC",
       "2024-03-05 14:30+24:00", "2024-03-05 14:30+", "+2024-03-05", "02024-03-05",
       "2024-03-05 1:30", "1709596800", "２０２４-03-05")
# What some readers of ISO 8601 take too.
LAX = ("20240305", "2024-W10-2", "2024-03", "2024-03-05Z", "2024-03-05 14", "2024-03-05x14:30",
       "2024-03-05 14:30:00z", "")


def seconds_of(at: datetime) -> float:
    """The seconds since 1970."""
    return float((at - EPOCH) // timedelta(seconds=1))
