"""The list of files in use that DVC keeps: removed when nobody uses them any more."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from slipway_package.dvc_lock import clear_stale_lock, dvc_runs


def write_lock(pid: int) -> Path:
    user = {"pid": pid, "cmd": "dvc repro"}
    Path("rwlock").write_text(json.dumps({"write": {"/a": user}, "read": {"/b": [user]}}))
    return Path("rwlock")


def test_files_in_use_stay_so(folder: Path) -> None:
    lock = write_lock(os.getpid())
    clear_stale_lock(lock)
    assert lock.exists()


def test_a_process_that_is_gone_or_has_ended_uses_nothing(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as process:
        process.stdout.read()
        lock = write_lock(process.pid)
        for _ in range(100):
            clear_stale_lock(lock)
            if not lock.exists():
                break
            time.sleep(0.05)
        assert process.returncode is None and not lock.exists()
    lock = write_lock(process.pid)
    clear_stale_lock(lock)
    assert not lock.exists()


def test_a_number_that_another_process_got_since_uses_nothing(folder: Path) -> None:
    lock = write_lock(os.getpid())
    os.utime(lock, (0, 0))
    clear_stale_lock(lock)
    assert not lock.exists()


@pytest.mark.parametrize("text", ["", '{"write": {"/a": {"pi', "[]", '{"read": 1}'])
def test_a_list_that_was_cut_off_is_removed(folder: Path, text: str) -> None:
    Path("rwlock").write_text(text)
    clear_stale_lock(Path("rwlock"))
    assert not Path("rwlock").exists()
    clear_stale_lock(Path("rwlock"))


def test_dvc_runs_while_the_process_that_it_noted_does(folder: Path) -> None:
    note = Path("lock")
    assert not dvc_runs(note)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    for text, runs in [("", False), (" 1", False), (f" {process.pid}\n", False),
                       (f" {os.getpid()}\n", True)]:
        note.write_text(text)
        if text == " 1":
            os.utime(note, (0, 0))
        assert dvc_runs(note) == runs
