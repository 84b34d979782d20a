"""The server as a process of its own, and asking it over the network."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import slipway_package

SECONDS = 30.0


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen
    port: int

    def ask(self, path: str, record: Any = None, headers: dict[str, str] = {}) -> tuple[int, Any]:
        """Send one request; return the status, and what came back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        body = None if record is None else json.dumps(record)
        connection.request("GET" if body is None else "POST", path, body,
                           {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(content) if is_json else content.decode()

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; return its exit status and what it wrote."""
        self.process.send_signal(how)
        written = self.process.communicate(timeout=SECONDS)[0]
        return self.process.returncode, written


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def running(port: int, *arguments: str, **environment: str) -> Iterator[Server]:
    """Start the server of the project in the current folder; it or an argument names the port."""
    path = str(Path(slipway_package.__file__).parents[1])
    name = slipway_package.__name__
    process = subprocess.Popen([sys.executable, "-m", name, "serve", *arguments],
                               env={**os.environ, "PYTHONPATH": path, **environment}, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    server = Server(process, port)
    try:
        wait_until(lambda: is_ready(server))
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def is_ready(server: Server) -> bool:
    """Tell whether the server answers."""
    assert server.process.poll() is None, server.process.stdout.read()
    try:
        # The answer of another, where this one could not listen, does not count.
        return server.ask("/ready")[0] == 200 and server.process.poll() is None
    except OSError:
        return False


def wait_until(holds: Any) -> None:
    """Wait until something holds."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
