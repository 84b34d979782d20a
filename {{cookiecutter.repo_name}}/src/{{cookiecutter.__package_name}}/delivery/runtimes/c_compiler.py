"""The referee of model.c: a C compiler, and the program that it makes."""

import shutil
import tempfile
import time
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

from ...portable.model import PortableModel
from ..form import Delivery, Rows, Scored
from .answers import scored
from .commands import run
from .dates import as_texts

COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-std=c99", "-O2", "-ffp-contract=off", "-DSLIPWAY_MAIN")


def unavailable() -> str | None:
    """Say why this machine cannot run the program, if it cannot."""
    if compiler():
        return None
    return f"there is no C compiler (command {', '.join(COMPILERS)})"


def compiler() -> str | None:
    """Find a C compiler."""
    return next(filter(shutil.which, COMPILERS), None)


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.c."""
    with tempfile.TemporaryDirectory() as place:
        program = Path(place, "model")
        run([compiler(), *FLAGS, folder / "model.c", "-o", program, "-lm"])
        fields = _fields(delivery.model, rows)
        start = time.perf_counter()
        output = run([program], given=fields)
        seconds = time.perf_counter() - start
    return scored(delivery.model, _by_field(delivery.model, output), seconds)


def _fields(model: PortableModel, rows: Rows) -> bytes:
    """Write each input of each row as text up to a NUL, and an empty field behind each row."""
    columns = [_texts(as_texts(rows.columns[column.name]) if column.kind == "date"
                      else rows.columns[column.name].tolist()) for column in model.inputs]
    return "".join("".join(f"{text}\0" for text in row)
                   for row in zip(*columns, repeat("", len(rows)))).encode()


def _texts(values: Sequence[float | str | None]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _by_field(model: PortableModel, output: bytes) -> dict[str, list[str]]:
    answers = output.decode().split("\0")[:-1]
    names = ["prediction"]
    if model.classes is not None:
        names = ["probability", *names] if len(model.classes) == 2 else [
            *(f"probability_{name}" for name in model.classes), *names]
    return {name: answers[position::len(names)] for position, name in enumerate(names)}
