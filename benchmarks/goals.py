"""What a benchmark is held to: a figure that it found, and the limit that the figure has to keep.

Each page ends with its goals; docs/benchmarks.md gathers them from the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEADING = "## Goals"
HEAD = """\
| | found | goal | kept |
| --- | ---: | --- | --- |"""


@dataclass(frozen=True)
class Goal:
    """A figure, and the most that it may be; or the least."""

    words: str
    found: float
    limit: float
    least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.found >= self.limit if self.least else self.found <= self.limit


def section(goals: Sequence[Goal]) -> str:
    """Show the goals of a page."""
    return "\n".join(["", HEADING, "", HEAD, *map(_row, goals)])


def rows_of(page: str) -> list[str]:
    """Read the goals of a page as rows of a table; none where it has no goals."""
    table = page.partition(f"\n{HEADING}\n\n{HEAD}\n")[2]
    return [line for line in table.splitlines() if line.startswith("| ")]


def _row(goal: Goal) -> str:
    bound = "at least" if goal.least else "at most"
    kept = "yes" if goal.kept else "**no**"
    return f"| {goal.words} | {_figure(goal.found)} | {bound} {_figure(goal.limit)} | {kept} |"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
