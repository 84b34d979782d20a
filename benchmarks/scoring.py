"""`make predict` by the portable form, beside the same command by the scikit-learn pipeline."""

import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.projects import PACKAGE, answer, generate
from benchmarks.timing import Spent, project_environment, spent, with_bytecode

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
START_ROUNDS, ROUNDS = 3, int(os.environ.get("BENCH_ROUNDS", "3"))
# Microseconds of one record: of models that add up, and of ensembles of trees.
MOST, MOST_OF_TREES = 10, 60
ADDITIVE = ("logistic_regression", "scorecard")
WAYS = ("pipeline", "portable")
TABLES = {"one.parquet": START_ROUNDS, "many.parquet": ROUNDS, "many.csv": ROUNDS}
TEXT = """
## Scoring: the portable form beside the pipeline

`make predict` scores with the portable form; before, it scored with the scikit-learn pipeline
through pandas, batch by batch too. Here the same command scores the same rows of the credit table
with the same fitted model in both ways. The start is a whole process with a single row; rows a
second and the peak of memory are those of a whole process with {rows:,} rows. One record is scored
within a process: as a table of one row, and as a dict. Median of {start_rounds} rounds of the
start, {rounds} of the tables, taken in turn. A ratio says how many times better the portable form
is.

| model | | pipeline | portable | ratio |
| --- | --- | --- | --- | --- |
{lines}
"""

# What each round took, by the model, the file that is scored and the way.
Taken = dict[tuple[str, str, str], list[Spent]]


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    project = generate(folder, "credit")
    models = answer(project, project_environment(), "scoring_models", str(ROWS))
    records = answer(project, project_environment(), "scoring_records")
    taken = _in_turn(project, models)
    lines = [line for model in models for line in _lines(model, taken, records[model])]
    return TEXT.format(start_rounds=START_ROUNDS, rounds=ROUNDS, rows=ROWS,
                       lines="\n".join(lines)), [
        Goal(f"microseconds to score one record, {model.replace('_', ' ')}",
             1e6 * records[model]["portable"], MOST if model in ADDITIVE else MOST_OF_TREES)
        for model in models]


def _in_turn(project: Path, models: Sequence[str]) -> Taken:
    taken: Taken = {}
    for number, model, table in product(range(max(TABLES.values())), models, TABLES):
        if number >= TABLES[table]:
            continue
        print(f"  round {number + 1} of {TABLES[table]}: {model}, {table}", file=sys.stderr)
        for way in WAYS:
            shutil.copytree(project / "bundles" / model / way, project / "models",
                            dirs_exist_ok=True)
            taken.setdefault((model, table, way), []).append(_predict(project, table))
    return taken


def _predict(project: Path, table: str) -> Spent:
    """Score a table in a process of its own."""
    command = [str(project_environment() / "bin" / "python"), "-m", PACKAGE, "predict",
               "--input", f"tables/{table}", "--output", "scores.csv"]
    return spent(command, project, {**with_bytecode(), "PYTHONPATH": str(project / "src")})


def _lines(model: str, taken: Taken, record: dict[str, float]) -> list[str]:
    def medians(table: str, part: str) -> list[float]:
        return [statistics.median(getattr(each, part) for each in taken[model, table, way])
                for way in WAYS]

    def line(words: str, pipeline: float, portable: float, more_is_better: bool = False) -> str:
        ratio = portable / pipeline if more_is_better else pipeline / portable
        return (f"| {model.replace('_', ' ')} | {words} | {_number(pipeline)} | "
                f"{_number(portable)} | {_number(ratio)} |")
    rates = {table: [ROWS / seconds for seconds in medians(table, "seconds")]
             for table in ("many.parquet", "many.csv")}
    return [
        line("start, s", *medians("one.parquet", "seconds")),
        line("Parquet, rows a second", *rates["many.parquet"], more_is_better=True),
        line("CSV, rows a second", *rates["many.csv"], more_is_better=True),
        line("Parquet, peak MB", *medians("many.parquet", "megabytes")),
        line("CSV, peak MB", *medians("many.csv", "megabytes")),
        line("one record, microseconds", *(1e6 * record[way] for way in WAYS)),
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
