"""Dates in the workbook: cells that the program takes for dates, and nothing else."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from dated import ECHO, seconds_of
from hand_made import MODELS, delivery

from slipway_package.delivery.excel import limits as excel_limits
from slipway_package.delivery.excel import write as excel
from slipway_package.delivery.excel.dates import serial_of
from slipway_package.delivery.runtimes import libreoffice, soffice
from slipway_package.delivery.runtimes.xlsx_cells import (
    read_workbook,
    write_copy,
)

pytestmark = pytest.mark.skipif(libreoffice.unavailable() is not None,
                                reason=str(libreoffice.unavailable()))
DATES = [datetime(1900, 3, 1), datetime(1969, 12, 31, 23, 59, 59), datetime(2000, 2, 29, 12),
         datetime(2024, 3, 5, 14, 30, 59), datetime(9999, 12, 31, 23, 59, 59)]


def computed(name: str, cells: dict[tuple[str, int], float | str], answer: float | str,
             folder: Path) -> dict[str, list[list[str]]]:
    """Enter cells into the sheet Batch and an answer into the form; read what the sheets show."""
    excel.write(delivery(MODELS.get(name, ECHO)), folder)
    write_copy(read_workbook(folder / "model.xlsx"), folder / "copy.xlsx",
               {"Batch": cells, "Form": {("C", 8): answer}}, {})
    soffice.compute(folder, [folder / "copy.xlsx"])
    sheets = {}
    for sheet in ("Batch", "Form", "Check", "About"):
        with (folder / f"copy-{sheet}.csv").open(encoding="utf-8", newline="") as file:
            sheets[sheet] = list(csv.reader(file))
    return sheets


def test_a_date_counts_to_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_limits, "MOST_ROWS", 40)
    seconds = [*map(seconds_of, DATES)]
    cells = {("A", 5 + row): serial_of(value) for row, value in enumerate(seconds)}
    # Half a second more is cut off, before 1970 too.
    cells |= {("A", 10 + row): serial_of(value + 0.5) for row, value in enumerate(seconds)}
    wrong = ["2024-03-05", "soon", 60.999, 2958466.0, -1.0]
    cells |= {("A", 15 + row): value for row, value in enumerate(wrong)}
    sheets = computed("echo", cells, serial_of(seconds[3]), tmp_path)
    found = [row[1] for row in sheets["Batch"][4:20]]
    assert [*map(float, found[:10])] == [*seconds, *seconds]
    assert found[10:] == ["Please check: t"] * 5 + [""]
    form = sheets["Form"]
    assert [form[3][0], float(form[3][1])] == ["Result", seconds[3]]
    assert form[7][:2] + form[7][3:4] == ["t", "a date", ""]
    assert {row[0] for row in sheets["Check"][4:]} == {"agrees"}
    assert "Dates" in {row[0] for row in sheets["About"] if row}


def test_the_form_tells_what_is_no_date_and_how_a_part_is_worked_out(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_limits, "MOST_ROWS", 40)
    sheets = computed("dates", {}, "soon", tmp_path)
    form = sheets["Form"]
    assert form[3][:2] == ["Result", "Please check: signed"]
    assert form[7][3] == "is not a date from 1900-03-01 on"
    words = {row[0]: row[1] for row in form if row[1]}
    assert words["month of it"] == "month(signed)"
    assert words["term"] == "days(du\ne */) - days(signed)"
    assert {row[0] for row in sheets["Check"][4:]} == {"agrees"}
