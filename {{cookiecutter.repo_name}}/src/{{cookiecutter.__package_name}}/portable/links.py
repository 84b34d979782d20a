"""From an estimator's values to probabilities, or to the predicted number."""

import math

import numpy as np

from .model import LARGEST_EXPONENT, Link


def apply_link(link: Link, values: np.ndarray) -> np.ndarray:
    """Turn values (rows, outputs) into scores, (rows,) for one output, else (rows, outputs)."""
    if link.kind == "logistic":
        z = (values[:, 0] - link.center) / link.scale
        return 1 / (1 + np.exp(-np.clip(z, -LARGEST_EXPONENT, LARGEST_EXPONENT)))
    if link.kind == "softmax":
        below = values - values.max(axis=1, keepdims=True)
        powers = np.exp(np.maximum(below, -LARGEST_EXPONENT))
        # Added in the order of the classes, which numpy's own sum does not promise.
        return powers / np.cumsum(powers, axis=1)[:, -1:]
    if link.kind == "exponential":
        return np.exp(np.minimum(values[:, 0], LARGEST_EXPONENT)) - 1
    return values[:, 0] if values.shape[1] == 1 else values


def apply_link_to_one(link: Link, values: list[float]) -> float | list[float]:
    """Turn one record's values into its score, or its probabilities."""
    if link.kind == "logistic":
        z = (values[0] - link.center) / link.scale
        return 1 / (1 + math.exp(-max(-LARGEST_EXPONENT, min(z, LARGEST_EXPONENT))))
    if link.kind == "softmax":
        most, total = max(values), 0.0
        powers = [math.exp(max(value - most, -LARGEST_EXPONENT)) for value in values]
        for power in powers:
            total += power
        return [power / total for power in powers]
    if link.kind == "exponential":
        return math.exp(min(values[0], LARGEST_EXPONENT)) - 1
    return values[0] if len(values) == 1 else values
