"""The referee of model.c: a C compiler, and the program that it makes."""

import shutil
import subprocess
import tempfile
import time
from itertools import repeat
from pathlib import Path

from ...portable.model import PortableModel
from ..form import Delivery, Rows, Scored
from .answers import scored

COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-std=c99", "-O2", "-ffp-contract=off", "-DSLIPWAY_MAIN")


def unavailable() -> str | None:
    """Say why this machine cannot run the program, if it cannot."""
    if any(map(shutil.which, COMPILERS)):
        return None
    return f"there is no C compiler (command {', '.join(COMPILERS)})"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.c."""
    compiler = next(filter(shutil.which, COMPILERS))
    with tempfile.TemporaryDirectory() as place:
        program = Path(place, "model")
        subprocess.run([compiler, *FLAGS, folder / "model.c", "-o", program, "-lm"], check=True)
        fields = _fields(delivery.model, rows)
        start = time.perf_counter()
        done = subprocess.run([program], input=fields, check=True, stdout=subprocess.PIPE)
        seconds = time.perf_counter() - start
    return scored(delivery.model, _by_field(delivery.model, done.stdout), seconds)


def _fields(model: PortableModel, rows: Rows) -> bytes:
    """Write each input of each row as text up to a NUL, and an empty field behind each row."""
    columns = [_texts(rows.columns[column.name].tolist()) for column in model.inputs]
    return "".join("".join(f"{text}\0" for text in row)
                   for row in zip(*columns, repeat("", len(rows)))).encode()


def _texts(values: list[float | str | None]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _by_field(model: PortableModel, output: bytes) -> dict[str, list[str]]:
    answers = output.decode().split("\0")[:-1]
    names = ["prediction"]
    if model.classes is not None:
        names = ["probability", *names] if len(model.classes) == 2 else [
            *(f"probability_{name}" for name in model.classes), *names]
    return {name: answers[position::len(names)] for position, name in enumerate(names)}
