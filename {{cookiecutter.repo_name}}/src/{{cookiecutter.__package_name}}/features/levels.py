"""Categories as 0/1 columns, one for each level that is frequent enough to learn from."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from ..portable.encoded import Encoded, FlagColumn
from ..portable.model import MISSING_WORD, IsLevel, IsMissing


def most_frequent(counts: pd.Series, most: int) -> list[str]:
    """List the levels of the greatest counts, or shares, in alphabetical order.

    Among equals the name decides, so that the order of the rows does not matter.
    """
    return sorted(sorted(counts.index, key=lambda level: (-counts[level], level))[:most])


class FrequentLevels(TransformerMixin, BaseEstimator):
    """Make a 0/1 column for each frequent level of the columns of a DataFrame, and for missing.

    A level is frequent with `least` rows and `least_share` of all, but only the `most` frequent
    ones of a column count. Rows of a rarer level, or of one never seen, have 0 in all columns: a
    model takes them for what is left when no level is told.
    """

    def __init__(self, least: int = 2, least_share: float = 0.002, most: int = 30):
        self.least = least
        self.least_share = least_share
        self.most = most

    def fit(self, X: pd.DataFrame, y: object = None) -> "FrequentLevels":
        """Find the frequent levels, in alphabetical order."""
        self.levels_ = {name: self._levels(X[name]) for name in X}
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return doubles, (rows, levels of all columns)."""
        blocks = [np.empty((len(X), 0))]
        for name, levels in self.levels_.items():
            words = X[name].where(X[name].notna() & (X[name] != ""), MISSING_WORD)
            codes = pd.Index(levels, dtype=object).get_indexer(words)
            block = np.zeros((len(X), len(levels)))
            rows = np.flatnonzero(codes >= 0)
            block[rows, codes[rows]] = 1.0
            blocks.append(block)
        return np.concatenate(blocks, axis=1)

    def portable_columns(self, columns: list[Encoded]) -> list[Encoded]:
        """Return what the columns stand for."""
        return [FlagColumn(IsMissing(name) if level == MISSING_WORD else IsLevel(name, level))
                for name, levels in self.levels_.items() for level in levels]

    def _levels(self, column: pd.Series) -> list[str]:
        words = column.where(column.notna() & (column != ""), MISSING_WORD).astype(str)
        counts = words.value_counts()
        frequent = counts[counts >= max(self.least, self.least_share * len(column))]
        return most_frequent(frequent, self.most)
