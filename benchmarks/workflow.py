"""The verbs of a generated project: with nothing to do, and the whole chain."""

import os
import shutil
import statistics
from functools import partial
from pathlib import Path

from benchmarks.timing import ROOT, medians, project_environment, run

ROUNDS = 5
CHAIN_ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
PROBLEMS = {"credit": "credit_risk", "houses": "house_prices"}
START = ("import sklearn.compose, sklearn.ensemble, sklearn.impute, sklearn.linear_model, "
         "sklearn.pipeline, sklearn.preprocessing, sklearn.tree")
# The verbs, and what they are to keep within; of their stages train alone needs scikit-learn.
CHAINS = {"predict": "at most 1.5", "predict evaluate": ""}
NOTHING = """
## A verb with nothing to do

In the project of the credit table after `make all`. Median of {rounds} rounds.

| | seconds | ratio |
| --- | --- | --- |
| `make all` (goal: under 0.1 s) | {make:.3f} | 1 |
| `dvc repro notebooks` | {dvc:.3f} | {ratio:.0f} |
"""
CHAIN = """
## The whole chain, from a generated project to predictions

`make predict` in a fresh project with its environment ready: data, train, predict; and with
evaluate besides. Beside each what cannot be spared: the `fit` calls of the cross-validation and of
the final model, one after another in a process that has everything loaded, and one start of an
interpreter with scikit-learn, for the stage that needs it. Median of {rounds} rounds.

| table | verbs | chain | fits | a start | fits + starts | ratio | goal |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def measure(folder: Path) -> str:
    """Measure and return the sections of the report."""
    return _nothing_to_do(folder) + _chain(folder)


def _nothing_to_do(folder: Path) -> str:
    project = _generate(folder, "credit")
    run(_make("all"), project)
    dvc = str(project_environment() / "bin" / "dvc")
    taken = medians({"make": lambda: run(_make("all"), project),
                     "dvc": lambda: run([dvc, "repro", "notebooks"], project)}, ROUNDS)
    return NOTHING.format(rounds=ROUNDS, ratio=taken["dvc"] / taken["make"], **taken)


def _chain(folder: Path) -> str:
    python = str(project_environment() / "bin" / "python")
    rows = []
    for problem, package in PROBLEMS.items():
        fits: list[float] = []

        project = folder / package

        def chain(*verbs: str) -> None:
            run(_make(*verbs), project)

        def fit() -> None:
            run(_make("data"), project)
            environment = ["env", f"PYTHONPATH={project / 'src'}"]
            fits.append(float(run([*environment, python, str(ROOT / "benchmarks" / "fits.py"),
                                   package], project)))

        taken = medians({verbs: partial(chain, *verbs.split()) for verbs in CHAINS}
                        | {"fits": fit, "start": lambda: run([python, "-c", START], folder)},
                        CHAIN_ROUNDS,
                        # A new folder each time: DVC must not find the outputs of an earlier one.
                        prepare=partial(_generate, folder, problem))
        fitting = statistics.median(fits[1:])
        for verbs, goal in CHAINS.items():
            least = fitting + taken["start"]
            rows.append(f"| {problem} | `make {verbs}` | {taken[verbs]:.1f} s | {fitting:.1f} s | "
                        f"{taken['start']:.1f} s | {least:.1f} s | {taken[verbs] / least:.2f} | "
                        f"{goal} |")
    return CHAIN.format(rounds=CHAIN_ROUNDS, rows="\n".join(rows))


def _generate(folder: Path, problem: str) -> Path:
    project = folder / PROBLEMS[problem]
    shutil.rmtree(project, ignore_errors=True)
    run(["cookiecutter", str(ROOT), "--no-input", "--output-dir", str(folder),
         f"problem={problem}"], folder)
    return project


def _make(*verbs: str) -> list[str]:
    return ["make", f"VENV={project_environment()}", *verbs]
