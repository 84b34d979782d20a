"""The numbers behind the curves, in numpy alone: scikit-learn costs a second to import.

The tests hold each against scikit-learn.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .labels import DAYS_OF_YEAR

MOST_POINTS = 5_000
# Two-sided 95 % quantile of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class RankCounts:
    """How many rows score at or above each cutoff, from the highest cutoff down.

    All arrays have one element a distinct score, and a first one for "no row at all".
    """

    hits: np.ndarray
    false_alarms: np.ndarray

    @property
    def positives(self) -> float:
        return float(self.hits[-1])

    @property
    def negatives(self) -> float:
        return float(self.false_alarms[-1])


def rank_counts(truth: np.ndarray, score: np.ndarray) -> RankCounts:
    """Count hits and false alarms at each distinct score.

    Args:
        truth: shape (rows,), true for the positive class.
        score: shape (rows,), greater for rows more likely positive; finite.
    """
    order = np.argsort(-score, kind="stable")
    score, truth = score[order], truth[order].astype(bool)
    last = np.flatnonzero(np.append(np.diff(score) != 0, True)) if len(score) else []
    hits = np.append(0, np.cumsum(truth)[last])
    return RankCounts(hits, np.append(0, np.add(last, 1) - hits[1:]))


def share_counts(truth: np.ndarray) -> RankCounts:
    """Count as `rank_counts` does, where each class scores its share of the rows.

    Args:
        truth: shape (rows x classes,), as `flat_classes` makes it: one true answer a row.
    """
    asked = truth.reshape(int(np.sum(truth)), -1)
    return rank_counts(truth, np.tile(asked.mean(axis=0), len(asked)))


def roc_auc(counts: RankCounts) -> float:
    """Area under the receiver operating characteristic, by trapezia; nan with one class."""
    if not counts.positives or not counts.negatives:
        return float("nan")
    return float(np.trapezoid(counts.hits / counts.positives,
                              counts.false_alarms / counts.negatives))


def average_precision(counts: RankCounts) -> float:
    """Mean precision over the hits, by steps as in scikit-learn; nan without a positive row."""
    if not counts.positives:
        return float("nan")
    precision = counts.hits[1:] / (counts.hits + counts.false_alarms)[1:]
    return float(np.sum(np.diff(counts.hits) * precision) / counts.positives)


def wilson_interval(part: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the 95 % interval of a share `part / total` (Wilson 1927)."""
    part, total = np.asarray(part, dtype=float), np.asarray(total, dtype=float)
    rate, extra = part / total, Z95 ** 2 / total
    centre = (rate + extra / 2) / (1 + extra)
    half = Z95 * np.sqrt(rate * (1 - rate) / total + extra / (4 * total)) / (1 + extra)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def quantile_bins(values: np.ndarray, bins: int) -> np.ndarray:
    """Number the bin of each value, `bins` bins of about as many rows; equal values stay together.

    Args:
        values: shape (rows,), finite.

    Returns:
        Shape (rows,), whole numbers from 0, none of them left out.
    """
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    return np.unique(np.searchsorted(edges, values, side="left"), return_inverse=True)[1]


def bin_means(bins: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, mean and standard error of the mean of `values` in each bin.

    A bin with one row has a standard error of nan.
    """
    rows = np.bincount(bins).astype(float)
    means = np.bincount(bins, values) / rows
    squares = np.bincount(bins, (values - means[bins]) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.sqrt(squares / (rows - 1) / rows)
    return rows, means, errors


def even_edges(low: float, high: float, bins: int) -> np.ndarray:
    """Edges of `bins` bins of one width from `low` to `high`, wider where these are one value."""
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        half = max(abs(low) * 1e-3, 0.5)
        low, high = low - half, high + half
    return np.linspace(low, high, bins + 1)


def decimal_years(moments: pd.Series) -> pd.Series:
    """Turn moments into years with the part that has gone by as a fraction, as 2024.5."""
    return moments.dt.year + (moments.dt.day_of_year - 1) / DAYS_OF_YEAR


def thinned(actual: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
    """Keep at most MOST_POINTS rows, evenly spaced, and words that say so (or none)."""
    actual, predicted = np.asarray(actual, dtype=float), np.asarray(predicted, dtype=float)
    if len(actual) <= MOST_POINTS:
        return actual, predicted, ""
    kept = np.linspace(0, len(actual) - 1, MOST_POINTS).astype(np.intp)
    return actual[kept], predicted[kept], f" ({MOST_POINTS:,} of {len(actual):,} rows drawn)"
