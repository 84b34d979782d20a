"""Names that a database takes: the user's own, as near as it allows, and ours beside them."""

import re

from .dialects import Dialect


class Namer:
    """Gives out names of one row of columns: no two alike, none that the dialect cannot hold."""

    def __init__(self, dialect: Dialect):
        self._dialect = dialect
        self._taken: set[str] = set()

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, wanted: str, ending: str = "") -> str:
        """Give the name wanted, cut to the longest that there may be, numbered if it is taken."""
        letters = self._dialect.other_letters
        allowed = (re.sub(letters, "_", wanted) if letters else wanted) or "_"
        name, number = cut(self._dialect, allowed, ending), 1
        while self._fold(name) in self._taken:
            number += 1
            name = cut(self._dialect, allowed, f"_{number}{ending}")
        self._taken.add(self._fold(name))
        return name

    def _fold(self, name: str) -> str:
        return name.casefold() if self._dialect.folds_case else name


def cut(dialect: Dialect, name: str, ending: str) -> str:
    """Cut a name so that it is not too long with its ending, which is added."""
    longest = dialect.longest_name - len(ending)
    if dialect.counts_bytes:
        return name.encode()[:longest].decode(errors="ignore") + ending
    return name[:longest] + ending
