"""Convert the models of the project in this folder by each converter and by us; print JSON.

Runs in the converters' environment.
"""

import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.converters_exports import CONVERTERS, OURS, Converter, by_us
from benchmarks.converters_models import Data, Model, load_data
from benchmarks.converters_runtimes import RUNTIMES
from benchmarks.converters_table import FAR, OURSELVES, Cell, Figures
from benchmarks.timing import seconds

# What is timed is repeated until it was done so often, or has taken so many seconds.
ROUNDS, ENOUGH = 5, 2.0
LIBRARIES = ("orbital", "skl2onnx", "sklearn2pmml", "scikit-learn", "duckdb", "onnxruntime",
             "jpmml-evaluator")

Scores = tuple[np.ndarray, float]


@dataclass(frozen=True)
class Trial:
    """A way from a fitted pipeline to a file and to scores, gone once; times in seconds."""

    export: Callable[[], Path]
    score: Callable[[Path], Scores]
    path: Path
    exporting: float
    scores: np.ndarray
    scoring: float


def main(names: Sequence[str]) -> None:
    """Measure the models of these names, or every model of the project."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        data = load_data()
        cells = [asdict(cell) for name in names or data.models
                 for cell in compare(data, name, Path(folder))]
    json.dump({"cells": cells, "versions": {name: version(name) for name in LIBRARIES}},
              sys.stdout)


def compare(data: Data, name: str, folder: Path) -> Iterator[Cell]:
    """Measure a model: the whole of it by us, then as much of it as each converter takes."""
    whole = Model(data, name)
    without_flags = Model(data, name, flags=False)
    for runtime in OURS:
        print(f"  {name}: ours, {runtime}", file=sys.stderr)
        yield ours_alone(whole, runtime, folder)
    for converter in CONVERTERS:
        print(f"  {name}: {converter.name}, {converter.runtime}", file=sys.stderr)
        yield side_by_side(whole, without_flags, converter, folder)


def ours_alone(model: Model, runtime: str, folder: Path) -> Cell:
    """Measure ours of a whole model."""
    return Cell(model.name, OURSELVES, runtime, "", [], None,
                *measure(model, [try_ours(model, runtime, folder)]))


def side_by_side(whole: Model, without_flags: Model, converter: Converter, folder: Path) -> Cell:
    """Find how much of a model a converter takes, and measure that beside ours."""
    refusals = []
    for off in whole.attempts:
        model = without_flags if "f" in off else whole
        pipeline, rows = model.without(off)
        try:
            theirs = try_out(partial(converter.export, pipeline, rows, folder),
                             partial(RUNTIMES[converter.runtime], rows=rows))
        except Exception as error:  # Each converter, and each runtime, has errors of its own.
            refusals.append(str(error).strip().partition("\n")[0])
        else:
            ours = try_ours(model, converter.runtime, folder)
            return Cell(whole.name, converter.name, converter.runtime, off, refusals,
                        *measure(model, [theirs, ours]))
    return Cell(whole.name, converter.name, converter.runtime, "", refusals, None, None)


def try_ours(model: Model, runtime: str, folder: Path) -> Trial:
    """Go our way for a runtime."""
    return try_out(partial(by_us, runtime, model, folder),
                   partial(RUNTIMES[runtime], rows=model.golden))


def try_out(export: Callable[[], Path], score: Callable[[Path], Scores]) -> Trial:
    """Go a way once."""
    start = time.perf_counter()
    path = export()
    exporting = time.perf_counter() - start
    return Trial(export, score, path, exporting, *score(path))


def measure(model: Model, trials: Sequence[Trial]) -> list[Figures]:
    """Compare the scores of each trial with scikit-learn's, and time them in turn."""
    exporting = in_turn([partial(seconds, trial.export) for trial in trials],
                        [trial.exporting for trial in trials])
    scoring = in_turn([lambda trial=trial: trial.score(trial.path)[1] for trial in trials],
                      [trial.scoring for trial in trials])
    return [figures(model, trial, *times) for trial, *times in zip(trials, exporting, scoring)]


def in_turn(timed: Sequence[Callable[[], float]], first: Sequence[float]) -> list[float]:
    """Repeat actions in turn and take the median of each one's seconds.

    The first time, when imports are made and caches filled, counts only where it took so long
    that these do not matter.
    """
    taken = [[elapsed] if elapsed > ENOUGH else [] for elapsed in first]
    for _ in range(ROUNDS):
        for action, values in zip(timed, taken):
            if sum(values) < ENOUGH:
                values.append(action())
    return list(map(statistics.median, taken))


def figures(model: Model, trial: Trial, exporting: float, scoring: float) -> Figures:
    """Compare scores with scikit-learn's; a row without a score is as far off as can be."""
    reference = model.reference
    difference = np.abs(trial.scores - reference) / np.maximum(1, np.abs(reference))
    difference[np.isnan(difference)] = np.inf
    flips = None if model.data.classes is None \
        else int(((trial.scores >= 0.5) != (reference >= 0.5)).sum())
    worst = model.groups[difference.argmax()] if difference.any() else ""
    return Figures(float(difference.max()), worst, int((difference > FAR).sum()), flips,
                   len(reference), exporting, scoring, trial.path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1:])
