"""`make serve` at full load for minutes, with bad requests among the good ones."""

import os
import sys
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.projects import answer, generate
from benchmarks.timing import project_environment, run

SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))
TEXT = """
## Live scoring for {minutes:g} minutes at full load

`make serve` with the model of the credit table, asked over 16 connections as fast as it answers,
one request in ten a bad one (broken, nested, doubled, unknown). Client and server share the
machine.

| | |
| --- | --- |
| answers | {answers:,} ({rate:,.0f} a second) |
| by status | {statuses} |
| not the portable model's answer to the last bit, or not the status that is due | {wrong} |
| rows in the log of requests | {logged:,}: {each_once} |
| memory (PSS) early on and at the end | {first:.0f} MB, {last:.0f} MB |
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Soak; return the section of the report, and the goals; a wrong answer ends the benchmark."""
    project = generate(folder, "credit")
    run(["make", f"VENV={project_environment()}", "train"], project)
    found = answer(project, project_environment(), "soak_run", str(SECONDS))
    if found["count_wrong"] or not found["each_once"]:
        sys.exit(f"the soak went wrong: {found}")
    statuses = ", ".join(f"{status}: {count:,}" for status, count in found["statuses"].items())
    return TEXT.format(minutes=SECONDS / 60, answers=found["answers"], rate=found["rate"],
                       statuses=statuses, wrong=found["count_wrong"], logged=found["logged"],
                       each_once="every answered request exactly once",
                       first=found["first_megabytes"], last=found["last_megabytes"]), [
        Goal("answers other than is due", found["count_wrong"], 0),
        Goal("memory, at the end to early on", found["last_megabytes"] / found["first_megabytes"],
             1.1)]
