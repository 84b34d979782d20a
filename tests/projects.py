"""Reading a generated project: its files, its verbs, the commands in its texts."""

import re
from pathlib import Path

import yaml


def files(project: Path) -> set[str]:
    """Name every file, relative to the project."""
    return {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}


def read(project: Path, name: str) -> str:
    """Read a text file."""
    return (project / name).read_text(encoding="utf-8")


def verbs(project: Path) -> set[str]:
    """Name the verbs of the Makefile that `make help` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", read(project, "Makefile"), re.MULTILINE))


def commands(text: str) -> set[str]:
    """Name the targets of every `make ...` on a line of commands or between backticks."""
    found = re.findall(r"(?:^[ \t-]*(?:run:)?|`) *make ((?:[A-Z]+=\S+ )*[a-z]+(?: [a-z]+)*)",
                       text, re.MULTILINE)
    return {word for line in found for word in line.split() if "=" not in word}


def stages(project: Path) -> dict[str, dict]:
    """The stages of dvc.yaml."""
    return yaml.safe_load(read(project, "dvc.yaml"))["stages"]


def outputs(stage: dict, cached: bool) -> set[str]:
    """Name the files that a stage writes and DVC caches, or leaves to git."""
    found = set()
    for entry in [*stage.get("outs", []), *stage.get("metrics", []), *stage.get("plots", [])]:
        path, options = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
        if (options or {}).get("cache", True) is cached:
            found.add(path)
    return found
