"""What is measured of the converters, in cells, and how it is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# A difference below EXACT is the rounding of doubles; rows with one above FAR are counted.
EXACT, FAR = 1e-12, 1e-6
OURSELVES = "ours"
# What can be taken off a pipeline for a converter, in this order: see Model.without.
STEPS = "dfwn"
# Letters that are shown of a converter's answer.
LONGEST = 120
BESIDE = """\
| model | converter, runtime | without | largest difference | on a row | rows off \
| decisions flipped | export, s | scoring, s | kB | ours as exact | ours faster |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""
ALONE = """\
| model | runtime | golden rows | largest difference | rows off | decisions flipped | export, s \
| scoring, s | kB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Figures:
    """How an exported file compares with scikit-learn on the golden rows, and what it costs.

    `difference` is |a - b| / max(1, |b|) at most, on a row of the group `worst`; `far` counts the
    rows with more than FAR, `flips` the other decisions (None for a number); `export` and
    `scoring` are seconds, `size` is in bytes.
    """

    difference: float
    worst: str
    far: int
    flips: int | None
    rows: int
    export: float
    scoring: float
    size: int


@dataclass(frozen=True)
class Cell:
    """A model by a converter for a runtime, beside ours of the same model.

    `without` are the letters of the steps that the converter does not take; `refusals` what it
    said when it was given the whole, and then less and less. Where it took none, there are no
    figures; ours alone, of the whole model, stand as the converter OURSELVES.
    """

    model: str
    converter: str
    runtime: str
    without: str
    refusals: Sequence[str]
    theirs: Figures | None
    ours: Figures | None

    @property
    def as_exact(self) -> bool:
        """Whether ours is at least as exact, the rounding of doubles apart."""
        theirs, ours = self.theirs, self.ours
        return ours.difference <= max(theirs.difference, EXACT) and ours.far <= theirs.far \
            and (ours.flips or 0) <= (theirs.flips or 0)

    @property
    def faster(self) -> bool:
        """Whether ours is exported faster."""
        return self.ours.export < self.theirs.export


def cell_of(found: dict, table: str) -> Cell:
    """Read a cell as JSON has it; its model is named with the table that it was fitted on."""
    figures = {who: found[who] and Figures(**found[who]) for who in ("theirs", "ours")}
    model = f"{table}, {found['model'].replace('_', ' ')}"
    return Cell(**{**found, **figures, "model": model})


def beside(cells: Iterable[Cell]) -> str:
    """Show the converters beside ours."""
    return "\n".join(_beside(cell) for cell in cells if cell.converter != OURSELVES)


def alone(cells: Iterable[Cell]) -> str:
    """Show ours alone, of the whole models."""
    return "\n".join(
        _line(cell.model, cell.runtime, f"{cell.ours.rows:,}", _difference(cell.ours),
              cell.ours.far, _flips(cell.ours), f"{cell.ours.export:.3f}",
              f"{cell.ours.scoring:.3f}", _kilobytes(cell.ours))
        for cell in cells if cell.converter == OURSELVES)


def shortcomings(cells: Iterable[Cell]) -> dict[str, list[str]]:
    """Name the lines in which ours is less exact, and those in which it is exported slower."""
    cells = [cell for cell in cells if cell.theirs]
    holds: dict[str, Callable[[Cell], bool]] = {
        "lines in which ours is less exact": lambda cell: cell.as_exact,
        "lines in which ours is exported slower": lambda cell: cell.faster}
    return {words: [f"{cell.model} (beside {cell.converter})" for cell in cells if not held(cell)]
            for words, held in holds.items()}


def refusals(cells: Iterable[Cell]) -> str:
    """List an answer of each converter to models that had too many steps for it."""
    said: dict[tuple[str, int], Cell] = {}
    for cell in cells:
        for taken_off in range(len(cell.refusals)) if cell.theirs else ():
            said.setdefault((cell.converter.partition(",")[0], taken_off), cell)
    return "\n".join(_line(converter, STEPS[:taken_off] or "nothing", cell.model,
                           _quoted(cell.refusals[taken_off]))
                     for (converter, taken_off), cell in sorted(said.items()))


def _beside(cell: Cell) -> str:
    start = cell.model, f"{cell.converter}, {cell.runtime}"
    theirs, ours = cell.theirs, cell.ours
    if theirs is None:
        return _line(*start, "", f"refuses: {_quoted(cell.refusals[-1])}", *[""] * 8)
    marks = ("yes" if holds else "**no**" for holds in (cell.as_exact, cell.faster))
    return _line(*start, cell.without, f"{_difference(theirs)} · {_difference(ours)}",
                 theirs.worst, f"{theirs.far} · {ours.far}",
                 f"{_flips(theirs)} · {_flips(ours)}",
                 f"{theirs.export:.3f} · {ours.export:.3f}",
                 f"{theirs.scoring:.3f} · {ours.scoring:.3f}",
                 f"{_kilobytes(theirs)} · {_kilobytes(ours)}", *marks)


def _line(*parts: object) -> str:
    return f"| {' | '.join(map(str, parts))} |"


def _quoted(answer: str) -> str:
    return f"`{answer if len(answer) <= LONGEST else answer[:LONGEST] + '...'}`"


def _difference(figures: Figures) -> str:
    return f"{figures.difference:.0e}" if figures.difference else "0"


def _flips(figures: Figures) -> str:
    return "-" if figures.flips is None else str(figures.flips)


def _kilobytes(figures: Figures) -> str:
    return f"{figures.size / 1000:,.0f}"
