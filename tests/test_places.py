"""A clean project, one in a folder of a strange name, one with another seed; few candidates."""

import shutil
from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Generate
from workflow import (
    STRANGE,
    copy_of,
    digests,
    edit,
    environment,
    finished,
    git,
    make,
    stages_run,
    succeed,
)

pytestmark = pytest.mark.xdist_group("quick")
UNCOMMITTED = "dvc.lock is not committed yet"


@pytest.fixture
def original(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(COMBINATIONS[0], generate, tmp_path_factory, quick=True).project


def test_names_of_folders_and_files_may_have_spaces(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path / STRANGE)
    assert original.parent.name == STRANGE
    assert succeed(project, "all") == "make: Nothing to be done for 'all'.\n"
    expected = (project / "reports/predictions.csv").read_bytes()
    for name in ("new rows", "it's \"$HOME\" `x` $(x)", "-x"):
        rows, scores = f"{name}.parquet", f"{name}.csv"
        shutil.copy(project / "data/processed/test.parquet", project / rows)
        succeed(project, "predict", f"INPUT={rows}", f"OUTPUT={scores}")
        assert (project / scores).read_bytes() == expected
        (project / rows).unlink()
        (project / scores).unlink()
    (project / "reports/predictions.csv").unlink()
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "All of it")
    assert UNCOMMITTED not in succeed(project, "push")
    git(project, "rm", "--quiet", "--cached", "dvc.lock")
    git(project, "commit", "--quiet", "--message", "All but the notes of the stages")
    assert UNCOMMITTED in succeed(project, "push")
    assert digests(project) == digests(original)
    assert list((project.parent / "credit_risk-dvc-storage").rglob("*"))


def test_an_environment_may_have_spaces_in_its_path(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    (tmp_path / "my env").symlink_to(environment())
    for path in (tmp_path / "my env", "../my env"):
        assert "flake8 finds nothing" in succeed(project, "lint", f"VENV={path}")


def test_dvc_is_found_where_scripts_do_not_start(original: Path, tmp_path: Path) -> None:
    """As in a project that was moved: they name the Python of the folder that it was made in."""
    project = copy_of(original, tmp_path)
    (tmp_path / "moved/bin").mkdir(parents=True)
    for name, line in (("python", f'exec "{environment()}/bin/python" "$@"'), ("dvc", "exit 127")):
        script = tmp_path / "moved/bin" / name
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
    edit(project / "params.yaml", "seed: 20", "seed: 21")
    printed = succeed(project, "data", f"VENV={tmp_path / 'moved'}")
    assert stages_run(printed) == ["data"]


def test_a_shells_variables_are_no_answers(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    assert succeed(project, "predict", INPUT="rows.csv").startswith("make: Nothing to be done")
    refused = make(project, "key", NAME="desktop")
    assert refused.returncode == 2
    assert "desktop" not in refused.stdout + refused.stderr


def test_a_source_that_is_deleted_counts_as_a_change(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    for own in (project / "src/credit_risk/features/own.py", project / "notebooks/3.0-own.ipynb"):
        shutil.copy(next(own.parent.glob(f"*{own.suffix}")), own)
        succeed(project, "all")
        assert succeed(project, "all") == "make: Nothing to be done for 'all'.\n"
        assert digests(project) != digests(original) or own.suffix == ".py"
        own.unlink()
        assert "dvc push" in succeed(project, "all")
        assert digests(project) == digests(original)
        assert succeed(project, "all") == "make: Nothing to be done for 'all'.\n"


def test_a_project_that_lost_its_git_repository_gets_another(original: Path,
                                                             tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    shutil.rmtree(project / ".git")
    edit(project / "params.yaml", "seed: 20", "seed: 21")
    assert stages_run(succeed(project, "data")) == ["data"]
    assert (project / ".git").is_dir()


def test_another_seed_gives_another_model(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    edit(project / "params.yaml", "seed: 20", "seed: 21")
    assert stages_run(succeed(project, "evaluate")) == ["data", "train", "evaluate"]
    succeed(project, "predict")
    before, after = digests(original), digests(project)
    assert set(before) == set(after)
    same = {name for name in before if before[name] == after[name]}
    assert same & {"data/processed/train.parquet", "data/processed/test.parquet",
                   "models/model.skops", "models/model.json", "models/model_card.md",
                   "reports/candidates.json", "reports/metrics.json", "reports/predictions.csv",
                   "reports/permutation_importance.json"} == set()
    assert {"references/schema.yaml", "references/dag.svg"} <= same


def test_clean_leaves_what_the_user_wrote_and_all_makes_the_rest_anew(original: Path,
                                                                      tmp_path: Path) -> None:
    project = copy_of(original, tmp_path)
    contract = project / "references/schema.yaml"
    inferred = contract.read_text(encoding="utf-8")
    contract.write_text(f"{inferred}# checked by hand\n", encoding="utf-8")
    succeed(project, "clean")
    assert set(digests(project)) == {
        "data/processed/.gitkeep", "models/.gitkeep", "reports/.gitkeep",
        "references/dag.svg", "references/schema.yaml", "references/split.yaml"}
    assert not list((project / "src").rglob("__pycache__"))
    assert contract.read_text(encoding="utf-8") == f"{inferred}# checked by hand\n"
    contract.write_text(inferred, encoding="utf-8")
    succeed(project, "all")
    assert digests(project) == digests(original)
