"""`make predict INPUT=... OUTPUT=...` on tables of one's own, with both default bakes' models."""

import csv
import subprocess
from pathlib import Path

import pytest
from combinations import COMBINATIONS, Combination
from conftest import Generate
from workflow import (
    DEFAULT_BAKES,
    copy_of,
    digests,
    environment,
    finished,
    make,
    shell_variables,
    succeed,
)


@pytest.fixture(scope="module", params=DEFAULT_BAKES)
def combination(request: pytest.FixtureRequest) -> Combination:
    return request.param


@pytest.fixture
def project(combination: Combination, generate: Generate,
            tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(combination, generate, tmp_path_factory).project


def test_test_rows_in_parquet_score_as_they_did(project: Path, tmp_path: Path) -> None:
    before = digests(project, ".")
    output = tmp_path / "scores.csv"
    succeed(project, "predict", "INPUT=data/processed/test.parquet", f"OUTPUT={output}")
    assert output.read_bytes() == (project / "reports/predictions.csv").read_bytes()
    assert digests(project, ".") == before


def test_a_csv_file_without_the_target_is_scored(project: Path, tmp_path: Path) -> None:
    table = next((project / "data/raw").glob("*.csv"))
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    target = "Status" if "Status" in rows[0] else "price"
    source, output = tmp_path / "new.csv", tmp_path / "scores.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != target],
                                extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    printed = succeed(project, "predict", f"INPUT={source}", f"OUTPUT={output}")
    assert f"{len(rows):,} of {len(rows):,} rows scored: {output}" in printed
    with output.open(encoding="utf-8", newline="") as file:
        scores = list(csv.DictReader(file))
    assert [int(score["row"]) for score in scores] == list(range(1, len(rows) + 1))
    actual = [row[target] for row in rows]
    if target == "Status":
        right = sum(score["prediction"] == word for score, word in zip(scores, actual))
        assert right / len(rows) > 0.8
    else:
        off = sorted(abs(float(score["prediction"]) / float(price) - 1)
                     for score, price in zip(scores, actual))
        assert off[len(off) // 2] < 0.1
    assert sorted(tmp_path.iterdir()) == [source, output]


# In one row group, as other programs write large tables: it must not be read as a whole.
MAKE_TABLE = """
import sys
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
rows, source, target = int(sys.argv[1]), *sys.argv[2:]
table = pq.read_table(source)
table = table.take([row % len(table) for row in range(rows)])
random = np.random.default_rng(0)
for position, field in enumerate(table.schema):
    if pa.types.is_floating(field.type):  # numbers that no encoding makes small
        table = table.set_column(position, field.name, pa.array(random.uniform(1, 100, rows)))
pq.write_table(table, target, row_group_size=rows)
"""
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_memory(project: Path, rows: int, folder: Path) -> int:
    """Score so many rows of Parquet; return the greatest memory of the process, in kB."""
    python = str(environment() / "bin/python")
    source, output = folder / f"{rows}.parquet", folder / f"{rows}.csv"
    subprocess.run([python, "-c", MAKE_TABLE, str(rows), project / "data/processed/test.parquet",
                    source], check=True)
    package = next((project / "src").iterdir()).name
    done = subprocess.run(
        [python, "-c", MEASURE, python, "-m", package, "predict", "--input", source,
         "--output", output], cwd=project, env=shell_variables(PYTHONPATH="src"),
        capture_output=True, text=True, check=True)
    with output.open("rb") as file:
        assert sum(1 for _ in file) == rows + 1
    output.unlink()
    return int(done.stdout)


def test_memory_does_not_grow_with_the_rows(project: Path, tmp_path: Path) -> None:
    # Fewer would not fill the threads, which hold a batch each.
    few, many = (peak_memory(project, rows, tmp_path) for rows in (800_000, 3_200_000))
    assert many < 1.2 * few


@pytest.fixture
def quick(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(COMBINATIONS[0], generate, tmp_path_factory, quick=True).project


@pytest.mark.xdist_group("quick")
def test_scores_are_written_as_parquet_and_beside_the_input(quick: Path, tmp_path: Path) -> None:
    source, output = tmp_path / "some.parquet", tmp_path / "folder" / "scores.parquet"
    source.write_bytes((quick / "data/processed/test.parquet").read_bytes())
    succeed(quick, "predict", f"INPUT={source}", f"OUTPUT={output}")
    content = output.read_bytes()
    assert content.startswith(b"PAR1") and content.endswith(b"PAR1")
    succeed(quick, "predict", f"INPUT={source}")
    assert (tmp_path / "some.scores.csv").read_bytes() \
        == (quick / "reports/predictions.csv").read_bytes()


@pytest.mark.xdist_group("quick")
def test_a_cluster_of_this_machine_gives_the_same_scores(quick: Path, tmp_path: Path) -> None:
    project = copy_of(quick, tmp_path)
    settings = project / "params.yaml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("\n  engine: local") == 2
    settings.write_text(text.replace("\n  engine: local", "\n  engine: dask"), encoding="utf-8")
    output = tmp_path / "scores.csv"
    printed = succeed(project, "predict", "INPUT=data/processed/test.parquet", f"OUTPUT={output}")
    assert "Stage 'train' didn't change, skipping" in printed
    assert output.read_bytes() == (quick / "reports/predictions.csv").read_bytes()
    assert (project / ".make/table.mk").read_text().endswith("\nDASK := yes\n")


@pytest.mark.xdist_group("quick")
def test_an_output_without_rows_to_score_is_refused(quick: Path, tmp_path: Path) -> None:
    done = make(quick, "predict", f"OUTPUT={tmp_path / 'out.csv'}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"OUTPUT={tmp_path / 'out.csv'} needs INPUT=, the rows to score")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.xdist_group("quick")
def test_a_file_that_is_not_there_is_one_line(quick: Path, tmp_path: Path) -> None:
    done = make(quick, "predict", f"INPUT={tmp_path / 'none.csv'}", f"OUTPUT={tmp_path / 'out'}")
    assert done.returncode == 2
    message, make_says = done.stderr.splitlines()
    assert message.startswith(f"{tmp_path / 'none.csv'}: ")
    assert "Error 2" in make_says
    assert list(tmp_path.iterdir()) == []
