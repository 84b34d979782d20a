"""Timing whole commands, several rounds of several commands taken in turn."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project_environment() -> Path:
    """The environment of the generated projects, named by PROJECT_VENV (`make bench` sets it)."""
    return Path(os.environ["PROJECT_VENV"])


def with_bytecode() -> dict[str, str]:
    """The environment variables of a user: compiled bytecode is written and used."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return {**environment, "DVC_NO_ANALYTICS": "1"}


def run(command: Sequence[str], folder: Path) -> str:
    """Run a command to its end and return what it printed; an error ends the benchmark."""
    done = subprocess.run(command, cwd=folder, env=with_bytecode(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{done.stdout}")
    return done.stdout


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds by the wall clock, and megabytes of memory at its peak."""

    seconds: float
    megabytes: float


def spent(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Spent:
    """Run a command as a process of its own; an error ends the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, env=environment)
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{said}")
    # In kB on Linux, in bytes on macOS.
    return Spent(elapsed, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def seconds(action: Callable[[], object]) -> float:
    """Time one call by the wall clock."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def medians(actions: Mapping[str, Callable[[], object]], rounds: int,
            prepare: Callable[[], object] = lambda: None) -> dict[str, float]:
    """Time each action in turn, `rounds` times over, and take each one's median in seconds.

    Taking them in turn lets a slow moment of the machine fall on all alike. A first round, not
    counted, fills the caches. `prepare` is called ahead of each action, and not timed.
    """
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds + 1):
        for name, action in actions.items():
            print(f"  round {number} of {rounds}: {name}", file=sys.stderr)
            prepare()
            elapsed = seconds(action)
            if number:
                taken[name].append(elapsed)
    return {name: statistics.median(values) for name, values in taken.items()}
