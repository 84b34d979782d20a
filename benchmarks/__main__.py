"""`make bench`: measure side by side, print the ratios, write docs/benchmarks.md.

`make bench ONLY=scoring` prints one section and writes nothing.
"""

import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks import (
    converters,
    generation,
    scale,
    scoring,
    serving,
    soak,
    verification,
    workflow,
)
from benchmarks.timing import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"
SECTIONS = {"generation": generation.measure, "workflow": workflow.measure,
            "scoring": scoring.measure, "scale": scale.measure, "serving": serving.measure,
            "soak": soak.measure, "converters": converters.measure,
            "verification": verification.measure}
HEAD = """\
# Benchmarks

Written by `make bench` on {day}: {cores} cores, Python {python}, all rows of a table in one run,
with compiled bytecode. Compare the ratios; the seconds depend on the machine.
"""


def main(only: Sequence[str]) -> None:
    """Run every benchmark, or those of these names, each in a scratch folder."""
    sections = []
    for name in only or SECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            sections.append(SECTIONS[name](Path(folder)))
    head = HEAD.format(day=date.today(), cores=cores(), python=platform.python_version())
    report = "\n".join([head, *sections])
    if not only:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(report, encoding="utf-8")
    print(report)


def cores() -> int:
    """Count the cores that this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


if __name__ == "__main__":
    main(sys.argv[1:])
