"""`make serve` asked by schemathesis, and by records that are bent at random."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.processes import free_port, serving
from benchmarks.projects import PACKAGE, TABLES, answer, generate
from benchmarks.timing import project_environment, run, with_bytecode

BODIES = int(os.environ.get("FUZZ_BODIES", "20000"))
EXAMPLES = 1000
COUNTS = re.compile(r"([\d,]+) generated(?:, ([\d,]+) found)?")
TEXT = """
## Live scoring, asked for what it should refuse

`make serve` over HTTP. schemathesis makes requests out of the OpenAPI document, {examples:,} at
most for each operation, some right and some wrong, and holds each answer against the document. Bent
bodies are records whose names, values and bytes were changed at random (fixed seed); which status
each is due, JSON Schema and a strict reader of Python's own JSON say.

| table | schemathesis: requests, found wrong | bent bodies | by status | other than is due | 5xx |
| --- | --- | --- | --- | --- | --- |
{lines}
"""


@dataclass(frozen=True)
class Found:
    """What a server answered: requests of schemathesis, those with a fault, and bent bodies."""

    requests: int
    faults: int
    statuses: dict[str, int]
    wrong: int

    @property
    def severe(self) -> int:
        """Count the answers that blame the server."""
        return sum(count for status, count in self.statuses.items() if status >= "500")


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Ask the servers of both tables; return the section of the report, and the goals."""
    found = {table: _ask(generate(folder, table)) for table in TABLES}
    return TEXT.format(examples=EXAMPLES, lines="\n".join(starmap(_line, found.items()))), [
        Goal("answers that contradict the document", sum(each.faults for each in found.values()),
             0),
        Goal("answers to bent bodies other than is due", sum(each.wrong for each in found.values()),
             0),
        Goal("answers 5xx", sum(each.severe for each in found.values()), 0)]


def _ask(project: Path) -> Found:
    environment, port = project_environment(), free_port()
    run(["make", f"VENV={environment}", "train"], project)
    command = [str(environment / "bin/python"), "-m", PACKAGE, "serve", "--port", str(port)]
    variables = {**with_bytecode(), "PYTHONPATH": str(project / "src")}
    with serving(command, project, port, "/ready", variables):
        requests, wrong = _schemathesis(f"http://127.0.0.1:{port}", project)
        found = answer(project, environment, "fuzz_run", str(port), str(BODIES))
    return Found(requests, wrong, found["statuses"], found["wrong"])


def _line(table: str, found: Found) -> str:
    statuses = "; ".join(f"{status}: {count:,}" for status, count in found.statuses.items())
    return (f"| {table} | {found.requests:,}, {found.faults:,} | {BODIES:,} | {statuses} | "
            f"{found.wrong:,} | {found.severe} |")


def _schemathesis(address: str, project: Path) -> tuple[int, int]:
    """Count the requests of schemathesis, and those that it found fault with."""
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--no-color",
         "--seed", "1", "-n", str(EXAMPLES), "--continue-on-failure"],
        cwd=project, env=with_bytecode(), capture_output=True, text=True)
    counts = COUNTS.search(done.stdout)
    if counts is None or "errored" in done.stdout:
        sys.exit(f"schemathesis failed:\n{done.stdout}{done.stderr}")
    generated, wrong = (int((count or "0").replace(",", "")) for count in counts.groups())
    if wrong or done.returncode:
        print(done.stdout, file=sys.stderr)
    return generated, wrong
