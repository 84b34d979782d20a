"""Dates in the wheel: as Python, numpy and pandas hold them, and as a CSV table writes them."""

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from dated import BAD, ECHO, GOOD, LAX, MISSING, seconds_of
from hand_made import MODELS, delivery, rows

from slipway_package.delivery.form import Rows
from slipway_package.delivery.package.command import Cells, main
from slipway_package.delivery.package.rows import rows_scorer
from slipway_package.delivery.package.write import write
from slipway_package.delivery.runtimes import wheel
from slipway_package.portable.score import batch_scorer

SCORE = rows_scorer(ECHO)
HALF = datetime(2024, 3, 5, 14, 30, 0, 500_000)
VALUES: list[tuple[Any, float]] = [
    (HALF, seconds_of(HALF)), (date(2024, 3, 5), seconds_of(datetime(2024, 3, 5))),
    (HALF.replace(tzinfo=timezone(timedelta(hours=-3))), seconds_of(HALF) + 3 * 3600),
    (datetime(1890, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")), -2524521600 - 3208),
    (datetime(1969, 12, 31, 23, 59, 59, 1), -1.0), (np.datetime64("2024-03"), 1709251200.0),
    (np.datetime64("1969-12-31T23:59:59.999"), -1.0), (pd.Timestamp(HALF), seconds_of(HALF)),
    (pd.Timestamp("2024-03-05T14:30", tz="Asia/Tokyo"), 1709616600.0),
    *((text, seconds_of(at)) for text, at in GOOD.items()),
    *((nothing, MISSING) for nothing in (None, float("nan"), pd.NaT, pd.NA, np.datetime64("NaT")))]


@pytest.mark.parametrize("value, seconds", VALUES, ids=str)
def test_a_date_is_read_as_it_is_held(value: Any, seconds: float) -> None:
    assert SCORE({"t": value})["prediction"] == seconds
    assert [row["prediction"] for row in SCORE([{"t": value}, {"t": None}])] == [seconds, MISSING]
    assert SCORE({"t": [None, value]})["prediction"].tolist() == [MISSING, seconds]


# `make predict` reads a small z.
@pytest.mark.parametrize("value", [*BAD, *LAX[:6], "", time(14, 30), 1709596800, 0.0, True,
                                   b"2024-03-05"])
def test_what_is_no_date_is_refused(value: Any) -> None:
    for shape in ({"t": value}, [{"t": value}], {"t": [value]}):
        with pytest.raises(ValueError, match=r"^t: .*is not a date$"):
            SCORE(shape)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York"])
def test_a_column_of_dates_may_be_an_array_or_a_frame(unit: str, zone: str | None) -> None:
    frame = pd.DataFrame({"t": pd.to_datetime(
        ["1969-12-31T23:59:59.5", None, "2024-03-05T00:00:00.0"])})
    expected = [-1.0, MISSING, 1709596800.0]
    frame["t"] = frame["t"].dt.as_unit(unit)
    if zone:
        frame["t"] = frame["t"].dt.tz_localize("UTC").dt.tz_convert(zone)
    assert SCORE(frame)["prediction"].tolist() == expected
    assert SCORE({"t": frame["t"]})["prediction"].tolist() == expected
    if zone is None:
        assert SCORE({"t": frame["t"].to_numpy()})["prediction"].tolist() == expected


def test_the_command_reads_dates(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    table = tmp_path / "rows.csv"
    cells = [*GOOD, " 2024-03-05 ", "", "NA", *BAD]
    table.write_text("t,u\n" + "".join(f'"{cell}",1\n' for cell in cells), encoding="utf-8")
    assert main(ECHO, "it", Cells(("NA",), {}), [str(table)]) == 0
    lines = [line.split(",", 2)[1:] for line in capfd.readouterr().out.splitlines()[1:]]
    expected = [*map(seconds_of, GOOD.values()), 1709596800.0, MISSING, MISSING]
    assert lines[:len(expected)] == [[str(seconds), ""] for seconds in expected]
    assert lines[len(expected):] == [["", f"t: {cell!r} is not a date"] for cell in BAD]


@pytest.mark.skipif(wheel.unavailable() is not None, reason=str(wheel.unavailable()))
@pytest.mark.parametrize("name", ["dates", "exponential"])
def test_a_wheel_scores_dates_with_numpy_alone(name: str, tmp_path: Path) -> None:
    made, tried = MODELS[name], rows(100)
    write(delivery(made), tmp_path)
    names = [column.name for column in made.inputs]
    found = wheel.score(delivery(made), tmp_path, Rows(
        {name: tried.columns[name] for name in names}, tried.group))
    np.testing.assert_allclose(found.scores, batch_scorer(made)(tried.columns), rtol=1e-15)
