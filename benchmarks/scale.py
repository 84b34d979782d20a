"""Scoring a million and ten million rows: `make predict`, plain pandas, and reading and writing."""

import os
import statistics
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.projects import PACKAGE, answer, generate
from benchmarks.timing import ROOT, Spent, project_environment, spent, with_bytecode

MILLIONS = tuple(map(int, os.environ.get("BENCH_MILLIONS", "1,10").split(",")))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LIMIT, LOGISTIC, TREES = "read and write", "make predict, logistic", "make predict, 100 trees"
PANDAS = "pandas, logistic"
MODELS = {LOGISTIC: "logistic_regression", TREES: "random_forest"}
TEXT = """
## Scale: a million rows and ten million

Parquet in, Parquet out: 8 numbers, 8 categories, row groups of 1,000,000 rows. Each way is a
process of its own, imports included; the ways are taken in turn in one run, a median of {rounds}
rounds.

- *read and write* is the limit: pyarrow streams the columns that the model reads, with the same
  settings as `make predict`, and writes as many of the columns that it writes (row, probability,
  prediction).
- *make predict* is the command as users type it, streaming on both cores.
- *pandas* is the plain way: the whole file in one DataFrame, `pipeline.predict_proba`, a Parquet
  file written. It was run for the logistic regression only, and beyond a million rows once only.

| rows | way | seconds | rows a second | peak MB |
| --- | --- | --- | --- | --- |
{table}

| plain pandas, to `make predict` | seconds | megabytes |
| --- | --- | --- |
{pandas}

scikit-learn's `predict_proba` of the 100 trees takes {numpy_seconds:.1f} s for a million rows that
lie in memory as a matrix of numbers.
"""


@dataclass(frozen=True)
class Way:
    """A way to score a table: the command, and the folder of the model if it needs one."""

    command: tuple[str, ...]
    model: str = MODELS[LOGISTIC]


# What each round took, by the millions of rows and the way; None where memory was not enough.
Taken = dict[tuple[int, str], list[Spent | None]]
Medians = dict[tuple[int, str], Spent | None]


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    project = generate(folder, "credit")
    numpy_seconds = answer(project, project_environment(), "scale_models",
                           *(str(millions) for millions in MILLIONS))
    taken: Taken = {}
    for number, millions, (name, way) in product(range(ROUNDS), MILLIONS, _ways().items()):
        if number and name == PANDAS and millions > 1:
            continue
        print(f"  round {number + 1} of {ROUNDS}: {name}, {millions} million", file=sys.stderr)
        taken.setdefault((millions, name), []).append(_run(project, way, millions))
    medians = {key: _median(found) for key, found in taken.items()}
    table = [f"| {millions},000,000 | {name} | {_row(millions, found)} |"
             for (millions, name), found in medians.items()]
    pandas = [f"| {millions},000,000 rows | {_beside_pandas(medians, millions)} |"
              for millions in MILLIONS]
    return TEXT.format(rounds=ROUNDS, table="\n".join(table), pandas="\n".join(pandas),
                       numpy_seconds=numpy_seconds), _goals(medians, numpy_seconds)


def _median(rounds: list[Spent | None]) -> Spent | None:
    done = [spent for spent in rounds if spent is not None]
    if not done:
        return None
    return Spent(statistics.median(each.seconds for each in done),
                 statistics.median(each.megabytes for each in done))


def _row(millions: int, found: Spent | None) -> str:
    if found is None:
        return "more memory than there is | |"
    return (f"{found.seconds:.1f} | {millions * 1e6 / found.seconds:,.0f} | "
            f"{found.megabytes:,.0f}")


def _ways() -> dict[str, Way]:
    predict = ("-m", PACKAGE, "predict", "--output", "scores.parquet", "--input")
    return {LIMIT: Way(("-m", "benchmarks.scale_ways", "limit")), LOGISTIC: Way(predict),
            TREES: Way(predict, MODELS[TREES]),
            PANDAS: Way(("-m", "benchmarks.scale_ways", "pandas"))}


def _run(project: Path, way: Way, millions: int) -> Spent | None:
    for file in (project / "bundles" / way.model).iterdir():
        (project / "models" / file.name).write_bytes(file.read_bytes())
    output = project / "scores.parquet"
    output.unlink(missing_ok=True)
    found = spent([str(project_environment() / "bin" / "python"), *way.command,
                   f"tables/{millions}.parquet"], project,
                  {**with_bytecode(), "PYTHONPATH": f"{ROOT}:{project / 'src'}"})
    return found if output.exists() else None


def _beside_pandas(medians: Medians, millions: int) -> str:
    pandas, ours = medians[millions, PANDAS], medians[millions, LOGISTIC]
    if pandas is None:
        return "more memory than there is | "
    return (f"{pandas.seconds / ours.seconds:.2f} times | "
            f"{pandas.megabytes / ours.megabytes:.2f} times")


def _goals(medians: Medians, numpy_seconds: float) -> list[Goal]:
    few, many = MILLIONS[0], MILLIONS[-1]
    # The matrix of all rows does not fit everybody's memory: it is tried with a million.
    in_memory = numpy_seconds + medians[1, LIMIT].seconds
    return [
        *(Goal(f"seconds of {LOGISTIC}, to reading and writing, {millions} million rows",
               medians[millions, LOGISTIC].seconds / medians[millions, LIMIT].seconds, 1.5)
          for millions in MILLIONS),
        Goal(f"seconds of {TREES}, to scikit-learn in memory and reading and writing, 1 million "
             "rows", medians[1, TREES].seconds / in_memory, 1),
        *(Goal(f"memory of {name}, {many} to {few} million rows",
               medians[many, name].megabytes / medians[few, name].megabytes, 1.2)
          for name in (LOGISTIC, TREES))]
