"""A Dask cluster of processes of their own: what it is sent stays out of the tests' process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """A scheduler and a worker that know nothing of this package; yields the address."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    address_file = folder / "scheduler.json"
    commands = [["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                 "--scheduler-file", str(address_file)],
                ["worker", "--scheduler-file", str(address_file), "--no-dashboard",
                 "--nthreads", "1", "--local-directory", str(folder)]]
    processes = [subprocess.Popen([sys.executable, "-m", "dask", *command], cwd=folder,
                                  env=environment, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) for command in commands]
    try:
        # Dask makes the file first, and writes to it then.
        while not (address_file.exists() and address_file.stat().st_size):
            assert processes[0].poll() is None
            time.sleep(0.05)
        yield json.loads(address_file.read_text())["address"]
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(20)
