"""What runs again after a change, on copies of both finished default bakes."""

import os
import shutil
from pathlib import Path

import pytest
from combinations import Combination
from conftest import Generate
from workflow import (
    DEFAULT_BAKES,
    STAGES,
    copy_of,
    digests,
    edit,
    finished,
    git,
    stages_run,
    stages_unchanged,
    succeed,
)


@pytest.fixture(scope="module", params=DEFAULT_BAKES)
def combination(request: pytest.FixtureRequest) -> Combination:
    return request.param


@pytest.fixture
def original(combination: Combination, generate: Generate,
             tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished project, not to be changed."""
    return finished(combination, generate, tmp_path_factory).project


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    """A copy of the finished project."""
    return copy_of(original, tmp_path)


def assert_nothing_to_do(project: Path) -> None:
    assert succeed(project, "all") == "make: Nothing to be done for 'all'.\n"


def test_a_touched_source_is_looked_at_and_nothing_runs(project: Path, original: Path,
                                                        combination: Combination) -> None:
    os.utime(project / "src" / combination.package / "models" / "train_model.py")
    printed = succeed(project, "all")
    assert stages_unchanged(printed) == STAGES
    assert stages_run(printed) == []
    assert digests(project) == digests(original)
    assert_nothing_to_do(project)


def test_a_changed_gate_is_evaluated_without_training(project: Path) -> None:
    edit(project / "params.yaml", r"min_metric: 0\.\d+", "min_metric: 0.999")
    printed = succeed(project, "evaluate")
    assert stages_run(printed) == ["evaluate"]
    assert stages_unchanged(printed) == ["data", "train"]
    assert "gates FAILED" in printed


def test_what_was_deleted_or_changed_by_hand_is_made_anew(project: Path, original: Path) -> None:
    shutil.rmtree(project / "reports/notebooks")
    for name in ("data/processed/test.parquet", "models/model.skops", "reports/candidates.json",
                 "reports/figures/permutation_importance.png"):
        (project / name).unlink()
    for name in ("models/model.json", "models/model_card.md", "reports/metrics.json",
                 "reports/predictions.csv"):
        (project / name).write_text("changed by hand\n", encoding="utf-8")
    succeed(project, "all")
    assert digests(project) == digests(original)
    assert_nothing_to_do(project)


def test_a_second_project_of_the_same_seed_is_the_same_to_the_byte(
        combination: Combination, original: Path, generate: Generate, tmp_path: Path) -> None:
    """It lies inside of another git repository, and shares no cache with the first."""
    repository = tmp_path / "many_projects"
    repository.mkdir()
    git(repository, "init", "--quiet")
    project = generate(repository, **combination.answers)
    assert stages_run(succeed(project, "all")) == STAGES
    assert digests(project) == digests(original)
    assert not (project / ".git").exists()
    git(repository, "add", ".")
    tracked = set(git(project, "ls-files").splitlines())
    assert {"dvc.lock", "references/schema.yaml", "reports/metrics.json"} <= tracked
    assert not {"models/model.skops", "reports/predictions.csv"} & tracked
    assert_nothing_to_do(project)
