"""Golden rows of dates: whole seconds, strange days, both sides of every edge."""

import numpy as np
import pytest
from golden import DATED, DATED_TESTS, SCHEMA, of_group, real_dates

from slipway_package.delivery.crossings import values_of
from slipway_package.delivery.golden_dates import (
    EARLIEST,
    LATEST,
    STRANGE_DATES,
)
from slipway_package.delivery.golden_rows import golden_rows


def test_strange_dates_are_those_they_are_said_to_be() -> None:
    dates = np.array(STRANGE_DATES).astype("datetime64[s]").astype(str).tolist()
    assert dates[0] == "1900-03-01T00:00:00" and dates[-1] == "9999-12-31T23:59:59"
    assert {"1969-12-31T23:59:59", "2000-02-28T23:59:59", "2000-02-29T23:59:59",
            "2100-02-28T23:59:59", "2100-03-01T00:00:00"} <= {*dates}
    assert len({*dates}) == len(dates)


def test_dates_are_whole_seconds_on_both_sides_of_every_edge() -> None:
    golden = golden_rows(DATED, SCHEMA, real_dates(), 1)
    assert golden.edges == golden.taken == golden.live == len(DATED_TESTS)
    for name in ("due", "signed"):
        seconds = golden.rows.columns[name]
        assert np.isnan(of_group(golden.rows, "missing")[name]).sum() >= 10
        known = seconds[~np.isnan(seconds)]
        assert (known == np.floor(known)).all()
        assert known.min() == EARLIEST and known.max() == LATEST
        assert {*STRANGE_DATES} <= {*of_group(golden.rows, "date")[name].tolist()}
    rows = of_group(golden.rows, "edge")
    for test in DATED_TESTS:
        lower = values_of(DATED, test.column, rows) <= test.threshold
        # Four rows an edge, in two of which neighbouring seconds are on different sides of it.
        order = np.lexsort((rows["due"], rows["signed"], rows["income"]))
        apart = np.diff(rows["due"][order]) + np.diff(rows["signed"][order])
        turned = (np.diff(lower[order].astype(int)) != 0) & (apart == 1)
        assert turned.any() or test.column == "a share"


@pytest.mark.parametrize("place", range(len(DATED_TESTS) - 1))
def test_a_part_of_a_date_that_is_off_by_one_second_is_found_out(place: int) -> None:
    columns = golden_rows(DATED, SCHEMA, real_dates(), 1).rows.columns
    expected = values_of(DATED, DATED_TESTS[place].column, columns) <= DATED_TESTS[place].threshold
    for step in (-1.0, 1.0):
        moved = {**columns, "due": columns["due"] + step}
        values = values_of(DATED, DATED_TESTS[place].column, moved)
        assert ((values <= DATED_TESTS[place].threshold) != expected).any()
