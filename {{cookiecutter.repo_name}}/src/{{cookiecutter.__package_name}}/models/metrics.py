"""Metrics on held-out rows with bootstrap intervals, many resamples at once.

Each metric takes the truth, the score, and a matrix of weights (resamples x rows): how often a
resample drew a row, times the row's own weight. A row of ones gives the plain metric, equal to
scikit-learn's. Greater is better, so errors carry a minus, as scikit-learn's scorers do.

The truth is a number, or the code of a class; the score the predicted number, or of two classes
the probability of the second, or of more classes all probabilities (rows x classes).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..params import Task

RESAMPLES = 1000
CONFIDENCE = 0.95
BLOCK_WEIGHTS = 1 << 21
# With fewer groups, or resamples that have a value, intervals miss the truth far too often.
LEAST_GROUPS = 10
LEAST_DEFINED = 0.9
NOISE = 64 * np.finfo(np.float64).eps
Metric = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Interval:
    """A metric on the test rows, with the ends of its bootstrap interval.

    None where there is too little to resample: few groups, or classes of so few rows that many a
    resample lacks one.
    """

    value: float
    low: float | None
    high: float | None


def measure(task: Task, y: np.ndarray, score: np.ndarray, cutoff: float, seed: int,
            row_weights: np.ndarray | None = None,
            groups: np.ndarray | None = None) -> dict[str, Interval]:
    """Measure a score of rows that weigh alike, or by `row_weights`, (rows,).

    The intervals are percentile bootstrap intervals of 95 % over 1,000 resamples of the rows
    (Efron, Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), or of whole `groups`,
    (rows,): rows of one group say much the same, so that fewer of them count than there are
    (Davison, Hinkley, Bootstrap Methods and their Application, 1997, section 3.8).
    """
    metrics = _metrics(task, cutoff)
    values = measure_once(task, y, score, cutoff, row_weights)
    if groups is not None and len(np.unique(groups)) < LEAST_GROUPS:
        return {name: Interval(value, None, None) for name, value in values.items()}
    resampled: dict[str, list[np.ndarray]] = {name: [] for name in metrics}
    for weights in _resamples(len(y), seed, groups):
        if row_weights is not None:
            weights = weights * row_weights
        for name, metric in metrics.items():
            resampled[name].append(metric(y, score, weights))
    return {name: _interval(values[name], np.concatenate(blocks))
            for name, blocks in resampled.items()}


def measure_once(task: Task, y: np.ndarray, score: np.ndarray, cutoff: float,
                 row_weights: np.ndarray | None = None) -> dict[str, float]:
    """Measure a score as `measure` does, without intervals."""
    weights = np.ones((1, len(y))) if row_weights is None else row_weights[np.newaxis]
    return {name: float(metric(y, score, weights)[0])
            for name, metric in _metrics(task, cutoff).items()}


def _interval(value: float, resampled: np.ndarray) -> Interval:
    defined = resampled[~np.isnan(resampled)]
    if len(defined) < LEAST_DEFINED * len(resampled):
        return Interval(value, None, None)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(value, float(low), float(high))


def _resamples(rows: int, seed: int, groups: np.ndarray | None) -> Iterator[np.ndarray]:
    """Yield how often each resample drew each row, in blocks that do not fill the memory."""
    random = np.random.default_rng(seed)
    names, member = (range(rows), None) if groups is None \
        else np.unique(groups, return_inverse=True)
    shares = np.full(len(names), 1 / len(names))
    step = max(1, BLOCK_WEIGHTS // rows)
    for start in range(0, RESAMPLES, step):
        count = min(step, RESAMPLES - start)
        drawn = random.multinomial(len(names), shares, count).astype(np.float64)
        yield drawn if member is None else drawn.take(member, axis=1)


def _metrics(task: Task, cutoff: float) -> dict[str, Metric]:
    if task == "regression":
        return {"r2": r2, "neg_mean_squared_error": neg_mean_squared_error,
                "neg_root_mean_squared_error": neg_root_mean_squared_error,
                "neg_mean_absolute_error": neg_mean_absolute_error}
    return {"roc_auc": roc_auc, "neg_log_loss": neg_log_loss,
            "neg_brier_score": neg_brier_score,
            "accuracy": lambda y, score, weights: _mean(_decided(score, cutoff) == y, weights)}


def roc_auc(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Area under the ROC curve: the share of (positive, negative) pairs in the right order.

    Of more than two classes the mean over each one against the rest. NaN where a resample drew
    one class only.
    """
    if score.ndim == 2:
        return np.mean([roc_auc((y == code).astype(np.int64), score[:, code], weights)
                        for code in range(score.shape[1])], axis=0)
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
    if score.ndim == 2:
        share = score[np.arange(len(y)), y] / score.sum(axis=1)
        return _mean(np.log(np.clip(share, epsilon, 1)), weights)
    probability = np.clip(score, epsilon, 1 - epsilon)
    return _mean(np.log(np.where(y == 1, probability, 1 - probability)), weights)


def neg_brier_score(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Minus the mean squared error of the probability; of more classes, of all of them added."""
    if score.ndim == 2:
        return -_mean(((np.eye(score.shape[1])[y] - score) ** 2).sum(axis=1), weights)
    return neg_mean_squared_error(y, score, weights)


def neg_mean_squared_error(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Minus the mean squared error."""
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
    # Measured from the mean of all rows: far from zero, the difference of squares is noise.
    centred = y - y.mean()
    square = _mean(centred ** 2, weights)
    variance = square - _mean(centred, weights) ** 2
    # What rounding leaves of the difference where all rows of a resample are alike is no variance.
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - _mean((y - score) ** 2, weights) / np.where(
            variance > NOISE * square, variance, np.nan)


def _decided(score: np.ndarray, cutoff: float) -> np.ndarray:
    return score.argmax(axis=1) if score.ndim == 2 else (score >= cutoff).astype(np.int64)


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    # A resample may have drawn nothing but rows that weigh nothing: it has no say.
    with np.errstate(invalid="ignore"):
        return weights @ values / weights.sum(axis=1)


# By the names that params.yaml takes for the one that compares models.
METRICS: dict[str, Metric] = {"roc_auc": roc_auc, "neg_log_loss": neg_log_loss, "r2": r2,
                              "neg_mean_squared_error": neg_mean_squared_error}
