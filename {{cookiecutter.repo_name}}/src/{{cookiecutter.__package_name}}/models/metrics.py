"""Metrics on held-out rows with bootstrap intervals, all resamples at once.

Each metric takes the truth, the score, and a matrix of weights (resamples x rows): how often a
resample drew a row. A row of ones gives the plain metric, equal to scikit-learn's. Greater is
better, so errors carry a minus, as scikit-learn's scorers do.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..params import Task

RESAMPLES = 1000
CONFIDENCE = 0.95
Metric = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Interval:
    """A metric on the test rows, with the ends of its bootstrap interval."""

    value: float
    low: float
    high: float


def measure(task: Task, y: np.ndarray, score: np.ndarray, cutoff: float,
            seed: int) -> dict[str, Interval]:
    """Measure a score: the probability of the positive class, or the predicted number.

    The intervals are percentile bootstrap intervals of 95 % over 1,000 resamples of the rows
    (Efron, Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
    """
    metrics = _metrics(task, cutoff)
    draws = np.random.default_rng(seed).multinomial(len(y), np.full(len(y), 1 / len(y)), RESAMPLES)
    weights = np.vstack([np.ones(len(y)), draws])
    tail = (1 - CONFIDENCE) / 2
    intervals = {}
    for name, metric in metrics.items():
        value, *resampled = metric(y, score, weights)
        low, high = np.nanquantile(resampled, [tail, 1 - tail])
        intervals[name] = Interval(float(value), float(low), float(high))
    return intervals


def _metrics(task: Task, cutoff: float) -> dict[str, Metric]:
    if task == "regression":
        return {"r2": r2, "neg_mean_squared_error": neg_mean_squared_error,
                "neg_root_mean_squared_error": neg_root_mean_squared_error,
                "neg_mean_absolute_error": neg_mean_absolute_error}
    return {"roc_auc": roc_auc, "neg_log_loss": neg_log_loss,
            "neg_brier_score": neg_mean_squared_error,
            "accuracy": lambda y, score, weights: _mean((score >= cutoff) == y, weights)}


def roc_auc(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Area under the ROC curve: the share of (positive, negative) pairs in the right order.

    NaN where a resample drew one class only.
    """
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    positive = np.add.reduceat((weights * y)[:, order], starts, axis=1)
    negative = np.add.reduceat((weights * (1 - y))[:, order], starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative / 2
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return (positive * below).sum(axis=1) / pairs


def neg_log_loss(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean log likelihood, probabilities kept off 0 and 1 by one machine epsilon."""
    epsilon = np.finfo(np.float64).eps
    probability = np.clip(score, epsilon, 1 - epsilon)
    return _mean(np.log(np.where(y == 1, probability, 1 - probability)), weights)


def neg_mean_squared_error(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Minus the mean squared error; of a probability, minus the Brier score."""
    return -_mean((y - score) ** 2, weights)


def neg_root_mean_squared_error(y: np.ndarray, score: np.ndarray,
                                weights: np.ndarray) -> np.ndarray:
    """Minus the root of the mean squared error."""
    return -np.sqrt(_mean((y - score) ** 2, weights))


def neg_mean_absolute_error(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Minus the mean absolute error."""
    return -_mean(np.abs(y - score), weights)


def r2(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The share of the variance that is explained; NaN where a resample has no variance."""
    variance = _mean(y ** 2, weights) - _mean(y, weights) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - _mean((y - score) ** 2, weights) / np.where(variance > 0, variance, np.nan)


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return weights @ values / weights.sum(axis=1)
