"""Rows and columns that are there twice, and gaps that tell something about the target."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Gap:
    """A column whose missing values go with the target: the mean outcome with and without."""

    column: str
    rows: int
    missing: float
    present: float


def telling_gaps(features: pd.DataFrame, outcome: np.ndarray, fewest: int = 10,
                 least: float = 3.0) -> list[Gap]:
    """Find columns whose mean outcome differs where they are missing.

    Args:
        outcome: shape (rows,), finite.
        fewest: a gap of fewer rows is not looked at.
        least: how many standard errors (Welch) the two means must lie apart.

    Returns:
        The gaps, the most certain first.
    """
    found = []
    for name in features:
        gone = features[name].isna().to_numpy()
        if fewest <= gone.sum() <= len(gone) - fewest:
            absent, present = outcome[gone], outcome[~gone]
            error = np.sqrt(absent.var(ddof=1) / len(absent) + present.var(ddof=1) / len(present))
            apart = abs(absent.mean() - present.mean())
            if apart > least * error:
                gap = Gap(name, len(absent), float(absent.mean()), float(present.mean()))
                found.append((apart / error if error else np.inf, gap))
    return [gap for _, gap in sorted(found, key=lambda pair: -pair[0])]


def contradictions(features: pd.DataFrame, target: pd.Series) -> tuple[int, int]:
    """Count rows that repeat an earlier one, and rows whose twins have another target."""
    keys = pd.util.hash_pandas_object(features, index=False)
    answers = pd.util.hash_pandas_object(target, index=False)
    repeated = pd.DataFrame({"row": keys, "target": answers}).duplicated()
    kinds = answers.groupby(keys).transform("nunique")
    return int(repeated.sum()), int((kinds > 1).sum())


def same_columns(features: pd.DataFrame) -> list[list[str]]:
    """Group columns that say the same: equal numbers, or categories that differ in name only."""
    groups: dict[tuple[str, bytes], list[str]] = {}
    for name in features:
        column = features[name]
        if pd.api.types.is_numeric_dtype(column):
            key = ("number", column.to_numpy(dtype=float).tobytes())
        else:
            codes, levels = pd.factorize(column)
            # Categories that are never the same twice always pair off: that says nothing.
            key = ("category", codes.tobytes() if len(levels) < len(codes) else name.encode())
        groups.setdefault(key, []).append(name)
    return [names for names in groups.values() if len(names) > 1]
