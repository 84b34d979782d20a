"""The form `package`: a wheel that holds the model and its scorer, and needs numpy alone."""

import json
import shutil
import tempfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from ...files import write_text, write_whole
from ...portable.codec import to_json
from ..form import Delivery
from ..levels import codes_by_column
from .modules import ROOT, needed_modules
from ..text import printable

# What the wheel's own two modules import of this project.
STARTS = ("delivery/package/command.py", "delivery/package/rows.py", "portable/codec.py")
INIT = '''\
"""A model and its scorer.

In Python `score(rows)`, by command `python -m {name} rows.csv > scores.csv`.
"""

from importlib.resources import files

from .delivery.package.rows import rows_scorer
from .portable.codec import from_json

model = from_json(files(__name__).joinpath("model.json").read_bytes())
score = rows_scorer(model)
'''
MAIN = '''\
"""The command."""

import sys

from . import model
from .delivery.package.command import Cells, main

# What stands for a missing value in a cell, and the categories of a column that are truth values
# or whole numbers, which a cell may spell otherwise.
CELLS = Cells({missing!r}, {codes!r})


def run() -> int:
    """Score the table that the command line names."""
    return main(model, "{name}", CELLS)


if __name__ == "__main__":
    sys.exit(run())
'''
PROJECT = '''\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
description = {quoted_title}
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["numpy>=2"]

[project.scripts]
{name} = "{name}.__main__:run"

[tool.hatch.build]
ignore-vcs = true

[tool.hatch.build.targets.wheel]
packages = ["{name}"]
core-metadata-version = "2.1"
'''
README = '''\
# {name} {version}

{title}

    pip install {name}-{version}-py3-none-any.whl
    python -m {name} rows.csv > scores.csv

or, in Python, for a record, a list of records, a dict of columns or a DataFrame:

    from {name} import score
    score(rows)
'''


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Build the wheel into `folder`; returns its path."""
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        _lay_out(delivery, project)
        # Without a change of folder, which other forms' threads would go along with.
        built = Path(next(WheelBuilder(place).build(directory=place, versions=["standard"])))
        wheel = folder / built.name
        with write_whole(wheel) as sibling:
            shutil.copyfile(built, sibling)
    return [wheel]


def package_name() -> str:
    """Name the package that the wheel installs, after this project's."""
    return f"{__name__.partition('.')[0]}_model"


def wheel_version(version: str) -> str:
    """Write a model's version as Python's packages can have it: a local part, led by a letter.

    Without the letter an installer would take digits alone for a number, and drop its zeros.
    """
    return f"0+v{version}"


def _lay_out(delivery: Delivery, project: Path) -> None:
    """Write the source of the wheel: a project of its own."""
    name, title = package_name(), printable(delivery.title, 500)
    words = {"name": name, "version": wheel_version(delivery.version), "title": title,
             "quoted_title": json.dumps(title, ensure_ascii=False), "missing": delivery.missing,
             "codes": codes_by_column(delivery)}
    package = project / name
    write_text(project / "pyproject.toml", PROJECT.format_map(words))
    write_text(project / "README.md", README.format_map(words))
    for path in needed_modules(ROOT / start for start in STARTS):
        write_text(package / path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    write_text(package / "__init__.py", INIT.format_map(words))
    write_text(package / "__main__.py", MAIN.format_map(words))
    write_text(package / "model.json", to_json(delivery.model))
