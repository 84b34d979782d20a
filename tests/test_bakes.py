"""What every supported combination must be, before anything in it is run."""

import json
import os
import re
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from combinations import COMBINATIONS, Combination
from conftest import Bake
from expected_files import expected_files
from projects import commands, files, outputs, read, stages, verbs

pytestmark = pytest.mark.parametrize("combination", [
    pytest.param(each, id=each.name, marks=pytest.mark.xdist_group(each.name))
    for each in COMBINATIONS])

PARSERS = {
    ".yaml": yaml.safe_load, ".yml": yaml.safe_load, ".json": json.loads, ".ipynb": json.loads,
    ".toml": tomllib.loads,
}
SCHEMES = {"local": "../../", "s3": "s3://", "gs": "gs://", "azure": "azure://", "ssh": "ssh://"}
LICENSES = {
    "MIT": "MIT License", "BSD-3-Clause": "BSD 3-Clause License", "Apache-2.0": "Apache License",
    "proprietary": "All rights reserved",
}


@pytest.fixture
def project(bake: Bake, combination: Combination) -> Path:
    return bake(combination)


def test_files_are_the_expected_ones(project: Path, combination: Combination) -> None:
    assert project.name == combination.project
    assert files(project) == expected_files(combination)


def test_no_folder_is_left_empty(project: Path) -> None:
    assert [folder for folder in project.rglob("*") if folder.is_dir()
            and not any(folder.iterdir())] == []


def test_nothing_of_the_template_is_left(project: Path) -> None:
    for name in files(project) - {"references/dag.svg"}:
        text = read(project, name)
        if name.startswith(".github/"):
            text = text.replace("${{", "")
        assert "cookiecutter" not in text.lower(), name
        assert not re.search(r"\{\{|\{%|\{#", text), name


def test_code_is_clean_by_the_project_s_own_rules(project: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "flake8"], cwd=project, capture_output=True,
                         text=True)
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


def test_every_file_of_data_or_settings_can_be_read(project: Path) -> None:
    for name in files(project):
        parse = PARSERS.get(Path(name).suffix)
        if parse:
            assert parse(read(project, name)), name


def test_texts_end_in_one_line_break_and_have_no_trailing_blanks(project: Path) -> None:
    for name in files(project):
        text = read(project, name)
        if not text or name.startswith("data/raw/") and name.endswith(".csv"):
            continue
        assert text.endswith("\n") and not text.endswith("\n\n"), name
        assert not re.search(r"[ \t]$", text, re.MULTILINE), name


def test_readme_names_every_verb_and_no_other(project: Path) -> None:
    assert commands(read(project, "README.md")) == verbs(project)


def test_readme_names_places_that_exist(project: Path, combination: Combination) -> None:
    readme = read(project, "README.md")
    edited = {"params.yaml", f"src/{combination.package}/features/build_features.py",
              f"src/{combination.package}/models/candidates.py"}
    assert edited <= set(re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE))
    made = set().union(*(outputs(stage, cached) for stage in stages(project).values()
                         for cached in (True, False)))
    for path in re.findall(r"`((?:src|data/raw|references|models|reports)/[\w./-]+)`", readme):
        known = files(project) | made | {"data/raw/big.parquet", "reports/delivery_speed.md"}
        assert any(path.rstrip("/") == name or path.startswith(f"{name}/") for name in known), path


def test_readme_quotes_messages_that_the_project_gives(project: Path) -> None:
    quoted = re.findall(r'^\|[^|"]*"([^"]+)"[^|"]*\|', read(project, "README.md"), re.MULTILINE)
    # A long message is split over lines of code, and joined here as Python joins it.
    sources = " ".join(read(project, name) for name in files(project) if name.startswith("src/"))
    sources = re.sub(r'"\s+f?"', "", sources)
    assert len(quoted) > 3
    for message in set(quoted) - {"Unable to acquire lock"}:
        assert message in sources, message


def test_picture_of_the_dag_names_every_stage(project: Path) -> None:
    picture = read(project, "references/dag.svg")
    drawn = re.findall(r'class="name"[^>]*>([^<]+)<', picture)
    assert sorted(drawn) == sorted(stages(project))


def test_makefile_and_picture_name_every_output(project: Path) -> None:
    picture, makefile = read(project, "references/dag.svg"), read(project, "Makefile")
    for stage in stages(project).values():
        for path in outputs(stage, cached=True) | outputs(stage, cached=False):
            assert Path(path).name in picture, path
            assert path in makefile.split(), path


def test_stages_depend_on_files_that_exist(project: Path) -> None:
    made = set().union(*(outputs(stage, cached) for stage in stages(project).values()
                         for cached in (True, False)))
    for name, stage in stages(project).items():
        for path in stage["deps"]:
            assert path in made or path.startswith("${") or (project / path).exists(), (name, path)


def test_git_ignores_what_dvc_keeps_and_nothing_else(project: Path, tmp_path: Path) -> None:
    kept = set().union(*(outputs(stage, cached=True) for stage in stages(project).values()))
    committed = set().union(*(outputs(stage, cached=False) for stage in stages(project).values()))
    others = {".venv/bin/python", ".make/data", ".tox/lint", "scores.rejects.csv",
              "data/interim/x.csv", "src/x/__pycache__/y.pyc"}
    tables = {"data/raw/big.csv", "data/raw/big.csv.dvc", "data/raw/.gitignore",
              "data/interim/x.csv.dvc", "data/external/x.csv.dvc"}
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text(read(project, ".gitignore"))
    check = ["git", "-c", f"core.excludesFile={os.devnull}", "check-ignore", "--no-index",
             "--stdin"]
    paths = kept | committed | others | tables | files(project) | {"dvc.lock"}
    ignored = subprocess.run(check, cwd=tmp_path, input="\n".join(paths), text=True,
                             capture_output=True).stdout.split()
    assert set(ignored) == kept | others


def test_remote_of_dvc_is_the_chosen_one(project: Path, combination: Combination) -> None:
    config = ConfigParser()
    config.read_string(read(project, ".dvc/config"))
    assert config["core"]["analytics"] == "false"
    assert config["core"]["remote"] == "storage"
    address = config["'remote \"storage\"'"]["url"]
    assert address.startswith(SCHEMES[combination.data_remote])
    assert combination.project.replace("_", "-") in address.replace("_", "-")


def test_licence_is_the_chosen_one(project: Path, combination: Combination) -> None:
    text = read(project, "LICENSE")
    assert LICENSES[combination.license] in text
    assert "Copyright (c) Data science team" in text or "Copyright Data science team" in text
    settings = tomllib.loads(read(project, "pyproject.toml"))["project"]
    expected = None if combination.license == "proprietary" else combination.license
    assert settings.get("license") == expected


def test_remote_has_its_plugin_in_a_lock(project: Path, combination: Combination) -> None:
    locks = "".join(read(project, name) for name in files(project) if name.startswith("requir"))
    for extra in ("dvc", "papermill", "pytest"):
        assert f"\n{extra}==" in locks
    if combination.data_remote != "local":
        assert f"dvc-{combination.data_remote}==" in read(project, "requirements-remote.txt")
