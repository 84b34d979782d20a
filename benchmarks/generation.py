"""Making a project, beside a bare cookiecutter run of an empty template and of the same files."""

import json
import shutil
import tempfile
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.timing import ROOT, medians, run

ROUNDS = 15
MEMORY = Path("/dev/shm")
HOOKS = ("pre_gen_project.py", "post_gen_project.py")
TEXT = """
## Making a project

`cookiecutter` with the default answers, beside the same command on templates without a prompt: one
with an empty file; one with the {files} files of the project as they are, copied and not rendered;
the same with two hooks that do nothing. Median of {rounds} rounds{where}.

| | seconds | ratio |
| --- | ---: | ---: |
| an empty template | {empty:.3f} | 1 |
| the same files, copied | {copied:.3f} | {copied_ratio:.2f} |
| the same files, copied, two empty hooks | {hooked:.3f} | {hooked_ratio:.2f} |
| Slipway | {slipway:.3f} | {ratio:.2f} |

What Slipway does (prompts, checks, Jinja, names) takes {more:.0f} milliseconds more than the third
line, which is as fast as a template of so many files and two hooks in Python can be.
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    if not MEMORY.is_dir():
        return _measure(folder, "")
    # A disk may take from 0.02 to 0.5 seconds to create the same files within one hour.
    with tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        return _measure(Path(memory), ", on a disk in memory")


def _measure(folder: Path, where: str) -> tuple[str, list[Goal]]:
    output = folder / "generated"

    def generate(template: Path) -> None:
        run(["cookiecutter", str(template), "--no-input", "--output-dir", str(output)], folder)

    generate(ROOT)
    project = next(output.iterdir())
    files = sum(path.is_file() for path in project.rglob("*"))
    templates = {"an empty template": _empty_template(folder / "empty"),
                 "the same files": _copying_template(folder / "copied", project, hooks=False),
                 "and two empty hooks": _copying_template(folder / "hooked", project, hooks=True),
                 "Slipway": ROOT}
    taken = medians({name: lambda template=template: generate(template)
                     for name, template in templates.items()}, ROUNDS,
                    # Not timed: the time to delete a project would be that of the other.
                    prepare=lambda: shutil.rmtree(output, ignore_errors=True))
    empty, copied, hooked, slipway = taken.values()
    return TEXT.format(
        files=files, rounds=ROUNDS, where=where, empty=empty, copied=copied, hooked=hooked,
        slipway=slipway, copied_ratio=copied / empty, hooked_ratio=hooked / empty,
        ratio=slipway / empty, more=1000 * (slipway - hooked)), [
        Goal("making a project, to an empty template", slipway / empty, 1.3),
        Goal("making a project, to copying its files between two empty hooks", slipway / hooked,
             1.3)]


def _empty_template(folder: Path) -> Path:
    project = folder / "{{cookiecutter.repo_name}}"
    project.mkdir(parents=True)
    (project / "README.md").touch()
    (folder / "cookiecutter.json").write_text(json.dumps({"repo_name": "empty"}))
    return folder


def _copying_template(folder: Path, project: Path, hooks: bool) -> Path:
    """Make a template of a project's files as they are."""
    shutil.copytree(project, folder / "{{cookiecutter.repo_name}}")
    (folder / "cookiecutter.json").write_text(
        json.dumps({"repo_name": "copied", "_copy_without_render": ["*"]}))
    if hooks:
        (folder / "hooks").mkdir()
        for name in HOOKS:
            (folder / "hooks" / name).touch()
    return folder
