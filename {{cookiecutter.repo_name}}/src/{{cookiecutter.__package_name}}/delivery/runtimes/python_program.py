"""The referee of model.py: a Python of its own, which sees the standard library alone."""

import json
import sys
from pathlib import Path

from ..form import Delivery, Rows, Scored
from .answers import by_field, records_json, scored
from .commands import run

# -I and -S leave out the environment's variables, its packages and the current folder; -B leaves
# nothing behind in the folder of what was delivered.
COMMAND = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", """
import importlib.util, json, sys, time
spec = importlib.util.spec_from_file_location("model", sys.argv[1])
model = importlib.util.module_from_spec(spec)
spec.loader.exec_module(model)
records = json.load(sys.stdin)
start = time.perf_counter()
answers = [model.score(record) for record in records]
seconds = time.perf_counter() - start
json.dump({"answers": answers, "seconds": seconds}, sys.stdout)
"""]


def unavailable() -> str | None:
    """Say nothing: where this project runs, there is a Python."""
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.py."""
    found = json.loads(run([*COMMAND, folder / "model.py"],
                           given=records_json(delivery.model, rows)))
    return scored(delivery.model, by_field(found["answers"]), found["seconds"])
