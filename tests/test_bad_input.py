"""Bad input: one line with the place and the mend, exit status 2, and no file that changes."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_settings import SETTINGS, TRAIN
from bad_tables import DATA, HEADER, NUMBER, PREDICT, ROW
from changes import TABLE, Change, cells, first_rows, settings, written
from combinations import COMBINATIONS
from conftest import Generate
from stage_runner import Stages
from workflow import copy_of, make, make_quick

pytestmark = pytest.mark.xdist_group("bad input")
ROWS = 300
READ_OR_MADE = ("params.yaml", "data", "models", "references", "reports")


@pytest.fixture(scope="module")
def baked(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with few rows and quick candidates, in which nothing has run."""
    project = generate(tmp_path_factory.mktemp("baked"), **COMBINATIONS[0].answers)
    make_quick(project)
    first_rows(ROWS)(project)
    settings("min_metric: .*", "min_metric: 0.999")(project)
    return project


@pytest.fixture(scope="module")
def stages(baked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """What runs a stage."""
    started = Stages(COMBINATIONS[0].package, baked / "src", tmp_path_factory.mktemp("stages"))
    yield started
    started.process.communicate()


@pytest.fixture(scope="module")
def made(baked: Path, stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it in which the stages have run."""
    project = copy_of(baked, tmp_path_factory.mktemp("made"))
    for stage in ("data", "train", "evaluate", "predict"):
        run = stages.run(project, stage)
        assert (run.status, run.complaints) == (0, "")
    return project


def copied(project: Path, folder: Path, *changes: Change) -> Path:
    """Copy what the stages read and make into a new folder, and change something there."""
    folder.mkdir(exist_ok=True)
    for name in READ_OR_MADE:
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, folder / name)
    for change in changes:
        change(folder)
    return folder


def contents(project: Path) -> dict[str, bytes]:
    """Every file of a project."""
    return {path.relative_to(project).as_posix(): path.read_bytes()
            for path in project.rglob("*") if path.is_file()}


def pattern_of(line: str) -> str:
    """The regular expression of a line in which * stands for any text and # for a number."""
    return re.escape(line).replace(r"\*", ".*").replace(r"\#", "[0-9]+")


def assert_refused(stages: Stages, project: Path, line: str, *arguments: str) -> None:
    """Run a stage: status 2, nothing said but the line, and every file as it was."""
    before = contents(project)
    run = stages.run(project, *arguments)
    assert re.fullmatch(pattern_of(line) + "\n", run.complaints), run.complaints
    assert (run.status, run.printed) == (2, "")
    assert contents(project) == before


@pytest.mark.parametrize("case", SETTINGS)
def test_wrong_settings(case: str, stages: Stages, made: Path, tmp_path: Path) -> None:
    change, line = SETTINGS[case]
    project = copied(made, tmp_path, change)
    for stage in ("check", "data", "train", "evaluate", "predict"):
        assert_refused(stages, project, line, stage)


@pytest.mark.parametrize("case", DATA)
def test_a_wrong_table(case: str, stages: Stages, baked: Path, made: Path, tmp_path: Path) -> None:
    change, *lines = DATA[case]
    assert_refused(stages, copied(baked, tmp_path / "new", change), lines[0], "data")
    assert_refused(stages, copied(made, tmp_path / "old", change), lines[-1], "data")


@pytest.mark.parametrize("case", NUMBER)
def test_a_wrong_number_to_predict(case: str, stages: Stages, baked: Path, tmp_path: Path) -> None:
    change, line = NUMBER[case]
    assert_refused(stages, copied(baked, tmp_path, change), line, "data")


@pytest.mark.parametrize("case", TRAIN)
def test_nothing_is_trained(case: str, stages: Stages, made: Path, tmp_path: Path) -> None:
    change, line = TRAIN[case]
    assert_refused(stages, copied(made, tmp_path, change), line, "train")


@pytest.mark.parametrize("case", PREDICT)
def test_nothing_is_scored(case: str, stages: Stages, made: Path, tmp_path: Path) -> None:
    change, line = PREDICT[case]
    assert_refused(stages, copied(made, tmp_path, change), line,
                   "predict", "--input", "new.csv", "--output", "new/scores.csv")


@pytest.mark.parametrize("output, line", [
    ("data", "data: is a folder that holds external, which no scoring wrote; name a file, as "
             "OUTPUT=scores.csv, or another folder"),
    ("data/../new.csv", "data/../new.csv: would be written over the input; name another OUTPUT"),
    ("params.yaml/scores.csv", "params.yaml: File exists; check the path"),
])
def test_an_output_that_cannot_be(output: str, line: str, stages: Stages, made: Path,
                                  tmp_path: Path) -> None:
    project = copied(made, tmp_path, written("new.csv", HEADER + ROW))
    assert_refused(stages, project, line, "predict", "--input", "new.csv", "--output", output)


def test_values_that_cannot_be_read_reject_their_rows_only(stages: Stages, made: Path,
                                                           tmp_path: Path) -> None:
    bad = [ROW.replace("60", "long"), ROW.replace("129.0", "inf"), "9,rent\n", ROW * 2]
    project = copied(made, tmp_path, written("new.csv", HEADER + ROW + "".join(bad)))
    run = stages.run(project, "predict", "--input", "new.csv")
    assert (run.status, run.complaints) == (0, "")
    assert "3 rows could not be scored: see new.scores.rejects.csv" in run.printed
    scores = (project / "new.scores.csv").read_text().splitlines()
    rejects = (project / "new.scores.rejects.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in scores[1:]] == list("123456")
    assert rejects[1:] == ['2,"Time: \'long\' is not a finite number"',
                           '3,"Income: \'inf\' is not a finite number"',
                           '4,"has 2 values where the header has 13"']
    assert [line for line in scores if line.endswith(",,")] == ["2,,", "3,,", "4,,"]


def test_columns_without_content_are_left_out_with_a_notice(stages: Stages, baked: Path,
                                                            tmp_path: Path) -> None:
    project = copied(baked, tmp_path, cells("Nothing", lambda row, cell: ["", "NA"][row % 2]),
                     cells("Same", lambda row, cell: "here"), cells("One", lambda row, cell: "1"))
    run = stages.run(project, "data")
    assert (run.status, run.complaints) == (0, "")
    for column, why in [("Nothing", "has no value in any row"),
                        ("Same", "has the same value in every row"),
                        ("One", "has the same value in every row")]:
        assert f"column {column} {why}: left out of the model" in run.printed
    assert stages.run(project, "train").status == 0
    assert json.loads((project / "models/model.json").read_text())["numbers"].count("One") == 0


def test_a_column_that_lost_its_values_is_named(stages: Stages, made: Path,
                                                tmp_path: Path) -> None:
    project = copied(made, tmp_path, cells("Age", lambda row, cell: ""))
    assert_refused(stages, project, f"{TABLE}: column Age has no value in any row; list it under "
                   "columns.exclude in params.yaml", "data")


def test_leakage_has_a_line_for_each_finding(stages: Stages, baked: Path, tmp_path: Path) -> None:
    statuses = [line.partition(",")[0] for line in (baked / TABLE).read_text().splitlines()]
    project = copied(
        baked, tmp_path,
        cells("Repaid", lambda row, cell: "1" if statuses[row] == "good" else "0"),
        cells("Letter", lambda row, cell: "sent" if statuses[row] == "bad" else ""))
    assert stages.run(project, "data").status == 0
    place = "data/processed/train.parquet: leakage: column"
    mend = "list it under columns.exclude in params.yaml, or, if it is known at scoring time, say *"
    assert_refused(stages, project, f"{place} Repaid alone predicts the target with roc_auc *; "
                   f"{mend}\n{place} Letter alone predicts the target with roc_auc *; {mend}",
                   "train")


def test_a_failed_gate(stages: Stages, made: Path, tmp_path: Path) -> None:
    assert_refused(stages, copied(made, tmp_path), "reports/metrics.json: the model may not be "
                   "published: roc_auc is *, at least 0.999 is asked for; improve it, or change "
                   "gates in params.yaml", "gate")


@pytest.mark.parametrize("table, case", [(SETTINGS, "unknown key"), (SETTINGS, "broken YAML"),
                                         (DATA, "header only"), (DATA, "one class")],
                         ids=["settings", "YAML", "header only", "one class"])
def test_the_same_by_make(table: dict, case: str, baked: Path, tmp_path: Path) -> None:
    change, line = table[case][:2]
    project = copy_of(baked, tmp_path)
    change(project)
    before = contents(project)
    run = make(project, "data")
    assert run.returncode == 2
    said = [line for line in run.stderr.splitlines() if not line.startswith(("make: ", "ERROR: "))]
    assert len(said) == 1 and re.fullmatch(pattern_of(line), said[0]), run.stderr
    after = {name: content for name, content in contents(project).items()
             if not name.startswith((".git/", ".make/", ".dvc/")) and "__pycache__" not in name}
    assert after == {name: before[name] for name in after}
    assert before.keys() - after.keys() <= {name for name in before if name.startswith(".dvc/")}
