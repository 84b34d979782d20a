"""How strongly columns go together, on one scale from 0 (not at all) to 1 (one gives the other).

One measure for numbers and categories alike: the share of the variance that is explained when
rows are grouped by a column, corrected for the number of groups (epsilon squared, Kelley 1935),
as its square root. Numbers are taken as ranks, and grouped by tenths. Between two numbers it is
Spearman's rank correlation, between two categories Cramer's V with Bergsma's (2013) correction.
"""

import numpy as np
import pandas as pd

from .curves import quantile_bins

TENTHS = 10


def groups_of(column: pd.Series) -> np.ndarray:
    """Number the group of each row: its tenth or its category; missing values are a group."""
    if not pd.api.types.is_numeric_dtype(column):
        return np.unique(pd.factorize(column)[0], return_inverse=True)[1]
    values = column.to_numpy(dtype=float)
    known = np.isfinite(values)
    groups = np.zeros(len(values), dtype=np.intp)
    groups[known] = quantile_bins(values[known], TENTHS) + 1
    return np.unique(groups, return_inverse=True)[1]


def explained_share(groups: np.ndarray, values: np.ndarray) -> float:
    """Share of the variance of `values` that grouping explains, corrected, between 0 and 1."""
    rows = len(values)
    kinds = int(groups.max()) + 1 if rows else 0
    total = float(np.sum((values - values.mean()) ** 2)) if rows else 0.0
    if kinds < 2 or rows <= kinds or total == 0:
        return 0.0
    sizes = np.bincount(groups)
    means = np.bincount(groups, values) / sizes
    between = float(np.sum(sizes * (means - values.mean()) ** 2))
    return float(np.clip(1 - (total - between) / total * (rows - 1) / (rows - kinds), 0, 1))


def strengths_with_outcome(features: pd.DataFrame, outcome: np.ndarray) -> pd.Series:
    """Measure how strongly each column goes with the outcome, the strongest first.

    Args:
        features: numbers and categories.
        outcome: shape (rows,), finite; ranked first, so that a few large values do not decide.
    """
    ranks = pd.Series(outcome).rank().to_numpy()
    found = {name: np.sqrt(explained_share(groups_of(features[name]), ranks))
             for name in features}
    return pd.Series(found, dtype=float).sort_values(ascending=False, kind="stable")


def association_matrix(features: pd.DataFrame) -> pd.DataFrame:
    """Measure each pair of columns; rows where either is missing are left out of a pair.

    Returns:
        A symmetric table with columns' names on both sides and 1 on the diagonal. The sign is
        that of Spearman's correlation between two numbers, else plus.
    """
    names = list(features)
    numeric = [pd.api.types.is_numeric_dtype(features[name]) for name in names]
    values = [features[name].rank().to_numpy() if is_number else
              pd.factorize(features[name])[0].astype(float)
              for name, is_number in zip(names, numeric)]
    known = [features[name].notna().to_numpy() for name in names]
    matrix = np.eye(len(names))
    for i in range(len(names)):
        for j in range(i):
            both = known[i] & known[j]
            pair = values[i][both], values[j][both]
            if numeric[i] and numeric[j]:
                strength = _correlation(*pair)
            elif not numeric[i] and not numeric[j]:
                strength = cramers_v(*(codes.astype(np.intp) for codes in pair))
            else:
                codes, ranks = pair if numeric[j] else pair[::-1]
                groups = np.unique(codes, return_inverse=True)[1]
                strength = np.sqrt(explained_share(groups, ranks))
            matrix[i, j] = matrix[j, i] = strength
    return pd.DataFrame(matrix, names, names)


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Cramer's V of two arrays of codes, with Bergsma's correction for small tables."""
    rows = len(first)
    if rows < 2:
        return 0.0
    first, second = (np.unique(codes, return_inverse=True)[1] for codes in (first, second))
    height, width = int(first.max()) + 1, int(second.max()) + 1
    if min(height, width) < 2:
        return 0.0
    # Only cells that hold rows are looked at: the others sum up to the rest of the expectation.
    cells, counts = np.unique(first * width + second, return_counts=True)
    expected = np.bincount(first)[cells // width] * np.bincount(second)[cells % width] / rows
    phi = float(np.sum(counts ** 2 / expected)) / rows - 1
    phi = max(0.0, phi - (height - 1) * (width - 1) / (rows - 1))
    height_left = height - (height - 1) ** 2 / (rows - 1)
    width_left = width - (width - 1) ** 2 / (rows - 1)
    least = min(height_left, width_left) - 1
    return float(np.sqrt(min(1.0, phi / least))) if least > 0 else 0.0


def strongest_pairs(matrix: pd.DataFrame, least: float = 0.5) -> list[tuple[str, str, float]]:
    """List the pairs of columns at or above `least` in size, the strongest first."""
    found = [(matrix.index[i], matrix.index[j], float(matrix.iat[i, j]))
             for i in range(len(matrix)) for j in range(i) if abs(matrix.iat[i, j]) >= least]
    return sorted(found, key=lambda pair: -abs(pair[2]))


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])
