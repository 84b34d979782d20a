"""What each column is worth to a model: how far the metric falls when the column is shuffled."""

from typing import Any

import numpy as np
import pyarrow as pa

from ..params import Metric
from .metrics import METRICS
from .scorer import Score

REPEATS = 5


def permutation_importance(score: Score, X: pa.Table, y: np.ndarray, metric: Metric, seed: int,
                           weights: np.ndarray | None = None) -> list[dict[str, Any]]:
    """Measure the mean fall over REPEATS shuffles of each column, the greatest first.

    As scikit-learn's function of this name (after Breiman, Random Forests, Machine Learning 45,
    2001), but without importing scikit-learn, which would take longer than the measuring.
    """
    random = np.random.default_rng(seed)
    once = np.ones((1, len(y))) if weights is None else weights[np.newaxis]

    def worth(table: pa.Table) -> float:
        return float(METRICS[metric](y, score(table), once)[0])
    whole = worth(X)
    found = []
    for position, name in enumerate(X.column_names):
        column = X.column(position)
        falls = [whole - worth(X.set_column(position, name, column.take(
            pa.array(random.permutation(len(y)))))) for _ in range(REPEATS)]
        found.append({"feature": name, "mean": float(np.mean(falls)),
                      "std": float(np.std(falls))})
    return sorted(found, key=lambda item: -item["mean"])
