"""A clean project, one in a folder of a strange name, one with another seed; few candidates."""

from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Generate
from workflow import STRANGE, copy_of, digests, edit, finished, git, stages_run, succeed

pytestmark = pytest.mark.xdist_group("quick")


@pytest.fixture
def original(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(COMBINATIONS[0], generate, tmp_path_factory, quick=True).project


def test_names_of_folders_and_files_may_have_spaces(original: Path, tmp_path: Path) -> None:
    project = copy_of(original, tmp_path / STRANGE)
    assert original.parent.name == STRANGE
    assert succeed(project, "all") == "make: Nothing to be done for 'all'.\n"
    rows, scores = tmp_path / "new rows.parquet", tmp_path / "my scores.csv"
    rows.write_bytes((project / "data/processed/test.parquet").read_bytes())
    succeed(project, "predict", f"INPUT={rows}", f"OUTPUT={scores}")
    assert scores.read_bytes() == (project / "reports/predictions.csv").read_bytes()
    (project / "reports/predictions.csv").unlink()
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "All of it")
    succeed(project, "push")
    assert digests(project) == digests(original)
    assert list((project.parent / "credit_risk-dvc-storage").rglob("*"))


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
