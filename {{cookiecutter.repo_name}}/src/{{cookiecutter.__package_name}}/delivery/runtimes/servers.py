"""Database servers for a while: started in a temporary folder, stopped when this process ends."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PATIENCE = 60


def find_command(name: str, folders: Sequence[Path] = ()) -> str | None:
    """Find a command, on PATH or in `folders`."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *map(str, folders)])
    return shutil.which(name, path=path)


def make_folder(user: str) -> Path:
    """Make a folder for `user` (for ourselves, where we are not root), gone with this process."""
    folder = Path(tempfile.mkdtemp(prefix="slipway-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    return folder


def as_user(user: str, command: Sequence[str]) -> list[str]:
    """Let a command run as `user` where we are root, as which servers do not run.

    Where the system can, it also ends when this process is killed.
    """
    if find_command("setpriv") is None:
        return list(command)
    change = [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=TERM", *change, *command]


def start(command: Sequence[str], folder: Path, connect: Callable[[], object],
          end: signal.Signals) -> None:
    """Start a server, wait until `connect` succeeds, and `end` it when this process ends.

    Nothing that it holds is kept, so that it need not be ended gently.

    Raises:
        RuntimeError: it does not answer; its own words are in server.log, in `folder`.
    """
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.STDOUT)
    atexit.register(_stop, server, end)
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connect()
            return
        except Exception:  # Each driver has errors of its own for a server that is not up yet.
            time.sleep(0.05)
    raise RuntimeError(f"{command[0]} does not answer: {log.read_text(errors='replace')[-500:]}")


def _stop(server: subprocess.Popen, end: signal.Signals) -> None:
    server.send_signal(end)
    server.wait(PATIENCE)
