"""Columns cut into bins, as a points table asks for them: few, readable, chosen by the target."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.tree import DecisionTreeClassifier

from ..portable.encoded import BinColumn, CodeColumn, Encoded
from ..portable.model import MISSING_WORD
from .levels import most_frequent

LEAST_LEVEL_SHARE = 0.02
MORE_LEVELS = 2  # than bins: levels need no order among them


class Bins(TransformerMixin, BaseEstimator):
    """Code the most telling columns of a DataFrame by the bin or level of their values.

    A number's bins [low, high) are the leaves of a small tree on it alone, with edges of as few
    digits as part the same rows, each of `least_share` of the rows. A category's levels are its
    most frequent ones, two more than `bins` at most, each of 2 % of the rows. The last codes are
    those of a missing value and, for a category, of any other level. Columns are kept in the
    order of their information value (Siddiqi, Credit Risk Scorecards, 2006, chapter 6), `most` of
    them at most. Two classes, coded 0 and 1.
    """

    def __init__(self, numbers: Sequence[str], categories: Sequence[str], most: int = 15,
                 bins: int = 5, least_share: float = 0.05):
        self.numbers = numbers
        self.categories = categories
        self.most = most
        self.bins = bins
        self.least_share = least_share

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> "Bins":
        """Find edges and levels, and choose the columns."""
        y = np.asarray(y)
        edges = {name: self._edges(X[name].to_numpy(dtype=np.float64), y)
                 for name in self.numbers}
        levels = {name: _levels(X[name], self.bins + MORE_LEVELS) for name in self.categories}
        telling = {name: information_value(_codes(X[name], edges.get(name), levels.get(name)), y)
                   for name in (*edges, *levels)}
        chosen = sorted((name for name in telling if telling[name] > 0),
                        key=lambda name: -telling[name])[:self.most]
        self.columns_ = chosen or list(telling)[:1]
        self.edges_ = {name: edges[name] for name in self.columns_ if name in edges}
        self.levels_ = {name: levels[name] for name in self.columns_ if name in levels}
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return codes, (rows, chosen columns)."""
        return np.column_stack([_codes(X[name], self.edges_.get(name), self.levels_.get(name))
                                for name in self.columns_])

    def portable_columns(self, columns: list[Encoded]) -> list[Encoded]:
        """Return what the codes stand for."""
        return [BinColumn(name, tuple(self.edges_[name])) if name in self.edges_
                else CodeColumn(name, tuple(self.levels_[name])) for name in self.columns_]

    def _edges(self, x: np.ndarray, y: np.ndarray) -> list[float]:
        known = ~np.isnan(x)
        least = max(1, int(self.least_share * len(x)))
        if known.sum() < 2 * least:
            return []
        # By the values' ranks: the values themselves, in single precision, could fall together.
        values, ranks = np.unique(x[known], return_inverse=True)
        tree = DecisionTreeClassifier(max_leaf_nodes=self.bins, min_samples_leaf=least,
                                      random_state=0).fit(ranks[:, np.newaxis], y[known]).tree_
        below = np.sort(tree.threshold[tree.children_left >= 0]).astype(np.intp)
        return [shortest_between(low, high)
                for low, high in zip(values[below], values[below + 1])]


def information_value(codes: np.ndarray, y: np.ndarray) -> float:
    """Measure how far apart the classes 0 and 1 lie on codes; 0 when they lie alike."""
    counts = np.array([np.bincount(codes[y == group], minlength=codes.max() + 1)
                       for group in (0, 1)])
    seen = counts[:, counts.sum(axis=0) > 0]
    # Half a row more in each bin: a bin without rows of one class has no logarithm.
    shares = (seen + 0.5) / (seen + 0.5).sum(axis=1, keepdims=True)
    return float(((shares[0] - shares[1]) * np.log(shares[0] / shares[1])).sum()) \
        if seen.shape[1] > 1 else 0.0


def shortest_between(low: float, high: float) -> float:
    """Find the number of the fewest digits above `low` and up to `high`."""
    bottom, top = Decimal(float(low)), Decimal(float(high))
    for exponent in count((top or bottom).adjusted() + 1, -1):
        unit = Decimal(1).scaleb(exponent)
        rounded = (top / unit).to_integral_value(rounding="ROUND_FLOOR") * unit
        if bottom < rounded and low < float(rounded) <= high:
            break
    return float(rounded) + 0.0  # never -0.0


def _levels(words: pd.Series, most: int) -> list[str]:
    shares = words[~_missing(words)].astype(str).value_counts() / len(words)
    return most_frequent(shares[shares >= LEAST_LEVEL_SHARE], most)


def _codes(column: pd.Series, edges: list[float] | None, levels: list[str] | None) -> np.ndarray:
    if levels is None:
        x = column.to_numpy(dtype=np.float64)
        return np.where(np.isnan(x), len(edges) + 1, np.searchsorted(edges, x, side="right"))
    codes = {word: code for code, word in enumerate(levels)}
    known = column.map(codes).to_numpy(dtype=np.float64)
    return np.where(_missing(column), len(levels), np.where(np.isnan(known), len(levels) + 1,
                                                            known)).astype(np.intp)


def _missing(words: pd.Series) -> np.ndarray:
    return (words.isna() | words.isin(["", MISSING_WORD])).to_numpy(dtype=bool)
