"""The columns of the matrix that an estimator is fitted on, as plain data.

A transformer or estimator of one's own has a portable form when it has one of these methods:
`portable_derived() -> Sequence[Derived]`, `portable_columns(columns) -> list[Encoded]`, and for
an estimator `portable_estimator(columns) -> tuple[Estimator, Link]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import IsLevel, IsMissing


@dataclass(frozen=True)
class NumberColumn:
    """(x - center) / scale, where a missing x is `fill`, or stays missing when that is None."""

    column: str
    fill: float | None = None
    center: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class WordColumn:
    """A category that is no number yet; a missing one is `fill`, or stays missing."""

    column: str
    fill: str | None = None


@dataclass(frozen=True)
class FlagColumn:
    """(1 - center) / scale where the test holds, (0 - center) / scale elsewhere."""

    test: IsMissing | IsLevel
    center: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class BinColumn:
    """The bin of a number: 0 below edges[0], ..., and last of all a missing one."""

    column: str
    edges: tuple[float, ...]


@dataclass(frozen=True)
class CodeColumn:
    """The position of a category in `levels`; then a missing one, then an unseen one."""

    column: str
    levels: tuple[str, ...]


Encoded = NumberColumn | WordColumn | FlagColumn | BinColumn | CodeColumn


@dataclass(frozen=True)
class Description:
    """What a pipeline does not tell of itself: names, and the columns that it was fitted on."""

    name: str
    target: str
    classes: tuple[str, ...] | None
    numbers: Sequence[str]
    categories: Sequence[str]
    dates: Sequence[str] = ()
