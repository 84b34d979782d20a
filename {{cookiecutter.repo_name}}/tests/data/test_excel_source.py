"""Excel workbooks: cells as text, rows accounted for, and damaged ones refused."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from slipway_package.data import excel_source
from slipway_package.data.sources import open_table, read_table
from slipway_package.errors import UserError
from slipway_package.params import Source

TABLE = Path("t.xlsx")


def write(*rows: list[Any], **sheets: list[list[Any]]) -> None:
    """Write a workbook: `rows` into its first sheet, then more sheets."""
    workbook = openpyxl.Workbook()
    for name, lines in {"first": rows, **sheets}.items():
        sheet = workbook.active if name == "first" else workbook.create_sheet(name)
        for row in lines:
            sheet.append(row)
    workbook.save(TABLE)


def read(sheet: str | None = None) -> list[tuple | str]:
    """Read the workbook's records: the values of each, or why it is torn."""
    records: list[tuple | str] = []
    for batch in open_table(TABLE, Source(path="", sheet=sheet)).batches:
        assert batch.first_row == len(records) + 1
        values = zip(*(column.to_pylist() for column in batch.records.columns), strict=True)
        records += [batch.torn.get(position, row) for position, row in enumerate(values)]
    return records


def test_cells_are_the_text_that_csv_would_have(folder: Path) -> None:
    write(["n", "b", "t"], [20.0, True, datetime(2024, 2, 29)], [0.1, False, date(2024, 3, 1)],
          [None, "#N/A", datetime(2024, 3, 1, 14, 30, 5)], ["x", None, time(6, 30)])
    assert read() == [("20", "true", "2024-02-29"), ("0.1", "false", "2024-03-01"),
                      (None, "#N/A", "2024-03-01 14:30:05"), ("x", None, "06:30:00")]


@pytest.mark.parametrize("rows", [1, 2, 1 << 13])
def test_rows_keep_their_place(rows: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_source, "BATCH_ROWS", rows)
    write([], ["a", None, 2019], [1], [], [1, 2, 3, None, ""], [1, 2, 3, 4], [None, "x"])
    assert open_table(TABLE, Source(path="")).names == ["a", "unnamed_2", "2019"]
    assert read() == [("1", None, None), ("1", "2", "3"), "has 4 values where the header has 3",
                      (None, "x", None)]


def test_a_sheet_is_chosen_by_its_name(folder: Path) -> None:
    write(["a"], [1], loans=[["b"], [2]], blank=[])
    assert (read(), read("loans")) == ([("1",)], [("2",)])
    with pytest.raises(UserError, match="^t.xlsx: has no sheet Loans, but Sheet, loans, blank; s"):
        read("Loans")
    with pytest.raises(UserError, match="^t.xlsx: sheet blank is empty; it needs a header and"):
        read("blank")


def test_formulas_have_their_stored_value(folder: Path) -> None:
    write(["a", "b"], [1, "=A2+1"])
    assert read() == [("1", None)]  # no program has computed it yet
    with zipfile.ZipFile(TABLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<v />" in parts[sheet] or b"<v></v>" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
    # A size that some programs note wrongly must not cut the rows.
    parts[sheet] = parts[sheet].replace(b'ref="A1:B2"', b'ref="A1"')
    with zipfile.ZipFile(TABLE, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read() == [("1", "2")]


def test_a_workbook_that_cannot_be_read_is_refused(folder: Path) -> None:
    write(["a", "b"], *([row, f"word {row}"] for row in range(2000)))
    whole = TABLE.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 400
    for content in (whole[:-200], b"a,b\n1,2\n", b"PK\3\4" + bytes(99),
                    whole[:place] + b"\xff" * 99 + whole[place + 99:]):
        TABLE.write_bytes(content)
        with pytest.raises(UserError, match="^t.xlsx: is no whole Excel workbook; was it cut off"):
            read_table(TABLE, Source(path=""))
    write(["a", "a"], [1, 2])
    with pytest.raises(UserError, match="^t.xlsx: has more than one column named a; rename them"):
        read()
    write(["a", "b"])
    with pytest.raises(UserError, match="^t.xlsx: has a header but no rows"):
        read_table(TABLE, Source(path=""))
