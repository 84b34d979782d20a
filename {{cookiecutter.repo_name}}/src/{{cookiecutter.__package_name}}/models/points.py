"""A points table: logistic regression whose weights are whole points that a clerk adds up."""

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from ..portable.encoded import BinColumn, CodeColumn, Encoded
from ..portable.errors import NotPortable
from ..portable.model import Additive, BinTerm, Level, LevelTerm, Link, Points, Term


class PointsTable(ClassifierMixin, BaseEstimator):
    """Give points to each code of each column; the fewer in all, the more probable is class 1.

    X holds codes 0, 1, ... of each column. The points are those of logistic regression on the
    codes' indicators, scaled so that `base` points mean odds of `odds` to 1 against class 1, and
    each `double` points more double these odds (Siddiqi, Credit Risk Scorecards, 2006, chapter
    6), rounded, and shifted so that the least of each column is 0. The rounding is part of the
    model: probabilities come from the whole points alone.
    """

    def __init__(self, C: float = 1.0, base: float = 600.0, odds: float = 30.0,
                 double: float = 20.0):
        self.C = C
        self.base = base
        self.odds = odds
        self.double = double

    def fit(self, X: np.ndarray, y: np.ndarray,
            sample_weight: np.ndarray | None = None) -> "PointsTable":
        """Fit weights and round them to points.

        Raises:
            ValueError: there are not two classes.
        """
        self.classes_ = np.unique(y)
        if len(self.classes_) != 2:
            raise ValueError("a points table needs two classes")
        counts = X.max(axis=0) + 1
        logistic = LogisticRegression(C=self.C, max_iter=2000).fit(
            _indicators(X, counts), y, sample_weight)
        weights = np.split(logistic.coef_[0], np.cumsum(counts)[:-1])
        # A code that was never seen has no weight: neither its points nor those of others tell.
        worst = [max(found.max(), 0.0) for found in weights]
        factor = self.double / np.log(2)
        self.points_ = [np.rint(factor * (most - found)).astype(np.int64)
                        for most, found in zip(worst, weights)]
        self.unseen_ = [int(np.rint(factor * most)) for most in worst]
        self.center_ = float(self.base - factor * np.log(self.odds))
        self.scale_ = float(-factor)
        self.start_ = int(np.rint(self.center_ - factor * (logistic.intercept_[0] + sum(worst))))
        return self

    def total(self, X: np.ndarray) -> np.ndarray:
        """Add up the points of rows of codes."""
        found = np.full(len(X), self.start_)
        for column, (points, unseen) in enumerate(zip(self.points_, self.unseen_)):
            known = X[:, column] < len(points)
            found += np.where(known, points[np.where(known, X[:, column], 0)], unseen)
        return found

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probabilities of class 0 and class 1."""
        positive = expit((self.total(X) - self.center_) / self.scale_)
        return np.column_stack([1 - positive, positive])

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the more probable class."""
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def portable_estimator(self, columns: list[Encoded]) -> tuple[Additive, Link]:
        """Return the points as terms over columns of bins and levels."""
        terms = tuple(self._term(position, column) for position, column in enumerate(columns))
        scale = Points(float(self.base), float(self.odds), float(self.double))
        return (Additive((float(self.start_),), terms, scale),
                Link("logistic", self.center_, self.scale_))

    def _term(self, position: int, column: Encoded) -> Term:
        points, unseen = self.points_[position], self.unseen_[position]

        def worth(code: int) -> tuple[float]:
            return (float(points[code] if code < len(points) else unseen),)
        match column:
            case BinColumn():
                bins = range(len(column.edges) + 1)
                return BinTerm(column.column, column.edges, tuple(map(worth, bins)),
                               worth(len(bins)))
            case CodeColumn():
                levels = tuple(Level(level, worth(code))
                               for code, level in enumerate(column.levels))
                return LevelTerm(column.column, levels, worth(len(levels)),
                                 worth(len(levels) + 1))
        raise NotPortable(f"a points table takes bins and levels, not {type(column).__name__}")


def _indicators(X: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.hstack([X[:, [column]] == np.arange(count) for column, count in enumerate(counts)])
