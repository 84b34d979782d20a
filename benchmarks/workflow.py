"""The verbs of a generated project: with nothing to do, and the whole chain."""

import os
import shutil
import statistics
from functools import partial
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.timing import ROOT, medians, project_environment, run

ROUNDS = 5
CHAIN_ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
PROBLEMS = {"credit": "credit_risk", "houses": "house_prices"}
START = ("import sklearn.compose, sklearn.ensemble, sklearn.impute, sklearn.linear_model, "
         "sklearn.pipeline, sklearn.preprocessing, sklearn.tree")
# Of the stages of these verbs train alone needs scikit-learn. To predictions there is a goal.
GOAL = "predict"
CHAINS = (GOAL, "predict evaluate")
NOTHING = """
## A verb with nothing to do

In the project of the credit table after `make all`. Median of {rounds} rounds.

| | seconds | ratio |
| --- | --- | --- |
| `make all` | {make:.3f} | 1 |
| `dvc repro notebooks` | {dvc:.3f} | {ratio:.0f} |
"""
CHAIN = """
## The whole chain, from a generated project to predictions

`make predict` in a fresh project with its environment ready: data, train, predict; and with
evaluate besides. Beside each what cannot be spared: the `fit` calls of the cross-validation and of
the final model, one after another in a process that has everything loaded, and one start of an
interpreter with scikit-learn, for the stage that needs it. Median of {rounds} rounds.

| table | verbs | chain | fits | a start | fits + starts | ratio |
| --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the sections of the report, and the goals."""
    nothing, seconds = _nothing_to_do(folder)
    chains, ratios = _chain(folder)
    return nothing + chains, [
        Goal("seconds of a verb with nothing to do", seconds, 0.1),
        *(Goal(f"seconds from a fresh project to predictions, to the fits and starts, {problem}",
               ratio, 1.5) for problem, ratio in ratios.items())]


def _nothing_to_do(folder: Path) -> tuple[str, float]:
    project = _generate(folder, "credit")
    run(_make("all"), project)
    dvc = str(project_environment() / "bin" / "dvc")
    taken = medians({"make": lambda: run(_make("all"), project),
                     "dvc": lambda: run([dvc, "repro", "notebooks"], project)}, ROUNDS)
    text = NOTHING.format(rounds=ROUNDS, ratio=taken["dvc"] / taken["make"], **taken)
    return text, taken["make"]


def _chain(folder: Path) -> tuple[str, dict[str, float]]:
    python = str(project_environment() / "bin" / "python")
    rows, ratios = [], {}
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
        least = fitting + taken["start"]
        ratios[problem] = taken[GOAL] / least
        rows += [f"| {problem} | `make {verbs}` | {taken[verbs]:.1f} s | {fitting:.1f} s | "
                 f"{taken['start']:.1f} s | {least:.1f} s | {taken[verbs] / least:.2f} |"
                 for verbs in CHAINS]
    return CHAIN.format(rounds=CHAIN_ROUNDS, rows="\n".join(rows)), ratios


def _generate(folder: Path, problem: str) -> Path:
    project = folder / PROBLEMS[problem]
    shutil.rmtree(project, ignore_errors=True)
    run(["cookiecutter", str(ROOT), "--no-input", "--output-dir", str(folder),
         f"problem={problem}"], folder)
    return project


def _make(*verbs: str) -> list[str]:
    return ["make", f"VENV={project_environment()}", *verbs]
