"""Guessing which name was meant."""

import difflib
from collections.abc import Collection


# From 0 to 1: `Home` is no slip for `Income` (0.6), `sead` may be one for `seed` (0.75).
LIKENESS = 0.7


def guess(name: str, known: Collection[str]) -> str:
    """Ask whether the nearest name was meant, whatever its case; "" where none is near."""
    spellings = {spelling.casefold(): spelling for spelling in known}
    close = difflib.get_close_matches(name.casefold(), spellings, n=1, cutoff=LIKENESS)
    return f"did you mean `{spellings[close[0]]}`?" if close else ""
