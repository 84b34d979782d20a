"""`make bench`: measure side by side, print the ratios, write docs/benchmarks/.

`make bench ONLY=scoring` measures one thing and writes its page alone.
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
from benchmarks.timing import ROOT

PAGES = ROOT / "docs" / "benchmarks"
MEASURES = {"generation": generation.measure, "workflow": workflow.measure,
            "scoring": scoring.measure, "scale": scale.measure, "serving": serving.measure,
            "soak": soak.measure, "fuzz": fuzz.measure, "converters": converters.measure,
            "verification": verification.measure}
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
            measured = MEASURES[name](Path(folder)).strip()
        page = PAGE.format(name=name, day=date.today(), cores=cores(),
                           python=platform.python_version(), measured=measured)
        (PAGES / f"{name}.md").write_text(page, encoding="utf-8")
        print(page, flush=True)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


if __name__ == "__main__":
    main(sys.argv[1:])
