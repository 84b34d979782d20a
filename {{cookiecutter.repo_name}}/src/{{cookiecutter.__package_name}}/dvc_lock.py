"""Telling whether DVC runs, and taking away what a killed one leaves in the way of the next."""

import json
import time
from pathlib import Path

ATTEMPTS = 5
PAUSE = 0.05  # seconds
DVC_PROCESS = Path(".dvc/tmp/lock")
CLOCKS_DIFFER = 2.0  # seconds between the clock of processes and that of files


def clear_stale_lock(path: Path) -> None:
    """Remove DVC's list of the files in use, `path`, unless a process in it still runs.

    DVC itself passes over processes that are gone. It stops for good at a list that a kill cut
    off, at a process that has ended but that its parent has not taken note of, and at a number
    that was given to another process since.
    """
    written, pids = 0.0, set()
    for _ in range(ATTEMPTS):
        try:
            written, pids = path.stat().st_mtime, _pids(path.read_text(encoding="utf-8"))
            break
        except FileNotFoundError:
            return
        except (ValueError, TypeError, AttributeError, KeyError):
            time.sleep(PAUSE)  # DVC may be writing it just now.
    if not any(_runs(pid, written) for pid in pids):
        path.unlink(missing_ok=True)


def dvc_runs(note: Path = DVC_PROCESS) -> bool:
    """Tell whether the process that DVC noted when it last took its lock still runs.

    DVC takes it whenever it writes dvc.lock, and has then given back the files that it used.
    """
    try:
        return _runs(int(note.read_text(encoding="utf-8")), note.stat().st_mtime)
    except (OSError, ValueError):
        return False


def _pids(text: str) -> set[int]:
    """Name the processes that read or write files, as `dvc.rwlock` notes them."""
    noted = json.loads(text)
    users = [*noted.get("write", {}).values(),
             *(reader for readers in noted.get("read", {}).values() for reader in readers)]
    return {int(user["pid"]) for user in users if user}


def _runs(pid: int, written: float) -> bool:
    """Tell whether the process that wrote its number down then, in seconds, still runs."""
    import psutil  # Seldom needed, and each verb waits for this module.

    try:
        process = psutil.Process(pid)
        return (process.status() != psutil.STATUS_ZOMBIE
                and process.create_time() <= written + CLOCKS_DIFFER)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # another user's
