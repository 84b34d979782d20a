"""The referee of the wheel: installed by pip or uv, imported where numpy is all there is."""

import importlib.util
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from ..form import Delivery, Rows, Scored
from .answers import by_field, columns_json, records_json, scored
from .commands import run

# The folder that holds numpy holds other libraries too: they are hidden from the import.
DRIVER = """
import importlib, json, sys, time
target, libraries, name = sys.argv[1:]
class OnlyNumpy:
    def find_spec(self, module, path=None, target=None):
        if module.partition(".")[0] not in {*sys.stdlib_module_names, "numpy", name}:
            raise ImportError(f"{module} is more than numpy")
sys.meta_path.insert(0, OnlyNumpy())
sys.path += [target, libraries]
score = importlib.import_module(name).score
rows = json.load(sys.stdin)
start = time.perf_counter()
answers = score(rows)
seconds = time.perf_counter() - start
if isinstance(answers, dict):
    answers = {field: column.tolist() for field, column in answers.items()}
json.dump({"answers": answers, "seconds": seconds}, sys.stdout)
"""


def unavailable() -> str | None:
    """Say why this machine cannot install the wheel, if it cannot."""
    return None if _installer() else "neither pip nor uv is installed"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Install the wheel into a folder of its own and score rows with it."""
    (wheel,) = folder.glob("*.whl")
    # No columns at all would not tell how many rows there are.
    by_columns = bool(delivery.model.inputs)
    with tempfile.TemporaryDirectory() as target:
        run([*_installer(), "--quiet", "--no-deps", "--no-index", "--target", target, wheel])
        libraries = Path(np.__file__).parent.parent
        (package,) = (path.parent for path in Path(target).glob("*/__main__.py"))
        found = json.loads(run(
            [sys.executable, "-I", "-S", "-X", "utf8", "-c", DRIVER, target, libraries,
             package.name],
            given=(columns_json if by_columns else records_json)(delivery.model, rows)))
    answers = found["answers"] if by_columns else by_field(found["answers"])
    return scored(delivery.model, answers, found["seconds"])


def _installer() -> list[str] | None:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    return [uv, "pip", "install", "--python", sys.executable] if uv else None
