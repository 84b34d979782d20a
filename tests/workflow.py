"""Typing a project's verbs as its user would, and comparing what they leave behind."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from combinations import COMBINATIONS, Combination
from conftest import Generate

# What the verbs make: folders of a project.
MADE = ("data/processed", "models", "reports", "references")
# Up to the time, and what follows: what `make data` writes of the table that it read.
LINEAGE = re.compile(rb'(\{\n  "source": \{.*\n  "read": )"[^"]*"', re.DOTALL)
STAGES = ["data", "train", "evaluate", "predict", "notebooks"]
# One process of pytest-xdist runs all tests of a bake, so that its chain runs once.
DEFAULT_BAKES = [pytest.param(combination, id=combination.name,
                              marks=pytest.mark.xdist_group(combination.name))
                 for combination in COMBINATIONS[:2]]
# What `make` and this session's own Python set, and a user's shell does not.
FOREIGN = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH",
           "VIRTUAL_ENV", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
STRANGE = "My work $HOME, #1 (new)"
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
# Seconds; a busy machine is slow, which is no reason to fail.
TIMEOUT = 400


@dataclass(frozen=True)
class Finished:
    """A project in which `make all` has run, and what that printed."""

    project: Path
    printed: str


_finished: dict[tuple[str, bool], Finished] = {}


def environment() -> Path:
    """Name the environment that the projects share.

    Raises:
        RuntimeError: the variable PROJECT_VENV does not say which.
    """
    path = os.environ.get("PROJECT_VENV")
    if not path:
        raise RuntimeError("PROJECT_VENV is not set: the environment that the projects share; run "
                           "these tests by `make test`, which makes it")
    if not Path(path, "bin", "python").exists():
        raise RuntimeError(f"PROJECT_VENV: {path} is no environment; run `make test`")
    return Path(path)


def shell_variables(**more: str) -> dict[str, str]:
    """The variables of a shell whose user has no settings of git or else, and some more."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    home = environment().parent / "home"
    home.mkdir(exist_ok=True)
    settings = {"HOME": str(home), "USERPROFILE": str(home), "LC_ALL": "C.UTF-8",
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": str(home / ".gitconfig")}
    return kept | settings | more


def start(project: Path, *arguments: str, **variables: str) -> subprocess.Popen:
    """Start `make <arguments>` in a project, as the head of a process group of its own."""
    command = ["make", f"VENV={environment()}", *arguments]
    return subprocess.Popen(command, cwd=project, env=shell_variables(**variables), text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, start_new_session=True)


def kill(process: subprocess.Popen) -> None:
    """Kill what `start` started, with all of its process group, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def make(project: Path, *arguments: str, timeout: int = TIMEOUT,
         **variables: str) -> subprocess.CompletedProcess:
    """Type `make <arguments>` in a project."""
    process = start(project, *arguments, **variables)
    try:
        printed, complaints = process.communicate(timeout=timeout)
    except BaseException:
        kill(process)
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, printed, complaints)


def succeed(project: Path, *arguments: str, timeout: int = TIMEOUT, **variables: str) -> str:
    """Type `make <arguments>`, which must succeed, and return what it printed."""
    done = make(project, *arguments, timeout=timeout, **variables)
    assert done.returncode == 0, f"make {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def stages_run(printed: str) -> list[str]:
    """Name the stages that DVC ran, in order."""
    return re.findall(r"^Running stage '(\w+)'", printed, re.MULTILINE)


def stages_unchanged(printed: str) -> list[str]:
    """Name the stages that DVC looked at and found up to date, in order."""
    return re.findall(r"^Stage '(\w+)' didn't change, skipping", printed, re.MULTILINE)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder with an identity, and return what it printed."""
    return subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, env=shell_variables(),
                          capture_output=True, text=True, check=True).stdout


def digests(project: Path, *folders: str) -> dict[str, str]:
    """The SHA-256 of every file under some folders of a project (what the verbs make).

    The time at which the raw table was read is left out, and the hashes that DVC takes of it.
    """
    found = sorted(path for folder in folders or MADE for path in (project / folder).rglob("*")
                   if path.is_file())
    contents = {path.relative_to(project).as_posix(): path.read_bytes() for path in found}
    readings = {name: content for name, content in contents.items() if LINEAGE.match(content)}
    for name, content in readings.items():
        if name.startswith(".dvc/cache/"):
            del contents[name]
        else:
            contents[name] = LINEAGE.sub(rb"\1", content)
    hashes = [hashlib.md5(content).hexdigest().encode() for content in readings.values()]
    for each in hashes if "dvc.lock" in contents else []:
        contents["dvc.lock"] = contents["dvc.lock"].replace(each, b"")
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def edit(path: Path, pattern: str, replacement: str) -> None:
    """Replace the one match of a pattern in a text file."""
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"),
                          flags=re.MULTILINE)
    assert count == 1, f"{path}: {count} matches of {pattern}"
    path.write_text(text, encoding="utf-8")


def make_quick(project: Path) -> None:
    """Leave only the candidates that take no time, where it is not the model that matters."""
    linear = "logistic" if (project / "data/raw/credit.csv").exists() else "ridge"
    edit(project / "params.yaml", r"candidates: \[.*\]",
         f"candidates: [{linear}_regression, decision_tree]")
    edit(project / "params.yaml", "folds: 5", "folds: 3")


def finished(combination: Combination, generate: Generate, factory: pytest.TempPathFactory,
             quick: bool = False) -> Finished:
    """Return a project after `make all`, made once by each process; tests only read it.

    A quick one has few candidates, and lies in a folder whose name a shell would take amiss.
    """
    key = combination.name, quick
    if key not in _finished:
        folder = factory.mktemp(f"finished-{combination.name}")
        project = generate(folder / STRANGE if quick else folder, **combination.answers)
        if quick:
            make_quick(project)
        _finished[key] = Finished(project, succeed(project, "all"))
    return _finished[key]


def copy_of(project: Path, folder: Path) -> Path:
    """Copy a project, with the times of its files, into a folder."""
    return Path(shutil.copytree(project, folder / project.name, symlinks=True))
