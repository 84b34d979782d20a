"""Scoring a million and ten million rows: `make predict`, plain pandas, and reading and writing."""

import os
import statistics
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

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

| ratio | at most | found |
| --- | --- | --- |
{ratios}
"""


@dataclass(frozen=True)
class Way:
    """A way to score a table: the command, and the folder of the model if it needs one."""

    command: tuple[str, ...]
    model: str = MODELS[LOGISTIC]


# What each round took, by the millions of rows and the way; None where memory was not enough.
Taken = dict[tuple[int, str], list[Spent | None]]


def measure(folder: Path) -> str:
    """Measure and return the section of the report."""
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
    return TEXT.format(rounds=ROUNDS, table="\n".join(table),
                       ratios="\n".join(_ratios(medians, numpy_seconds)))


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


def _ratios(medians: dict[tuple[int, str], Spent | None], numpy_seconds: float) -> list[str]:
    lines = []

    def line(words: str, most: str, upper: Spent | None, lower: Spent, part: str = "seconds"
             ) -> None:
        found = "-" if upper is None else f"{getattr(upper, part) / getattr(lower, part):.2f}"
        lines.append(f"| {words} | {most} | {found} |")
    few, many = MILLIONS[0], MILLIONS[-1]
    for millions in MILLIONS:
        line(f"seconds, logistic to read and write, {millions} million rows", "1.5, the goal 1.3",
             medians[millions, LOGISTIC], medians[millions, LIMIT])
    for name in (LOGISTIC, TREES):
        line(f"memory of {name}, {many} to {few} million rows", "1.2",
             medians[many, name], medians[few, name], "megabytes")
    # The matrix of all rows does not fit everybody's memory: it is tried with a million.
    line("seconds, 100 trees to scikit-learn's predict_proba on a numpy matrix in memory "
         f"({numpy_seconds:.1f} s) plus read and write, 1 million rows", "1", medians[1, TREES],
         Spent(numpy_seconds + medians[1, LIMIT].seconds, 0))
    for millions, part in product(MILLIONS, ("seconds", "megabytes")):
        line(f"{part}, pandas to make predict, logistic, {millions} million rows", "",
             medians[millions, PANDAS], medians[millions, LOGISTIC], part)
    return lines
