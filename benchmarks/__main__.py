"""`make bench`: measure side by side, print the ratios, write docs/benchmarks.md."""

import platform
import tempfile
from datetime import date
from pathlib import Path

from benchmarks import generation, workflow
from benchmarks.timing import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `make bench` on {day}: {cores} cores, Python {python}, all rows of a table in one run,
with compiled bytecode. Compare the ratios; the seconds depend on the machine.
"""


def main() -> None:
    """Run every benchmark in a scratch folder."""
    REPORT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sections = [measure(Path(folder)) for measure in
                    (generation.measure, workflow.measure)]
    head = HEAD.format(day=date.today(), cores=cores(), python=platform.python_version())
    report = "\n".join([head, *sections])
    REPORT.write_text(report, encoding="utf-8")
    print(report)


def cores() -> int:
    """Count the cores that this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


if __name__ == "__main__":
    main()
