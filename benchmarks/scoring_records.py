"""How long one record takes, by the pipeline and by the portable form; prints JSON.

Runs in the folder of a project that scoring_models.py has prepared, in its environment.
"""

import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from measured_project.models.bundle import load_bundle
from measured_project.models.scorer import load_portable
from measured_project.portable.score import record_scorer
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from benchmarks.scoring_models import MODELS
from benchmarks.timing import seconds

ROUNDS = 9
# Records of a round: enough for the clock, and different ones.
RECORDS = {"pipeline": 10, "portable": 200}

Record = dict[str, Any]
Score = Callable[[Record], object]


def main() -> None:
    """Measure each model."""
    # A single record is faster on one thread.
    with threadpool_limits(1):
        print(json.dumps({name: measure(name) for name in MODELS}))


def measure(name: str) -> dict[str, float]:
    """Measure both ways in turn: the median seconds of a record."""
    path = Path("bundles", name, "portable", "model.skops")
    pipeline, manifest = load_bundle(path)
    names = [*manifest.numbers, *manifest.categories]
    records = pd.read_parquet("data/processed/test.parquet")[names].dropna().to_dict("records")
    ways = {"pipeline": by_pipeline(pipeline),
            "portable": record_scorer(load_portable(path, manifest))}
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, score in ways.items():
            chosen = records[:RECORDS[way]]
            taken[way].append(seconds(lambda: score_all(score, chosen)) / len(chosen))
    return {way: statistics.median(values) for way, values in taken.items()}


def by_pipeline(pipeline: Pipeline) -> Score:
    """Score a record as a table of one row."""
    return lambda record: pipeline.predict_proba(pd.DataFrame([record]))[0, 1]


def score_all(score: Score, records: Sequence[Record]) -> None:
    """Score records one by one."""
    for record in records:
        score(record)


if __name__ == "__main__":
    main()
