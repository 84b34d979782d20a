"""LibreOffice as the referee of workbooks: what it would notice, and what people see."""

import csv
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import CHAIN, MODELS, WORDS, delivery, rows

from slipway_package.delivery.excel import limits as excel_limits
from slipway_package.delivery.excel import write as excel
from slipway_package.delivery.runtimes import libreoffice, soffice
from slipway_package.delivery.runtimes.xlsx_cells import (
    read_workbook,
    write_copy,
)
from slipway_package.portable.score import batch_scorer

pytestmark = pytest.mark.skipif(libreoffice.unavailable() is not None,
                                reason=str(libreoffice.unavailable()))
MADE = replace(MODELS["boosting"], derived=CHAIN[:2])
ROWS = rows(40)
# On a threshold of the trees.
ROWS.columns["income"][::2] = 0.1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small workbook; one copy holds all rows."""
    monkeypatch.setattr(excel_limits, "MOST_ROWS", len(ROWS))
    monkeypatch.setattr(libreoffice, "FORMS", 1)
    excel.write(delivery(MADE), tmp_path)
    return tmp_path


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change the XML of every sheet of a workbook."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/"):
                content = change(content.decode()).encode()
            file.writestr(name, content)


def test_stored_values_are_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "FORMS", 3)
    edit(folder / "model.xlsx", lambda sheet: sheet.replace("<v></v>", "<v>0</v>"))
    found = libreoffice.score(delivery(MADE), folder, ROWS)
    np.testing.assert_allclose(found.scores, batch_scorer(MADE)(ROWS.columns),
                               rtol=1e-13)


def test_a_workbook_that_is_not_computed_anew_is_noticed(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "RECALCULATE", "1")
    with pytest.raises(RuntimeError, match="did not compute the workbook anew"):
        libreoffice.score(delivery(MADE), folder, ROWS)


def test_a_wrong_formula_is_noticed(folder: Path) -> None:
    edit(folder / "model.xlsx", lambda sheet: sheet.replace("&gt;Model!", "&gt;=Model!"))
    found = libreoffice.score(delivery(MADE), folder, ROWS)
    assert np.abs(found.scores - batch_scorer(MADE)(ROWS.columns)).max() > 1e-3


def test_a_file_that_is_no_workbook_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(RuntimeError, match="did not open"):
        soffice.compute(tmp_path, [tmp_path / "broken.xlsx"])


def test_people_see_messages_blanks_and_agreeing_examples(folder: Path) -> None:
    workbook = read_workbook(folder / "model.xlsx")
    write_copy(workbook, folder / "copy.xlsx", {
        "Batch": {("A", 5): "much", ("E", 5): "rent", ("E", 7): "rent"},
        "Form": {("C", 8): "much", ("C", 12): "no town"}}, {})
    soffice.compute(folder, [folder / "copy.xlsx"])

    def sheet(name: str) -> list[list[str]]:
        with (folder / f"copy-{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    results = len(MADE.inputs)
    unreadable, empty, known = (row[results:results + 2] for row in sheet("Batch")[4:7])
    assert unreadable == ["Please check: income", ""]
    assert empty == ["", ""]
    assert known[0] in MADE.classes and 0 < float(known[1]) < 1
    form = sheet("Form")
    assert form[3][:2] == ["Result", "Please check: income"]
    assert form[7][:4] == ["income", "a number", "much", "is not a number"]
    assert form[11][0] == WORDS[0] and form[11][3] == "is not in the list"
    assert {row[0] for row in sheet("Check")[4:]} == {"agrees"}
    assert sheet("About")[-1][1] == "7 of 7 rows of the sheet Check agree"
