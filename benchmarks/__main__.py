"""`make bench`: measure side by side, print the ratios, write docs/benchmarks.md and its pages.

`make bench ONLY=scoring` measures one thing, and writes its page and the overview.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks import (
    converters,
    fuzz,
    generation,
    scale,
    scoring,
    serving,
    soak,
    verification,
    workflow,
)
from benchmarks.goals import HEAD, rows_of, section
from benchmarks.timing import ROOT

OVERVIEW = ROOT / "docs" / "benchmarks.md"
PAGES = ROOT / "docs" / "benchmarks"
MEASURES = {"generation": generation.measure, "workflow": workflow.measure,
            "scoring": scoring.measure, "scale": scale.measure,
            "converters": converters.measure, "serving": serving.measure, "soak": soak.measure,
            "fuzz": fuzz.measure, "verification": verification.measure}
COMPARED = {
    "generation": "making a project with an empty template",
    "workflow": "the verbs with the fits alone, and with `dvc repro`",
    "scoring": "the portable form with the scikit-learn pipeline",
    "scale": "`make predict` of many rows with pandas, and with reading and writing alone",
    "converters": "the forms with those of skl2onnx, sklearn2pmml and orbital",
    "serving": "`make serve` with Flask, MLflow and a FastAPI application that returns a constant",
    "soak": "each answer of five minutes at full load with the portable model's",
    "fuzz": "what `make serve` answers to broken requests with what its document promises",
    "verification": "every form of both default projects with scikit-learn"}
WHOLE = """\
# Benchmarks

Written by `make bench` out of its pages. `make bench ONLY=<page>` measures one of them anew; its
goals stand at its end, and here. What a page compares was run side by side, or in turns, in one run
with compiled bytecode.
{sections}
"""
SECTION = """
## [{name}](benchmarks/{name}.md)

Compares {compared}.

{goals}
"""
PAGE = """\
# Benchmark: {name}

Written by `make bench ONLY={name}` on {day}: {cores} cores, Python {python}. Compare the ratios;
the seconds depend on the machine.

{measured}
"""


def main(only: Sequence[str]) -> None:
    """Run every benchmark, or those of these names, each in a scratch folder."""
    for name in only or MEASURES:
        with tempfile.TemporaryDirectory() as folder:
            measured, goals = MEASURES[name](Path(folder))
        page = PAGE.format(name=name, day=date.today(), cores=cores(),
                           python=platform.python_version(),
                           measured=f"{measured.strip()}\n{section(goals)}")
        (PAGES / f"{name}.md").write_text(page, encoding="utf-8")
        OVERVIEW.write_text(overview(), encoding="utf-8")
        print(page, flush=True)


def overview() -> str:
    """Gather the goals of all pages."""
    pages = {name: (PAGES / f"{name}.md").read_text(encoding="utf-8") for name in MEASURES}
    return WHOLE.format(sections="".join(
        SECTION.format(name=name, compared=COMPARED[name], goals="\n".join([HEAD, *rows_of(page)]))
        for name, page in pages.items()).rstrip())


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


if __name__ == "__main__":
    main(sys.argv[1:])
