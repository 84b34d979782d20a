"""What became of a verification, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["agrees", "differs", "broke", "not verified", "not possible"]
EVERY_FORM = "every form"


@dataclass(frozen=True)
class Outcome:
    """What became of one form of one candidate in one runtime.

    `reason` says why there are no figures or, where scores differ, names the worst row. `runtime`
    is empty for a form that the model cannot take. `difference` is the largest of all rows, `size`
    is in bytes, `seconds` are those of the scoring alone.
    """

    candidate: str
    form: str
    runtime: str
    verdict: Verdict
    reason: str = ""
    rows: int = 0
    difference: float = 0.0
    limit: float = 0.0
    flips: int = 0
    size: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the form does not do what the model does."""
        return self.verdict in ("differs", "broke")

    @property
    def place(self) -> str:
        """Name form and runtime."""
        return f"{self.form} in {self.runtime}" if self.runtime else self.form


@dataclass(frozen=True)
class GoldenCounts:
    """The golden rows of a candidate: how many of each group, and for how many edges.

    The model has `edges`, `taken` of them have rows, and at `live` ones the score changes between
    these. `seconds` took scikit-learn for all rows.
    """

    groups: Mapping[str, int]
    edges: int
    taken: int
    live: int
    seconds: float

    @property
    def rows(self) -> int:
        """The count of all rows."""
        return sum(self.groups.values())


@dataclass(frozen=True)
class Verification:
    """All outcomes, the golden rows by candidate, and which candidate was chosen.

    `decides` tells whether there are decisions, which a predicted number is not.
    """

    chosen: str
    decides: bool
    golden: Mapping[str, GoldenCounts]
    outcomes: tuple[Outcome, ...]

    def of(self, *verdicts: Verdict) -> list[Outcome]:
        """Pick the outcomes of some kinds."""
        return [outcome for outcome in self.outcomes if outcome.verdict in verdicts]
