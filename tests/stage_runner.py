"""Running single stages of a project, many in a second, as its command line runs them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workflow import environment, shell_variables


@dataclass(frozen=True)
class Run:
    """What became of a stage."""

    status: int
    printed: str
    complaints: str


class Stages:
    """Runs stages in copies of a project: each in a process of its own, forked from one."""

    def __init__(self, package: str, source: Path, folder: Path):
        self.outputs = [folder / "printed", folder / "complaints"]
        self.process = subprocess.Popen(
            [environment() / "bin/python", Path(__file__).with_name("forked_stages.py"), package],
            env=shell_variables(PYTHONPATH=str(source), PYTHONDONTWRITEBYTECODE="1",
                                OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, project: Path, *arguments: str) -> Run:
        """Run `python -m <package> <arguments>` in a project."""
        request = [str(project), arguments, *map(str, self.outputs)]
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        return Run(status, *(output.read_text(encoding="utf-8") for output in self.outputs))
