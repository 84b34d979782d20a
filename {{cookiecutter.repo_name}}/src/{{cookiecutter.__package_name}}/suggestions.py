"""Guessing which name was meant."""

import difflib
from collections.abc import Collection


def suggest(name: str, known: Collection[str], otherwise: str) -> str:
    """Ask whether a near name was meant, whatever its case; without one, say `otherwise`."""
    spellings = {spelling.casefold(): spelling for spelling in known}
    close = difflib.get_close_matches(name.casefold(), spellings, n=1)
    return f"did you mean `{spellings[close[0]]}`?" if close else otherwise
