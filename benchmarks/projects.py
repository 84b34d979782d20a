"""Generated projects to measure in, one for each sample table."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT, project_environment, run, with_bytecode

TABLES = ("credit", "houses")
# One name for all: so a module of the benchmarks imports the package of whichever it runs in.
PACKAGE = "measured_project"


def generate(folder: Path, table: str) -> Path:
    """Make the project of a sample table, in a folder of its own, and its training rows."""
    run(["cookiecutter", str(ROOT), "--no-input", "--output-dir", str(folder / table),
         f"problem={table}", f"repo_name={PACKAGE}"], folder)
    project = folder / table / PACKAGE
    run(["make", f"VENV={project_environment()}", "data"], project)
    return project


def answer(project: Path, environment: Path, module: str, *arguments: str) -> Any:
    """Run a module of the benchmarks inside a project and return the JSON that it prints."""
    variables = {**with_bytecode(), "PYTHONPATH": f"{ROOT}:{project / 'src'}"}
    done = subprocess.run([str(environment / "bin" / "python"), "-m", f"benchmarks.{module}",
                           *arguments], cwd=project, env=variables, stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"benchmarks.{module} failed in {project}")
    return json.loads(done.stdout)
