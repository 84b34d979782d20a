"""Cells as dates, on whichever road they come."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest

from slipway_package.data.dates import as_dates, as_timestamps
from slipway_package.data.iso_dates import iso, seconds_of

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC).timestamp()
DATES = {
    "2024-03-05": NOON - 43_200, "2024-03-05 12:00": NOON, "2024-03-05T12:00:00": NOON,
    " 2024-03-05T12:00:00Z ": NOON, "2024-03-05T14:00:00+02:00": NOON,
    "2024-03-05 12:00:00.999999": NOON, "1969-12-31T23:59:59": -1.0,
    "1969-12-31 23:59:59.5": -1.0, "0001-01-01": -62_135_596_800.0,
    "9999-12-31T23:59:59": 253_402_300_799.0, "": np.nan, "NA": np.nan,
    "  ": np.nan, " NA ": np.nan,
}
NO_DATES = ["2024-02-30", "05.03.2024", "2024-3-5", "20240305", "2024-03-05 25:00", "noon", "2024",
            "2024-03-05 12", "1e5", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"]


def test_text_is_read_as_iso_8601_to_the_second() -> None:
    seconds, bad = as_dates(pa.array([*DATES, *NO_DATES]), ["", "NA"])
    np.testing.assert_array_equal(seconds[:len(DATES)], list(DATES.values()))
    assert np.isnan(seconds[len(DATES):]).all()
    assert bad.tolist() == [False] * len(DATES) + [True] * len(NO_DATES)


@pytest.mark.parametrize("cells", [
    pa.array([datetime(2024, 3, 5, 12, 0, 0, 999_999), None]),
    pa.array([datetime(2024, 3, 5, 14, tzinfo=timezone(timedelta(hours=2))), None],
             pa.timestamp("ms", "Europe/Berlin")),
    pa.array([datetime(2024, 3, 5, 12), None], pa.timestamp("ns")),
    pa.chunked_array([["2024-03-05 12:00"], pa.array([None], pa.string())]),
], ids=["micros", "zone", "nanos", "chunks"])
def test_typed_columns_are_read_like_text(cells: pa.Array | pa.ChunkedArray) -> None:
    seconds, bad = as_dates(cells, [])
    np.testing.assert_array_equal(seconds, [NOON, np.nan])
    assert not bad.any()
    days, _ = as_dates(pa.array([date(2024, 3, 5)]), [])
    assert days.tolist() == [NOON - 43_200]


@pytest.mark.parametrize("cells", [
    pa.array([316_516_377_600, None, 253_402_300_800, 0], pa.timestamp("s")),
    pa.array([2 ** 62, None, -2 ** 62, 0], pa.timestamp("s")),
    pa.array([2 ** 31 - 1, None, -2 ** 31, 0], pa.int32()).cast(pa.date32()),
    pa.array([2 ** 62, None, -2 ** 62, 0], pa.int64()).cast(pa.timestamp("ms"))],
    ids=["near", "far", "days", "millis"])
def test_a_date_outside_of_the_years_1_to_9999_is_none(cells: pa.Array) -> None:
    seconds, bad = as_dates(cells, [])
    np.testing.assert_array_equal(seconds, [np.nan, np.nan, np.nan, 0])
    assert bad.tolist() == [True, False, True, False]


def test_what_is_written_is_read_again() -> None:
    seconds = np.array([*filter(lambda value: value == value, DATES.values())])
    assert [seconds_of(iso(value, True)) for value in seconds] == seconds.tolist()
    assert iso(NOON, False) == "2024-03-05"
    back, _ = as_dates(as_timestamps(np.append(seconds, np.nan)), [])
    np.testing.assert_array_equal(back, np.append(seconds, np.nan))
    with pytest.raises(ValueError, match="noon is no date"):
        seconds_of("noon")
