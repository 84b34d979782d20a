"""The referee of model.js: Node."""

import json
import shutil
import tempfile
from pathlib import Path

from ..form import Delivery, Rows, Scored
from .answers import by_field, records_json, scored
from .commands import run

DRIVER = """
import { readFileSync } from "node:fs";
import { score } from "./model.mjs";
const records = JSON.parse(readFileSync(0, "utf8"));
const start = performance.now();
const answers = records.map(score);
const seconds = (performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ answers, seconds }));
"""


def unavailable() -> str | None:
    """Say why this machine cannot run the program, if it cannot."""
    return None if shutil.which("node") else "Node is not installed (command node)"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.js."""
    with tempfile.TemporaryDirectory() as place:
        # Called so, every Node takes the file for a module.
        shutil.copy(folder / "model.js", Path(place, "model.mjs"))
        Path(place, "driver.mjs").write_text(DRIVER, encoding="utf-8")
        found = json.loads(run(["node", "driver.mjs"], Path(place),
                               records_json(delivery.model, rows)))
    return scored(delivery.model, by_field(found["answers"]), found["seconds"])
