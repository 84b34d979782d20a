"""Raw columns and records as the estimators take them: doubles, and codes of categories."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .model import MISSING_WORD

Value = float | int | str | None
Record = Mapping[str, Value]


@dataclass(frozen=True)
class Coded:
    """A category column as positions in its distinct `words`; a negative code is missing."""

    codes: np.ndarray
    words: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.codes)


Columns = Mapping[str, np.ndarray | Coded]


@dataclass(frozen=True)
class Levels:
    """The levels of a category that a model tells apart: coded 0, 1, ... in their order.

    After them come the code of a missing category and that of an unseen one.
    """

    known: tuple[str, ...]

    @property
    def missing(self) -> int:
        """The code of a missing category."""
        return len(self.known)

    @property
    def unseen(self) -> int:
        """The code of a category that is none of the known."""
        return len(self.known) + 1

    def coder(self) -> Callable[[Value], int]:
        """Make the function from a word to its code."""
        codes = {word: code for code, word in enumerate(self.known)}
        codes |= dict.fromkeys(("", MISSING_WORD, None), self.missing)
        unseen = self.unseen
        find = codes.get

        def code(word: Value) -> int:
            found = find(word, unseen)
            # NaN, as pandas has a missing word, is unequal to itself.
            return self.missing if found == unseen and word != word else found
        return code

    def encode(self, column: np.ndarray | Coded) -> np.ndarray:
        """Code a column of words."""
        return self.look_up(np.arange(self.unseen + 1), column)

    def look_up(self, table: np.ndarray, column: np.ndarray | Coded) -> np.ndarray:
        """Take the line of `table`, which has one for each code, of every word of a column."""
        code = self.coder()
        if isinstance(column, Coded):
            of_words = table[[*map(code, column.words), self.missing]]
            # Wrapped around, -1 is the last line.
            return of_words.take(np.maximum(column.codes, -1), axis=0, mode="wrap")
        return table[np.fromiter(map(code, column.tolist()), np.intp, len(column))]
