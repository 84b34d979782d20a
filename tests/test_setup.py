"""From nothing: the README's first command in a clean clone, and an environment made without uv."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import TEMPLATE, Generate
from workflow import FOREIGN, TIMEOUT

# What the editable installation of a project takes, and one library.
FEW = ("editables", "hatchling", "msgspec", "packaging", "pathspec", "pluggy", "tomlkit",
       "trove-classifiers")


def shell(**more: str) -> dict[str, str]:
    """The variables of a user's shell: no environment is active, uv's cache is the user's."""
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join(entry for entry in os.environ["PATH"].split(os.pathsep)
                           if entry != own)
    kept = {name: value for name, value in os.environ.items()
            if name not in (*FOREIGN, "PROJECT_VENV")}
    return kept | {"PATH": path} | more


def make(folder: Path, *arguments: str, **variables: str) -> str:
    """Type `make <arguments>`, which must succeed, and return what it printed."""
    done = subprocess.run(["make", *arguments], cwd=folder, env=shell(**variables), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
    assert done.returncode == 0, done.stdout
    return done.stdout


def clone(folder: Path) -> Path:
    """Copy the template as git has it: the files that it tracks, or would if they were added."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"],
                            cwd=TEMPLATE, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (TEMPLATE / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TEMPLATE / name, folder / name)
    return folder


def test_demo_ends_with_metrics_and_what_to_type_next(tmp_path: Path) -> None:
    template = clone(tmp_path / "slipway")
    # What a user answers elsewhere is no answer here.
    (tmp_path / "config.yaml").write_text("default_context: {project_name: Mine}\n")
    printed = make(template, "demo", f"PYTHON={sys._base_executable}",
                   COOKIECUTTER_CONFIG=str(tmp_path / "config.yaml"))
    for expected in (r"roc_auc +0\.8\d+ +0\.\d+ to 0\.\d+ +0\.5\n", "gates passed",
                     "predictions   reports/predictions.csv", "reports/notebooks/\\*.html",
                     "Next: edit params.yaml", "The project lies in demo/credit_risk"):
        assert re.search(expected, printed), printed
    project = template / "demo" / "credit_risk"
    assert (project / ".git").is_dir()
    assert (project / "reports" / "notebooks" / "2.0-model-report.html").is_file()
    assert "Nothing to be done for 'all'" in make(template, "demo")


def test_pip_makes_the_environment_where_uv_is_not_to_be_had(generate: Generate,
                                                             tmp_path: Path) -> None:
    project = generate(tmp_path)
    lock = project / "requirements.txt"
    stanzas = re.findall(r"^[\w-]+==.*\n(?:    .*\n)*", lock.read_text(), re.MULTILINE)
    few = [stanza for stanza in stanzas if stanza.partition("==")[0] in FEW]
    assert len(few) == len(FEW)
    lock.write_text("".join(few))
    broken = project / "requirements-uv.txt"
    broken.write_text(re.sub("sha256:[0-9a-f]{8}", "sha256:00000000", broken.read_text()))
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("awk", "git", "make", "sh", "test", "touch", "cat", "mkdir"):
        (tools / tool).symlink_to(shutil.which(tool))
    printed = make(project, "setup", f"PYTHON={sys._base_executable}", PATH=str(tools))
    assert "uv is not to be had; pip takes its time" in printed
    works = [project / ".venv/bin/python", "-c", "import msgspec, credit_risk.errors"]
    subprocess.run(works, check=True, cwd=tmp_path, env=shell())
    assert make(project, "setup", PATH=str(tools)) == "make: Nothing to be done for 'setup'.\n"
