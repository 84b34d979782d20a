"""A typical row: what stands in a form before anybody fills it in, and what others are held to."""

import numpy as np
import pandas as pd

from ..data.iso_dates import DAY, iso
from ..features.build_features import Features, doubles

Typical = dict[str, float | str | None]


def typical_row(X: pd.DataFrame, features: Features) -> Typical:
    """Take the middle number, the middle date and the most frequent category of each column.

    Of an even count of rows it is the lower middle, so that it is a value that occurs. Dates are
    ISO 8601; a column that is all missing has None.
    """
    row: Typical = {name: _middle(doubles(X[name])) for name in features.numbers}
    for name in features.categories:
        row[name] = next(iter(X[name].astype(object).dropna().mode()), None)
    for name in features.dates:
        seconds = _middle(doubles(X[name]))
        row[name] = None if seconds is None else iso(seconds, seconds % DAY != 0)
    return row


def _middle(column: np.ndarray) -> float | None:
    known = np.sort(column[~np.isnan(column)])
    return float(known[(len(known) - 1) // 2]) if len(known) else None
