"""Answers in a workbook that are no text: truth values, codes, numbers that stand for missing."""

import csv
import re
import zipfile
from pathlib import Path

import pytest
from raw_table import DELIVERY, predicted

from slipway_package.delivery.excel import limits as excel_limits
from slipway_package.delivery.excel import write as excel
from slipway_package.delivery.runtimes import libreoffice, soffice
from slipway_package.delivery.runtimes.xlsx_cells import (
    read_workbook,
    write_copy,
)

ROWS = [
    ("-999", "False", "30", "False", "b"), ("1", "True", "1", "true", "a"),
    ("-998.9999999999999", "True", "2", "7", "a"), ("990", "", "-5", "x", ""),
    ("", "x", "3", "", "(missing)"), ("0", "False", "", "TRUE", "c"),
]
TRUTH = re.compile(r'<c r="(\w+)" s="\d+" t="inlineStr"><is><t xml:space="preserve">(True|False)'
                   "</t></is></c>")


def cell(text: str) -> float | str:
    """What Excel makes of a text of a CSV table, but for truth values."""
    return float(text) if re.fullmatch(r"[-+.\d]+", text) else text


def enter_truth_values(path: Path) -> None:
    """Make cells of the words for truth values hold these, and no longer styled as text."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, part in parts.items():
            file.writestr(name, TRUTH.sub(lambda match: (
                f'<c r="{match[1]}" t="b"><v>{int(match[2] == "True")}</v></c>'), part))


@pytest.mark.skipif(libreoffice.unavailable() is not None, reason=str(libreoffice.unavailable()))
def test_a_cell_of_any_kind_is_its_category(tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_limits, "MOST_ROWS", 40)
    excel.write(DELIVERY, tmp_path)
    batch = {(letter, 5 + row): cell(text) for row, texts in enumerate(ROWS)
             for letter, text in zip("ABCDE", texts) if text}
    form = {("C", 8 + place): cell(text) for place, text in enumerate(ROWS[0])}
    copy = tmp_path / "copy.xlsx"
    write_copy(read_workbook(tmp_path / "model.xlsx"), copy, {"Batch": batch, "Form": form}, {})
    enter_truth_values(copy)
    soffice.compute(tmp_path, [copy])
    sheets = {}
    for sheet in ("Batch", "Form", "Check"):
        with (tmp_path / f"copy-{sheet}.csv").open(encoding="utf-8", newline="") as file:
            sheets[sheet] = list(csv.reader(file))
    found = [float(row[5]) for row in sheets["Batch"][4:4 + len(ROWS)]]
    assert found == pytest.approx(predicted(ROWS), rel=1e-12)
    assert float(sheets["Form"][3][1]) == pytest.approx(found[0], rel=1e-12)
    # The form knows that these answers are in the lists.
    assert [row[3] for row in sheets["Form"][8:10]] == ["", ""]
    assert {row[0] for row in sheets["Check"][4:]} == {"agrees"}
