"""Trying a table: a copy of a project with other data and another params.yaml, and its verbs."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tries.table import Try

VERBS = ("all", "deliver", "verify")


class Failed(Exception):
    """A verb failed; holds what it printed."""


@dataclass(frozen=True)
class Result:
    """What came of a try: the model's metric beside the baseline's, and the forms verified.

    `largest` is the largest difference of all forms, `verified` their count over all candidates
    and runtimes; `told` is what the report says of the gain over the baseline.
    """

    tried: Try
    rows: int
    columns: int
    model: str
    metric: str
    value: float
    baseline: float
    trials: int
    largest: float
    seconds: float


def prepare(tried: Try, base: Path, folder: Path) -> Path:
    """Copy a fresh project, and change nothing but the table and params.yaml."""
    project = folder / base.name
    shutil.copytree(base, project, symlinks=True)
    tried.write(tried.make(), project / "data" / "raw" / tried.file)
    path = project / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    for section, changes in tried.params().items():
        params[section] = changes if section == "features" else {**params[section], **changes}
    path.write_text(yaml.safe_dump(params, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return project


def run(tried: Try, project: Path, environment: Path) -> Result:
    """Run all verbs of a project.

    Raises:
        Failed: one of them failed.
    """
    started = time.perf_counter()
    for verb in VERBS:
        strict = ["STRICT=1"] if verb == "verify" else []
        done = subprocess.run(["make", f"VENV={environment}", verb, *strict], cwd=project,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=_variables())
        if done.returncode:
            raise Failed(f"{tried.name}: make {verb} in {project}:\n{done.stdout}")
    return _result(tried, project, time.perf_counter() - started)


def _result(tried: Try, project: Path, seconds: float) -> Result:
    metrics, delivery = (_json(project / "reports" / name)
                         for name in ("metrics.json", "delivery.json"))
    lineage = _json(project / "data" / "processed" / "lineage.json")
    name = metrics["metric"]
    return Result(tried, lineage["rows"], len(lineage["columns"]), metrics["model"], name,
                  metrics["test"][name]["value"], metrics["baseline"][name], delivery["trials"],
                  max(delivery["largest_difference"].values()), seconds)


def _variables() -> dict[str, str]:
    # What a make above says is not for the project's.
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
