"""Naming columns and classes in messages."""

from collections.abc import Sequence

MOST = 20


def listed(names: Sequence[str]) -> str:
    """List names, but not too many of them."""
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")


def free_name(wanted: str, taken: set[str]) -> str:
    """Add underscores to a name until it is not taken, and take it."""
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted
