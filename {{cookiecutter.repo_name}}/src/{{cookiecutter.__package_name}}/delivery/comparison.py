"""How far the scores of a form are from scikit-learn's."""

from dataclasses import dataclass

import numpy as np

from .form import Scored


@dataclass(frozen=True)
class Difference:
    """The largest difference |found - expected| / max(unit, |expected|), and decisions flipped.

    The unit is 1, or, where smaller numbers than that are predicted, |expected|'s upper quartile.
    `worst` is the position of the first row whose decision is flipped, or else of the row that
    differs most.
    """

    largest: float
    flips: int
    worst: int


def compare(found: Scored, expected: Scored) -> Difference:
    """Compare the scores and decisions of the same rows; what is no number differs infinitely.

    Raises:
        ValueError: there is not a score, or not a decision, for each row.
    """
    if found.scores.shape != expected.scores.shape:
        raise ValueError(f"gave scores of the shape {found.scores.shape}, "
                         f"{expected.scores.shape} is due")
    # A difference of two numbers near the end of the range may overflow: it is infinite then.
    with np.errstate(over="ignore", invalid="ignore"):
        distance = np.abs(found.scores - expected.scores) / np.maximum(
            _unit(expected), np.abs(expected.scores))
    distance = np.where(np.isnan(distance), np.inf, distance)
    distance = distance.reshape(len(distance), -1).max(axis=1)
    flipped = np.zeros(len(distance), dtype=bool)
    if expected.decisions is not None:
        if found.decisions is None or found.decisions.shape != expected.decisions.shape:
            raise ValueError("did not give a decision for each row")
        flipped = found.decisions != expected.decisions
    worst = int(flipped.argmax() if flipped.any() else distance.argmax())
    return Difference(float(distance.max()), int(flipped.sum()), worst)


def _unit(expected: Scored) -> float:
    if expected.decisions is not None or not len(expected.scores):
        return 1.0
    return min(1.0, float(np.quantile(np.abs(expected.scores), 0.75))) or 1.0
