"""The command of the wheel: a CSV table in, its scores out."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_made import MODELS, NUMBERS, WORDS, delivery, rows

from slipway_package.delivery.form import Rows
from slipway_package.delivery.package import command
from slipway_package.delivery.package.command import Cells, main
from slipway_package.delivery.package.rows import rows_scorer
from slipway_package.delivery.package.write import package_name, write
from slipway_package.portable.score import batch_scorer, decide


def write_csv(path: Path, header: list[str], lines: list[list[Any]]) -> Path:
    """Write a table as a spreadsheet would, with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    return path


def cells_of(tried: Rows) -> list[list[Any]]:
    """List rows as the cells of a CSV table, with a word where missing."""
    return [["NA" if value is None or value != value else value for value in row]
            for row in zip(*(column.tolist() for column in tried.columns.values()))]


def test_the_command_scores_a_csv_table(tmp_path: Path, capfd: pytest.CaptureFixture,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHUNK", 7)
    made, tried = MODELS["softmax"], rows(50)
    table = write_csv(tmp_path / "rows.csv", [*tried.columns, "other"],
                      [[*cells, "x"] for cells in cells_of(tried)])
    assert main(made, "it", Cells(("NA", ""), {}), [str(table)]) == 0
    output, faults = capfd.readouterr()
    found = list(csv.DictReader(io.StringIO(output, newline="")))
    assert faults == ""
    assert [row["row"] for row in found] == [str(number) for number in range(1, 51)]
    assert {row["reason"] for row in found} == {""}
    expected = batch_scorer(made)(tried.columns)
    scores = [[float(row[f"probability_{name}"]) for name in made.classes] for row in found]
    np.testing.assert_array_equal(scores, expected)
    assert [row["prediction"] for row in found] == decide(made, expected).tolist()


def test_a_row_that_cannot_be_scored_says_why(tmp_path: Path,
                                              capfd: pytest.CaptureFixture) -> None:
    sound, faulty = ["1", " 2e0 ", "", " NA "], ["1_0", "nan", "1e39", "one", "٣"]
    table = write_csv(tmp_path / "rows.csv", ["x", "income"], [
        *([" ", cell] for cell in (*sound, *faulty)), ["x"], ["x", 1, 2]])
    assert main(MODELS["far from zero"], "it", Cells(("NA", ""), {}), [str(table)]) == 0
    output, notice = capfd.readouterr()
    lines = output.splitlines()
    assert notice == "7 of 11 rows could not be scored: see the column reason\n"
    assert lines[0] == "row,probability,prediction,reason"
    assert [line[-1] for line in lines[1:5]] == [","] * 4
    assert lines[5:] == [
        *(f"{row},,,income: {cell!r} is not a finite number" for row, cell in enumerate(faulty, 5)),
        "10,,,has 1 values where the header has 2", "11,,,has 3 values where the header has 2"]


@pytest.mark.parametrize("table, fault", [
    (b"Income\n1\n", "lacks the column income; add it"),
    (b"", "lacks the column income; add it"),
    (b"income,income\n1,2\n", "has the column income twice; leave one"),
    (b"income\n1\n\xff\n", "cannot be read past row 0 ("),
    (b'income\n1\n"' + b"1" * 200_000, "cannot be read past row 1 (field larger"),
    (None, "No such file or directory; check the path or the disk"),
])
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture,
                                                table: bytes | None, fault: str) -> None:
    path = tmp_path / "rows.csv"
    if table is not None:
        path.write_bytes(table)
    assert main(MODELS["far from zero"], "it", Cells(("NA", ""), {}), [str(path)]) == 2
    errors = capfd.readouterr().err
    assert errors.startswith(f"{path}: {fault}")
    assert errors.count("\n") == 1


def test_a_package_has_a_command(tmp_path: Path) -> None:
    (path,) = write(delivery(MODELS["number"]), tmp_path)
    table = write_csv(tmp_path / "rows.csv", [*NUMBERS, *WORDS], [[""] * 6])
    # Python imports from a wheel as it is, without an installation.
    done = subprocess.run([sys.executable, "-m", package_name(), table], capture_output=True,
                          cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(path)}, check=True,
                          text=True, encoding="utf-8")
    expected = rows_scorer(MODELS["number"])(dict.fromkeys([*NUMBERS, *WORDS]))["prediction"]
    assert done.stdout == f"row,prediction,reason\n1,{expected},\n"


def test_who_reads_the_scores_may_stop(tmp_path: Path) -> None:
    (path,) = write(delivery(MODELS["far from zero"]), tmp_path)
    table = write_csv(tmp_path / "rows.csv", ["income"], [[row] for row in range(20_000)])
    with subprocess.Popen([sys.executable, "-m", package_name(), table], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(path)},
                          cwd=tmp_path) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
