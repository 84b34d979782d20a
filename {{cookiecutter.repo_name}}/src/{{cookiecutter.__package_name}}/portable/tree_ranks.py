"""What the tests of a tree ensemble need of each column: its rank among their thresholds."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .columns import Coded, Levels, Value
from .model import AtMost, IsLevel, IsMissing, Test, Trees


@dataclass(frozen=True)
class NumberRanking:
    """The rank of x is the count of thresholds below it; a missing one has a rank of its own."""

    thresholds: tuple[float, ...]

    @property
    def missing(self) -> int:
        """The rank of a missing number, the greatest."""
        return len(self.thresholds) + 1

    @property
    def ranks(self) -> int:
        """The count of different ranks."""
        return len(self.thresholds) + 2

    def rank(self, column: np.ndarray) -> np.ndarray:
        """Rank a column of doubles."""
        ranks = np.searchsorted(np.array(self.thresholds), column, side="left")
        ranks[np.isnan(column)] = self.missing
        return ranks

    def ranker(self) -> Callable[[float | None], int]:
        """Make the function from one number to its rank."""
        thresholds, missing = self.thresholds, self.missing

        def rank(x: float | None) -> int:
            return bisect_left(thresholds, x) if x is not None and x == x else missing
        return rank

    def holds(self, test: Test) -> np.ndarray:
        """Tell for each rank whether a test of this column holds."""
        found = np.arange(self.ranks)
        if isinstance(test, IsMissing):
            return found == self.missing
        at_most = found <= bisect_left(self.thresholds, test.threshold)
        at_most[self.missing] = test.missing
        return at_most


@dataclass(frozen=True)
class LevelRanking:
    """The rank of a category is its code."""

    levels: Levels

    @property
    def ranks(self) -> int:
        """The count of different ranks."""
        return self.levels.unseen + 1

    def rank(self, column: np.ndarray | Coded) -> np.ndarray:
        """Rank a column of words."""
        return self.levels.encode(column)

    def ranker(self) -> Callable[[Value], int]:
        """Make the function from one word to its rank."""
        return self.levels.coder()

    def holds(self, test: Test) -> np.ndarray:
        """Tell for each rank whether a test of this column holds."""
        held = self.levels.missing if isinstance(test, IsMissing) \
            else self.levels.known.index(test.level)
        return np.arange(self.ranks) == held


Ranking = NumberRanking | LevelRanking


def rankings_of(trees: Trees, categories: Sequence[str]) -> dict[str, Ranking]:
    """Gather the columns that are tested, and what their tests tell apart."""
    found: dict[str, set] = {}
    for test in trees.tests:
        seen = found.setdefault(test.column, set())
        match test:
            case AtMost(threshold=threshold):
                seen.add(threshold)
            case IsLevel(level=level):
                seen.add(level)
    return {name: LevelRanking(Levels(tuple(sorted(seen)))) if name in categories
            else NumberRanking(tuple(sorted(seen))) for name, seen in found.items()}
