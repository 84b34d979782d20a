"""The ways in which a project can be made: command line, replay, configuration, without network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TEMPLATE
from projects import files, read

# Every Python that is started stops at the first look at the network.
NO_NETWORK = """
import socket

def refuse(*arguments, **options):
    raise RuntimeError(f"the network was asked for: {arguments}")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def run(folder: Path, *arguments: str, typed: str = "",
        **variables: str) -> subprocess.CompletedProcess:
    """Type `cookiecutter <the template> ...` in a folder, with a home that holds nothing."""
    home = folder.parent / f"{folder.name}-home"
    home.mkdir(exist_ok=True)
    settings = {"HOME": str(home), "USERPROFILE": str(home), "PWD": str(folder),
                "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {name: value for name, value in os.environ.items()
                   if name != "COOKIECUTTER_CONFIG"}
    return subprocess.run([sys.executable, "-m", "cookiecutter", str(TEMPLATE), *arguments],
                          cwd=folder, input=typed, capture_output=True, text=True,
                          env=environment | settings | variables)


def contents(project: Path) -> dict[str, bytes]:
    """Every file of a project."""
    return {name: (project / name).read_bytes() for name in files(project)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    return path


def test_the_last_words_are_what_to_type_next(folder: Path) -> None:
    made = run(folder, "--no-input")
    assert made.returncode == 0, made.stderr
    lines = [line.strip() for line in made.stdout.splitlines()]
    assert "cd credit_risk" in lines
    assert any(line.startswith("make all ") for line in lines)
    assert "remote modify" not in made.stdout
    assert os.listdir(folder) == ["credit_risk"]


def test_the_last_words_say_how_to_set_a_remote(folder: Path) -> None:
    made = run(folder, "--no-input", "data_remote=s3")
    assert "make push` copies data and models to s3://credit-risk/dvc" in made.stdout
    assert ".venv/bin/dvc remote modify storage url s3://..." in made.stdout


def test_the_last_words_name_another_output_folder(folder: Path) -> None:
    inside = run(folder, "--no-input", "--output-dir", "deep/er")
    assert "cd deep/er/credit_risk\n" in inside.stdout
    strange = run(folder, "--no-input", "--output-dir", "Ada's $work")
    line, = (line.strip() for line in strange.stdout.splitlines() if line.startswith("    cd "))
    subprocess.run(["sh", "-c", f"{line} && test -f params.yaml"], cwd=folder, check=True)
    outside = run(folder, "--no-input", "--output-dir", str(folder.parent / "other"))
    assert f"cd {folder.parent / 'other' / 'credit_risk'}\n" in outside.stdout


def test_questions_are_asked_as_sentences_and_answered_by_default(folder: Path) -> None:
    made = run(folder, typed="\n" * 8)
    assert made.returncode == 0, made.stderr
    assert "What is the project called?" in made.stdout
    assert "Amazon S3, or a server that speaks its protocol" in made.stdout
    assert os.listdir(folder) == ["credit_risk"]


def test_a_typed_answer_that_looks_like_a_template_is_refused(folder: Path) -> None:
    made = run(folder, typed="1\nSales {{ x }}\n\n\nsales\n1\n1\n1\n")
    assert made.returncode == 1
    assert "project_name may not hold '{{', which templates use" in made.stderr
    assert os.listdir(folder) == []


def test_a_replay_makes_the_same_project(folder: Path) -> None:
    first = run(folder, "--no-input", "problem=houses", "license=Apache-2.0", "ci=gitlab")
    assert first.returncode == 0, first.stderr
    replay = next((folder.parent / "folder-home" / ".cookiecutter_replay").iterdir())
    again = run(folder, "--replay-file", str(replay), "--output-dir", "again")
    assert again.returncode == 0, again.stderr
    assert contents(folder / "house_prices") == contents(folder / "again" / "house_prices")


def test_answers_can_stand_in_a_configuration_file(folder: Path) -> None:
    (folder / "answers.yaml").write_text(
        "default_context:\n  problem: houses\n  author_name: Ada\n  ci: none\n")
    made = run(folder, "--no-input", "--config-file", "answers.yaml")
    assert made.returncode == 0, made.stderr
    assert "Copyright (c) Ada" in read(folder / "house_prices", "LICENSE")
    assert not (folder / "house_prices" / ".github").exists()


def test_a_project_is_made_inside_a_git_repository(folder: Path) -> None:
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    made = run(folder, "--no-input", GIT_AUTHOR_EMAIL="", EMAIL="")
    assert made.returncode == 0, made.stderr
    assert not (folder / "credit_risk" / ".git").exists()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True,
                            text=True, check=True)
    assert status.stdout == "?? credit_risk/\n"


def test_no_network_is_asked_for(folder: Path, tmp_path: Path) -> None:
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(NO_NETWORK)
    probe = [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"]
    refused = subprocess.run(probe, env=os.environ | {"PYTHONPATH": str(blocker)},
                             capture_output=True, text=True)
    assert "the network was asked for" in refused.stderr
    made = run(folder, "--no-input", "data_remote=s3", PYTHONPATH=str(blocker))
    assert made.returncode == 0, made.stderr
    assert "the network was asked for" not in made.stderr


def test_no_git_is_needed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made = run(folder, "--no-input", PATH=str(tmp_path / "empty"))
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("name", ["deploy", "docs", "notebooks", "tests"])
def test_folders_of_the_users_own_are_not_replaced(folder: Path, name: str) -> None:
    (folder / "credit_risk" / name).mkdir(parents=True)
    (folder / "credit_risk" / name / "mine.md").write_text("")
    before = contents(folder)
    refused = run(folder, "--no-input", "--overwrite-if-exists")
    assert refused.returncode != 0
    assert f"holds {name}, which a new project would replace" in refused.stderr
    assert contents(folder) == before


def test_a_folder_with_other_files_becomes_a_project(folder: Path) -> None:
    (folder / "credit_risk" / "docs").mkdir(parents=True)
    (folder / "credit_risk" / "mine.md").write_text("")
    made = run(folder, "--no-input", "--overwrite-if-exists")
    assert made.returncode == 0, made.stderr
    assert (folder / "credit_risk" / "mine.md").exists()


def test_a_project_is_not_written_over(folder: Path) -> None:
    run(folder, "--no-input")
    project = folder / "credit_risk"
    (project / "src" / "credit_risk" / "own.py").write_text("")
    (project / "params.yaml").write_text("seed: 21\n")
    before = contents(project)
    refused = run(folder, "--no-input", "--overwrite-if-exists")
    assert refused.returncode != 0
    assert "holds a project already; choose another repo_name" in refused.stderr
    assert contents(project) == before
