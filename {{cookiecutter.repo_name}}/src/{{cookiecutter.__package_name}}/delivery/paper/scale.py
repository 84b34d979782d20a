"""From the total of points to the probability and the decision, as rules and tables in words."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count, pairwise

import numpy as np

from ...portable.links import apply_link
from ...portable.model import PortableModel
from ...portable.score import decide
from .words import category_words, number_words

# Lines of one decision's table, and of both together.
MOST_LINES, MOST_IN_ALL = 12, 20
# Totals whose probability is nearer to 0 or 1 than this share a line.
TAIL = 0.005
TENTH_OF_PERCENT = Decimal("0.001")


@dataclass(frozen=True)
class Line:
    """A range of totals and the range of their probabilities, which is rounded outwards."""

    totals: str
    chance: str


@dataclass(frozen=True)
class Outcome:
    """The rule that leads to a decision, and the probabilities of its totals."""

    rule: str
    lines: tuple[Line, ...]


def outcomes(model: PortableModel, least: int, most: int) -> list[Outcome]:
    """Divide the totals from `least` to `most` by the model's decision, and tabulate each part.

    The more points, the less probable the second class must be, as it is in a points table.
    """
    scale = _Scale(model, range(least, most + 1))
    turn = scale.first(lambda total: scale.decision(total) != scale.decision(least))
    parts = [part for part in (range(least, turn), range(turn, most + 1)) if part]
    return [Outcome(f"{scale.words(part, 'Total of ')}: {category_words(scale.decision(part[0]))}",
                    lines) for part, lines in zip(parts, scale.tables(parts))]


@dataclass(frozen=True)
class _Scale:
    """The totals that a card can come to, and what they mean."""

    model: PortableModel
    totals: range

    def chance(self, total: int) -> float:
        return float(apply_link(self.model.link, np.array([[float(total)]]))[0])

    def decision(self, total: int) -> str:
        return str(decide(self.model, np.array([self.chance(total)]))[0])

    def first(self, holds: Callable[[int], bool]) -> int:
        """Find the least total for which `holds`, as it does for all greater ones."""
        return self.totals.start + bisect_left(self.totals, True, key=holds)

    def tables(self, parts: Sequence[range]) -> list[tuple[Line, ...]]:
        """Divide each part at the multiples of the least round number that keeps them short."""
        core = range(self.first(lambda total: self.chance(total) <= 1 - TAIL),
                     self.first(lambda total: self.chance(total) < TAIL) + 1)
        for step in _round_numbers():
            starts = [_multiples(part, core, step) for part in parts]
            lines = [len(inner) + 1 for inner in starts]
            if max(lines) <= MOST_LINES and sum(lines) <= MOST_IN_ALL:
                break
        return [tuple(self._lines(part, inner)) for part, inner in zip(parts, starts)]

    def _lines(self, part: range, inner: range) -> Iterator[Line]:
        for start, stop in pairwise([part.start, *inner, part.stop]):
            yield Line(self.words(range(start, stop)), self._chances(range(start, stop)))

    def words(self, part: range, total: str = "") -> str:
        low, high = number_words(part[0]), number_words(part[-1])
        if part == self.totals:
            return "Any total"
        if part[0] == self.totals[0]:
            return f"{total}{high} or less"
        if part[-1] == self.totals[-1]:
            return f"{total}{low} or more"
        return low if len(part) == 1 else f"{low} to {high}"

    def _chances(self, part: range) -> str:
        """Give the probabilities in per cent; at the ends of the scale they have one bound."""
        low = _per_cent(self.chance(part[-1]), ROUND_FLOOR)
        high = _per_cent(self.chance(part[0]), ROUND_CEILING)
        lowest, highest = part[0] == self.totals[0], part[-1] == self.totals[-1]
        if lowest != highest:
            return f"{low} % or more" if lowest else f"{high} % or less"
        return f"{low} %" if low == high else f"{low} to {high} %"


def _multiples(part: range, core: range, step: int) -> range:
    """Give the multiples of `step` after the start of the part, as far as they lie in the core."""
    start = max(part.start + 1, core.start)
    return range(-(-start // step) * step, min(part.stop, core.stop), step)


def _round_numbers() -> Iterator[int]:
    for power in count():
        yield from (factor * 10 ** power for factor in (1, 2, 5))


def _per_cent(chance: float, rounding: str) -> str:
    return f"{Decimal(chance).quantize(TENTH_OF_PERCENT, rounding):.1%}".rstrip("%")
