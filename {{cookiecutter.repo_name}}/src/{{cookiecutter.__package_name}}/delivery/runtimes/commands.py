"""Running a command to its end."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def run(command: Sequence[str | Path], folder: Path | None = None,
        given: str | bytes | None = None) -> str | bytes:
    """Run a command in a folder, on what it is `given` to read; return its output, of that type.

    Raises:
        RuntimeError: it failed; tells its last words.
    """
    text = isinstance(given, str)
    done = subprocess.run(command, cwd=folder, capture_output=True,
                          encoding="utf-8" if text else None,
                          **({"stdin": subprocess.DEVNULL} if given is None else {"input": given}))
    if done.returncode:
        said = done.stderr or done.stdout
        lines = (said if text else said.decode(errors="replace")).strip().splitlines()
        raise RuntimeError(f"{Path(command[0]).name} failed: "
                           f"{lines[-1] if lines else f'exit status {done.returncode}'}")
    return done.stdout
