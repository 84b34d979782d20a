"""The typical row: a value of each column that occurs."""

import numpy as np
import pandas as pd

from slipway_package.features.build_features import Features
from slipway_package.models.typical import typical_row


def test_it_has_the_lower_middle_and_the_most_frequent() -> None:
    days = pd.to_datetime(["2024-03-01", "2024-03-05", None, "2024-03-09", "2024-03-07"])
    rows = pd.DataFrame({
        "even": [4.0, 1.0, np.nan, 3.0, 2.0], "odd": [3.0, 1.0, 2.0, np.nan, np.nan],
        "none": [np.nan] * 5, "whole": [7, 8, 9, 9, 9],
        "word": ["b", "a", None, "b", "a"], "empty": pd.Series([None] * 5, dtype="str"),
        "day": days, "moment": days + pd.Timedelta("90min")})
    found = typical_row(rows, Features(("even", "odd", "none", "whole"), ("word", "empty"), {},
                                       ("day", "moment")))
    assert found == {"even": 2.0, "odd": 2.0, "none": None, "whole": 9.0, "word": "a",
                     "empty": None, "day": "2024-03-05", "moment": "2024-03-05T01:30:00"}
