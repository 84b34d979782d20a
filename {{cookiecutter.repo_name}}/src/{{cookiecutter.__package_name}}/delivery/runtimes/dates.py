"""Dates as the users of the forms hold them, made from their seconds since 1970."""

from datetime import datetime

import numpy as np


def as_datetimes(seconds: np.ndarray) -> list[datetime | None]:
    """Make datetimes without a zone, None where missing."""
    whole = np.where(np.isnan(seconds), 0, seconds).astype("datetime64[s]").tolist()
    return [None if missing else at for at, missing in zip(whole, np.isnan(seconds))]


def as_texts(seconds: np.ndarray) -> list[str | None]:
    """Write dates in ISO 8601, None where missing."""
    return [at and at.isoformat() for at in as_datetimes(seconds)]
