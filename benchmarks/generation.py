"""Making a project, beside a bare cookiecutter run of an empty template."""

import json
import shutil
from pathlib import Path

from benchmarks.timing import ROOT, medians, run

ROUNDS = 9
TEXT = """
## Making a project

`cookiecutter` with the default answers, beside the same command on a template with one empty file
and no hooks. Median of {rounds} rounds.

| | seconds | ratio | goal |
| --- | --- | --- | --- |
| an empty template | {empty:.3f} | 1 | |
| Slipway | {slipway:.3f} | {ratio:.2f} | under 1.3 |
"""


def measure(folder: Path) -> str:
    """Measure and return the section of the report."""
    empty = _empty_template(folder / "empty")
    output = folder / "generated"

    def generate(template: Path) -> None:
        shutil.rmtree(output, ignore_errors=True)
        run(["cookiecutter", str(template), "--no-input", "--output-dir", str(output)], folder)

    taken = medians({"an empty template": lambda: generate(empty),
                     "Slipway": lambda: generate(ROOT)}, ROUNDS)
    base, slipway = taken["an empty template"], taken["Slipway"]
    return TEXT.format(rounds=ROUNDS, empty=base, slipway=slipway, ratio=slipway / base)


def _empty_template(folder: Path) -> Path:
    project = folder / "{{cookiecutter.repo_name}}"
    project.mkdir(parents=True)
    (project / "README.md").touch()
    (folder / "cookiecutter.json").write_text(json.dumps({"repo_name": "empty"}))
    return folder
