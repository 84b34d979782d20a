"""Golden rows: real rows, and those on which one form of a model is apt to differ from another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..data.schema import Schema
from ..portable.expressions import LARGEST
from ..portable.model import MISSING_WORD, PortableModel
from .crossings import unsure
from .form import Rows
from .golden_dates import STRANGE_DATES, within
from .golden_edges import edge_changes, edges_of, spread
from .golden_jumps import jumps_of
from .levels import levels_of

Columns = Mapping[str, np.ndarray]

REAL_ROWS = 500
# Rows for each input that is missing, and for each strange value.
MISSING_ROWS, STRANGE_ROWS = 10, 2
# A forest has thousands of edges: more than these are drawn from, as many of each column.
MOST_EDGES = 1000
# Every runtime reads every cell. Of a table of hundreds of columns each edge costs four rows of all
# of them, so fewer are taken, and each column gets fewer rows of a group, which has about so many.
MOST_CELLS, MOST_GROUP = 500_000, 500
# A column may have thousands of categories: more than these are drawn from.
MOST_LEVELS = 50
STRANGE_WORDS = ("never seen", "0", "'; DROP TABLE x; --", "=1+1", '"', "\\", "größe")
FAR = (0.0, 1e-300, -1e-300, 1e30, -1e30, LARGEST, -LARGEST)


@dataclass(frozen=True)
class GoldenRows:
    """The rows of all groups, and how many edges the model has, were taken, and are live.

    At a live edge the score of the row that was chosen for it changes.
    """

    rows: Rows
    edges: int
    taken: int
    live: int


def golden_rows(model: PortableModel, schema: Schema, real: Columns, seed: int) -> GoldenRows:
    """Make the golden rows of a model from real ones; the same for the same seed.

    `real` has the columns that the pipeline reads, which may be more than the model's inputs; so
    have the rows. Dates that not every form knows are moved to the nearest that does.
    """
    numbers, dates, categories = ([column.name for column in model.inputs if column.kind == kind]
                                  for kind in ("number", "date", "category"))
    real = {**real, **{name: within(real[name]) for name in dates}}
    inputs = [*numbers, *dates, *categories]
    maker = _Maker(real, np.random.default_rng(seed), max(1, MOST_GROUP // max(1, len(inputs))))
    jumps = jumps_of(model)
    edges = {**edges_of(model), **{jump.name: np.zeros(1) for jump in jumps}}
    taken = spread(edges, min(MOST_EDGES, MOST_CELLS // (4 * max(1, len(inputs)))), maker.random)
    wider = replace(model, derived=(*model.derived, *jumps))
    changes = edge_changes(wider, real, taken, maker.random)
    parts = [
        maker.rows("real", maker.some(REAL_ROWS)),
        *(maker.set_one("missing", name, [None], MISSING_ROWS) for name in inputs),
        maker.all_missing(numbers), maker.all_missing(categories), maker.all_missing(inputs),
        *(maker.set_one("date", name, STRANGE_DATES, STRANGE_ROWS) for name in dates),
    ]
    for name in categories:
        known = maker.few(sorted(levels_of(model, name)))
        parts += [maker.set_one("category", name, known, 1),
                  maker.set_one("empty word", name, ["", MISSING_WORD], STRANGE_ROWS),
                  maker.set_one("unseen", name, _unseen(known), STRANGE_ROWS)]
    for name in numbers:
        parts.append(maker.set_one("extreme", name, _extremes(schema, name, real[name]),
                                   STRANGE_ROWS))
    for change in changes:
        sides = np.sort([change.at_most, change.above], axis=0)
        near = [maker.set_at("edge", change.position, change.column, values)
                for values in _around(*sides, change.column in dates)]
        parts += [rows.where(~unsure(wider, rows.columns, edges)) for rows in near]
    return GoldenRows(_joined(parts), sum(map(len, edges.values())),
                      sum(len(change.position) for change in changes),
                      sum(np.count_nonzero(change.worth == 2) for change in changes))


@dataclass(frozen=True)
class _Maker:
    """Makes rows of one group each by changing real ones."""

    real: Columns
    random: np.random.Generator
    most: int

    def some(self, most: int) -> np.ndarray:
        """Draw positions of different real rows."""
        return np.sort(self.random.permutation(len(next(iter(self.real.values()))))[:most])

    def few(self, levels: Sequence[str]) -> list[str]:
        """Draw from many categories."""
        return [levels[place] for place in
                np.sort(self.random.permutation(len(levels))[:MOST_LEVELS])]

    def rows(self, group: str, positions: np.ndarray, **changed: np.ndarray) -> Rows:
        """Take real rows, with other values in some columns."""
        columns = {name: values[positions] for name, values in self.real.items()}
        return Rows({**columns, **changed}, np.full(len(positions), group, dtype=object))

    def set_at(self, group: str, positions: np.ndarray, name: str,
               values: Iterable[float | str | None]) -> Rows:
        """Take real rows, with `values` in one column."""
        column = np.array(values, dtype=self.real[name].dtype)
        return self.rows(group, positions, **{name: column})

    def set_one(self, group: str, name: str, values: Sequence[float | str | None],
                times: int) -> Rows:
        """Put each of `values` into so many rows drawn for it, `most` rows in all."""
        drawn = [(position, value) for value in values for position in self.some(times)]
        if len(drawn) > self.most:
            drawn = [drawn[place] for place in
                     np.sort(self.random.permutation(len(drawn))[:self.most])]
        return self.set_at(group, np.array([position for position, _ in drawn], dtype=np.intp),
                           name, [value for _, value in drawn])

    def all_missing(self, names: Sequence[str]) -> Rows:
        """Take rows of which all these columns are missing."""
        positions = self.some(STRANGE_ROWS)
        return self.rows("all missing", positions, **{
            name: np.full(len(positions), None).astype(self.real[name].dtype) for name in names})


def _unseen(known: Sequence[str]) -> list[str]:
    """List words that are none of the known, but look like them to a lax comparison."""
    similar = [word for level in known for word in (level.swapcase(), f"{level} ", f" {level}")]
    return [word for word in dict.fromkeys((*STRANGE_WORDS, *similar)) if word not in known]


def _extremes(schema: Schema, name: str, real: np.ndarray) -> list[float]:
    low, high = schema.columns[name].range or (0.0, 0.0)
    return [low, high, low - 1 - abs(low), high + 1 + abs(high), *FAR]


def _around(low: np.ndarray, high: np.ndarray, are_dates: bool) -> list[np.ndarray]:
    """Add to the values on the two sides of edges the next beyond them."""
    if are_dates:
        return [within(low - 1), low, high, within(high + 1)]
    return [np.nextafter(low, -np.inf), low, high, np.nextafter(high, np.inf)]


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows({name: np.concatenate([part.columns[name] for part in parts])
                 for name in parts[0].columns}, np.concatenate([part.group for part in parts]))
