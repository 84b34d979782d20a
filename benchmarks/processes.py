"""Servers as processes: starting them, waiting for their first answer, weighing their memory."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0


@dataclass(frozen=True)
class Process:
    """A running server, and the seconds until its first answer."""

    process: subprocess.Popen
    port: int
    start_seconds: float

    def megabytes(self) -> float:
        """Add up the memory (PSS) of the process and its descendants."""
        return sum(map(_pss, _family(self.process.pid))) / 1e3


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def serving(command: Sequence[str], folder: Path, port: int, path: str,
            variables: Mapping[str, str]) -> Iterator[Process]:
    """Start a server and wait until GET `path` is answered; stop it at the end."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                sys.exit(f"{' '.join(command)} does not serve")
            time.sleep(0.005)
        yield Process(process, port, time.perf_counter() - started)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        connection.getresponse().read()
        return True
    except OSError:
        return False
    finally:
        connection.close()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in _family(int(child)))]


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0
