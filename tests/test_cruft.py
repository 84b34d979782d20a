"""cruft: a project takes over what changed in the template, and keeps what its user changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TEMPLATE
from workflow import edit, git, shell_variables, succeed

PERSON = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
          for key, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))}
PROJECT = "{{cookiecutter.repo_name}}"


def cruft(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run cruft in a folder."""
    return subprocess.run([sys.executable, "-m", "cruft", *arguments], cwd=folder, text=True,
                          env=shell_variables(**PERSON), stdin=subprocess.DEVNULL,
                          capture_output=True)


def succeed_cruft(folder: Path, *arguments: str) -> str:
    """Run cruft, which must succeed, and return what it printed."""
    done = cruft(folder, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Change")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The template's files, as they stand now, as a git repository of their own."""
    listed = git(TEMPLATE, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    folder = tmp_path / "template"
    for name in filter(None, listed.split("\0")):
        if (TEMPLATE / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TEMPLATE / name, folder / name)
    git(tmp_path, "init", "--quiet", str(folder))
    commit(folder)
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """A project made by cruft, in use: data made, params.yaml and README.md edited."""
    succeed_cruft(tmp_path, "create", str(template), "--no-input", "--output-dir", "made")
    project = tmp_path / "made" / "credit_risk"
    succeed_cruft(project, "check")
    succeed(project, "data")
    edit(project / "params.yaml", r"min_metric: 0\.75", "min_metric: 0.8")
    with (project / "README.md").open("a", encoding="utf-8") as readme:
        readme.write("\n## Who to ask\nAda.\n")
    commit(project)
    return project


def test_an_update_brings_the_change_and_keeps_the_users(template: Path, project: Path) -> None:
    made = {path.name: path.read_bytes() for path in (project / "data/processed").iterdir()}
    params = next((template / PROJECT).glob("*credit*params.yaml*"))
    edit(params, "^seed: 20", "seed: 22")
    edit(template / PROJECT / "README.md", r"\A# .*\n",
         "# New title of {{ cookiecutter.repo_name }}\n")
    edit(template / PROJECT / ".gitignore", r"\Z", "/scratch/\n")
    (template / PROJECT / "references" / "new.md").write_text("From {{ cookiecutter.repo_name }}\n")
    (template / PROJECT / "data/external/.gitkeep").rename(
        template / PROJECT / "data/external/README.md")
    commit(template)
    assert cruft(project, "check").returncode == 1

    succeed_cruft(project, "update", "--skip-apply-ask")

    settings = (project / "params.yaml").read_text(encoding="utf-8")
    assert "\nseed: 22\n" in settings and "min_metric: 0.8\n" in settings
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# New title of credit_risk\n")
    assert readme.endswith("\n## Who to ask\nAda.\n")
    assert (project / ".gitignore").read_text(encoding="utf-8").endswith("/scratch/\n")
    assert (project / "references/new.md").read_text(encoding="utf-8") == "From credit_risk\n"
    assert os.listdir(project / "data/external") == ["README.md"]
    assert made == {path.name: path.read_bytes() for path in (project / "data/processed").iterdir()}
    assert git(project, "diff", "--name-only", "--diff-filter=U") == ""
    for name in git(project, "ls-files", "--cached", "--others", "--exclude-standard").split():
        assert not name.endswith((".rej", ".orig"))
        assert b"\n<<<<<<< " not in (project / name).read_bytes()
    succeed_cruft(project, "check")
