"""A table as programs write it: the forms that read one take its cells as `make predict` does."""

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import MODELS, delivery
from raw_table import DELIVERY, MISSING, ODD, RAW, ROWS, predicted
from sql_runs import DATABASES, Database

from slipway_package.data.schema import Column
from slipway_package.delivery.form import Rows
from slipway_package.delivery.golden_cells import as_read
from slipway_package.delivery.levels import (
    codes_by_column,
    other_spellings,
)
from slipway_package.delivery.package.command import Cells, main
from slipway_package.delivery.package.write import write as write_wheel
from slipway_package.delivery.program import write as program
from slipway_package.delivery.sql import write as sql

NAMES = [column.name for column in RAW.inputs]


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a CSV table."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def scores_in(output: str) -> list[float]:
    """Read the predictions of a command; none of the rows has a reason."""
    found = list(csv.DictReader(io.StringIO(output, newline="")))
    assert {row["reason"] for row in found} == {""}
    return [float(row["prediction"]) for row in found]


def run_program(folder: Path, table: str) -> str:
    """Run model.py as a command."""
    return subprocess.run([sys.executable, "-I", "-S", folder / "model.py"], check=True,
                          input=table.encode(), capture_output=True).stdout.decode()


def test_make_predict_tells_the_spellings_apart() -> None:
    scores = predicted(ROWS)
    assert scores[:2] == [1223.25, 2823.375]
    assert [score > 4e6 for score in scores] == [
        row[0] in ("-999", "-999.0", "-9.99e2", "990", "") for row in ROWS]


def test_only_truth_values_and_whole_numbers_have_other_spellings() -> None:
    assert codes_by_column(DELIVERY) == {
        "own": ("False", "True"), "zone": ("1", "2", "30.0", "-5"),
        "twice": ("true", "True", "7", "7.0")}
    assert other_spellings(DELIVERY, "own") == {
        "false": "False", "FALSE": "False", "true": "True", "TRUE": "True"}
    assert other_spellings(DELIVERY, "zone") == {"1.0": "1", "2.0": "2", "30": "30.0",
                                                 "-5.0": "-5"}
    # The last of two categories of one value has its other spellings.
    assert other_spellings(DELIVERY, "twice") == {"TRUE": "True"}
    assert other_spellings(DELIVERY, "plain") == {}


def test_the_command_of_the_wheel_reads_cells_as_make_predict(
        tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    (tmp_path / "rows.csv").write_text(as_csv(NAMES, [*ROWS, *ODD]), newline="")
    spelled = Cells(MISSING, codes_by_column(DELIVERY))
    assert main(RAW, "it", spelled, [str(tmp_path / "rows.csv")]) == 0
    assert scores_in(capfd.readouterr().out) == predicted([*ROWS, *ODD])


def test_a_wheel_knows_the_spellings_of_its_table(tmp_path: Path) -> None:
    (path,) = write_wheel(DELIVERY, tmp_path)
    (tmp_path / "rows.csv").write_text(as_csv(NAMES, [*ROWS, *ODD]), newline="")
    name = path.name.split("-")[0]
    done = subprocess.run([sys.executable, "-m", name, "rows.csv"], capture_output=True,
                          cwd=tmp_path, env={"PYTHONPATH": str(path)}, check=True)
    assert scores_in(done.stdout.decode()) == predicted([*ROWS, *ODD])


def test_the_command_of_a_program_reads_cells_as_make_predict(tmp_path: Path) -> None:
    program.write(DELIVERY, tmp_path)
    assert scores_in(run_program(tmp_path, as_csv(NAMES, [*ROWS, *ODD]))) == \
        predicted([*ROWS, *ODD])


def test_a_word_for_missing_may_spell_an_infinite_number(tmp_path: Path) -> None:
    made = replace(DELIVERY, missing=("1e999", "-999"))
    program.write(made, tmp_path)
    cells = [("1e999", *ROWS[0][1:]), ("-999", *ROWS[0][1:])]
    found = scores_in(run_program(tmp_path, as_csv(NAMES, cells)))
    assert found == predicted([("", *ROWS[0][1:])] * 2)


def test_a_column_without_a_name_is_called_by_its_place(tmp_path: Path,
                                                        capfd: pytest.CaptureFixture) -> None:
    made = MODELS["far from zero"]
    estimator = replace(made.estimator, terms=tuple(
        replace(term, column="unnamed_2") for term in made.estimator.terms))
    made = replace(made, estimator=estimator,
                   inputs=(replace(made.inputs[0], name="unnamed_2"),))
    program.write(delivery(made), tmp_path)
    (tmp_path / "rows.csv").write_text("a,\n1,2\n")
    assert main(made, "it", Cells((), {}), [str(tmp_path / "rows.csv")]) == 0
    output = capfd.readouterr().out
    assert output.splitlines()[1].startswith("1,0.88")
    assert run_program(tmp_path, "a,\n1,2\n").replace("\r", "") == output


def test_golden_rows_have_the_values_that_are_read_from_cells() -> None:
    words = {name: np.array(["TRUE", "1.0", "30", "none", "NA", "", None, "x"], dtype=object)
             for name in ("own", "zone")}
    rows = Rows({"x": np.array([-999.0, 990.0, 0.0, 1.0, np.nan, 2.0, 3.0, 4.0]), **words},
                np.full(8, "unseen", dtype=object))
    read = as_read(DELIVERY, rows).columns
    np.testing.assert_array_equal(read["x"], [np.nan, np.nan, 0, 1, np.nan, 2, 3, 4])
    assert read["own"].tolist() == ["True", "1.0", "30", None, None, "", None, "x"]
    assert read["zone"].tolist() == ["TRUE", "1", "30.0", None, None, "", None, "x"]


@pytest.mark.parametrize("database", DATABASES)
def test_a_table_of_text_is_read_as_make_predict(database: Database, tmp_path: Path) -> None:
    sql.write(DELIVERY, tmp_path)
    # These two take what is no number for missing; the others stop.
    lax = database.folder in ("sqlite", "mysql")
    rows = [row if row[0] or lax else ("-999", *row[1:]) for row in ROWS]
    rows += [(cell, *ROWS[0][1:]) for cell in ("NA", "abc", " ", "1,5", "5 x", "e5", "0x10")
             if lax]
    columns = ", ".join(f"{name} VARCHAR(30)" for name in NAMES)
    found = database.run(database.files(tmp_path, "select.sql"), columns, rows)
    # `make predict` sets what is no number aside.
    expected = predicted([("", *row[1:]) if number >= len(ROWS) else row
                          for number, row in enumerate(rows)])
    assert sorted(row[-1] for row in found) == pytest.approx(sorted(expected), rel=1e-13)


TYPED = {"duckdb": "BOOLEAN", "sqlite": "TEXT", "postgresql": "BOOLEAN", "mysql": "TEXT"}


@pytest.mark.parametrize("database", DATABASES)
def test_codes_and_truth_values_may_have_types_of_their_own(database: Database,
                                                            tmp_path: Path) -> None:
    sql.write(DELIVERY, tmp_path)
    truth = TYPED[database.folder]
    columns = f"x DOUBLE PRECISION, own {truth}, zone DOUBLE PRECISION, twice {truth}, plain TEXT"
    truths = (True, False) if truth == "BOOLEAN" else ("true", "false")
    rows = [(1.5, truths[0], 30.0, truths[0], "a"), (-999.0, truths[1], 2.0, truths[1], None),
            (None, None, None, None, "none"), (9007199254740993, truths[1], -5.0, truths[0], "b")]
    found = database.run(database.files(tmp_path, "select.sql"), columns, rows)
    texts = [tuple("" if cell is None else str(cell).lower() for cell in row) for row in rows]
    assert sorted(row[-1] for row in found) == pytest.approx(sorted(predicted(texts)), rel=1e-13)


def test_a_column_without_listed_categories_has_no_other_spellings() -> None:
    made = replace(DELIVERY, schema=type(DELIVERY.schema)(
        version=1, table="t", rows=1, target=DELIVERY.schema.target,
        columns={"own": Column(kind="category")}))
    assert codes_by_column(made) == {}
