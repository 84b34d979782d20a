"""model.py as a command: a CSV table in, its scores out."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hand_made import MODELS, delivery, rows

from slipway_package.delivery.program.write import write
from slipway_package.portable.score import batch_scorer, decide


def run_table(folder: Path, table: bytes) -> subprocess.CompletedProcess:
    """Run model.py as a command on a CSV table."""
    return subprocess.run([sys.executable, "-I", "-S", folder / "model.py"], input=table,
                          capture_output=True)


def test_python_scores_a_csv_table(tmp_path: Path) -> None:
    made, tried = MODELS["softmax"], rows(50)
    write(delivery(made), tmp_path)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["other", *tried.columns])
    writer.writerows(["x", *("NA" if value is None or value != value else value for value in row)]
                     for row in zip(*(column.tolist() for column in tried.columns.values())))
    done = run_table(tmp_path, b"\xef\xbb\xbf" + text.getvalue().encode())
    assert (done.returncode, done.stderr) == (0, b"")
    found = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert [row["row"] for row in found] == [str(number) for number in range(1, 51)]
    assert not any(row["reason"] for row in found)
    expected = batch_scorer(made)(tried.columns)
    scores = [[float(row[f"probability_{name}"]) for name in made.classes] for row in found]
    np.testing.assert_allclose(scores, expected, rtol=1e-13)
    assert [row["prediction"] for row in found] == decide(made, expected).tolist()


def test_a_row_that_cannot_be_scored_says_why(tmp_path: Path) -> None:
    write(delivery(MODELS["far from zero"]), tmp_path)
    sound, faulty = ["1", " 2e0 ", "", " NA "], ["1_0", "inf", "1e39", "one", "٣"]
    table = ["x,income", *(f"x,{cell}" for cell in (*sound, *faulty)), "x", "x,1,2"]
    done = run_table(tmp_path, "\n".join(table).encode())
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "row,probability,prediction,reason"
    assert [line[-1] for line in lines[1:5]] == [","] * 4
    assert lines[5:] == [
        *(f"{row},,,income: {cell!r} is not a finite number" for row, cell in enumerate(faulty, 5)),
        "10,,,has more or fewer values than the header",
        "11,,,has more or fewer values than the header"]


def test_who_reads_the_scores_may_stop(tmp_path: Path) -> None:
    write(delivery(MODELS["far from zero"]), tmp_path)
    (tmp_path / "rows.csv").write_text("income\n" + "1\n" * 20_000)
    with (tmp_path / "rows.csv").open() as table, subprocess.Popen(
            [sys.executable, "-I", "-S", tmp_path / "model.py"], stdin=table,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.parametrize("table, fault", [
    (b"Income\n1\n", "the table lacks the column income; add it"),
    (b"", "the table lacks the column income; add it"),
    (b"income\n1\n\xff\n", "the table cannot be read past row "),
    (b'income\n1\n"' + b"1" * 200_000, "the table cannot be read past row 1 (field larger"),
])
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, table: bytes, fault: str) -> None:
    write(delivery(MODELS["far from zero"]), tmp_path)
    done = run_table(tmp_path, table)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(fault)
    assert done.stderr.count(b"\n") == 1
