"""Making a project, beside a bare cookiecutter run of an empty template."""

import json
import shutil
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.timing import ROOT, medians, run

ROUNDS = 9
TEXT = """
## Making a project

`cookiecutter` with the default answers, beside the same command on a template with one empty file
and no hooks. Median of {rounds} rounds.

| | seconds | ratio |
| --- | --- | --- |
| an empty template | {empty:.3f} | 1 |
| Slipway | {slipway:.3f} | {ratio:.2f} |
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    empty = _empty_template(folder / "empty")
    output = folder / "generated"

    def generate(template: Path) -> None:
        run(["cookiecutter", str(template), "--no-input", "--output-dir", str(output)], folder)

    taken = medians({"an empty template": lambda: generate(empty),
                     "Slipway": lambda: generate(ROOT)}, ROUNDS,
                    # Not timed: the time to delete a project would be that of the other.
                    prepare=lambda: shutil.rmtree(output, ignore_errors=True))
    base, slipway = taken["an empty template"], taken["Slipway"]
    ratio = slipway / base
    return TEXT.format(rounds=ROUNDS, empty=base, slipway=slipway, ratio=ratio), [
        Goal("making a project, to an empty template", ratio, 1.3)]


def _empty_template(folder: Path) -> Path:
    project = folder / "{{cookiecutter.repo_name}}"
    project.mkdir(parents=True)
    (project / "README.md").touch()
    (folder / "cookiecutter.json").write_text(json.dumps({"repo_name": "empty"}))
    return folder
