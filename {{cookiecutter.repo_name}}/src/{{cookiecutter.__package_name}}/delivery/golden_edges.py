"""Real rows brought to either side of every threshold and bin edge of a model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..portable.model import AtMost, BinTerm, PortableModel, Trees
from ..portable.score import batch_scorer
from .crossings import LOG_MARGIN, Columns, crossing, sources_of, uses_log, values_of

# For each edge so many real rows are tried, half of them the nearest to it.
TRIED = 128


@dataclass(frozen=True)
class Change:
    """Rows to change: the row at `position` gets `at_most`, or `above`, as its `column`.

    One puts it on the lower side of an edge, the other on the upper. `worth` is 2 where the score
    differs between them, 1 where it does not, and 0 where there are no such values.
    """

    column: str
    position: np.ndarray
    at_most: np.ndarray
    above: np.ndarray
    worth: np.ndarray


def edges_of(model: PortableModel) -> dict[str, np.ndarray]:
    """List by column the greatest doubles on the lower sides of its edges, in their order."""
    found: dict[str, set[float]] = {}
    if isinstance(model.estimator, Trees):
        for test in model.estimator.tests:
            if isinstance(test, AtMost):
                found.setdefault(test.column, set()).add(test.threshold)
    else:
        for term in model.estimator.terms:
            if isinstance(term, BinTerm):
                found.setdefault(term.column, set()).update(
                    np.nextafter(term.edges, -np.inf).tolist())
    return {name: np.array(sorted(values)) for name, values in found.items() if values}


def spread(edges: Mapping[str, np.ndarray], most: int,
           random: np.random.Generator) -> dict[str, np.ndarray]:
    """Choose at most so many edges, as many of one column as of another where it has them."""
    chosen, left = {}, most
    for rank, name in enumerate(sorted(edges, key=lambda name: len(edges[name]))):
        share = left // (len(edges) - rank)
        chosen[name] = np.sort(random.permutation(edges[name])[:share])
        left -= len(chosen[name])
    return {name: values for name, values in chosen.items() if len(values)}


def edge_changes(model: PortableModel, real: Columns, edges: Mapping[str, np.ndarray],
                 random: np.random.Generator) -> list[Change]:
    """Find for each edge a real row in which the score changes there, or else any that fits.

    An edge deep in a tree matters only to the rows that come there; those that are nearest to it
    often do. An edge of a derived column is passed by changing one of the columns that it is
    derived from; where none of them can, the edge is left out.
    """
    score = batch_scorer(model)
    chosen: list[Change] = []
    for name, values in edges.items():
        positions = _nearest(values_of(model, name, real), values, random)
        tried = [_change(score, real, column, positions, *sides) for column, sides
                 in _sides(model, real, name, np.repeat(values, TRIED), positions.ravel())]
        chosen += _best(tried)
    return chosen


def _nearest(x: np.ndarray, edges: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Choose rows to try, (edges, TRIED): the nearest on both sides, then any."""
    order = np.argsort(x, kind="stable")[:max(1, np.count_nonzero(~np.isnan(x)))]
    places = np.searchsorted(x[order], edges, side="right")[:, np.newaxis]
    around = np.arange(-TRIED // 4, TRIED // 4)
    return np.hstack([order[np.clip(places + around, 0, len(order) - 1)],
                      random.integers(len(x), size=(len(edges), TRIED // 2))])


def _sides(model: PortableModel, real: Columns, name: str, edges: np.ndarray,
           positions: np.ndarray) -> list[tuple[str, tuple[np.ndarray, np.ndarray]]]:
    """Find values on both sides of each edge, by each of the columns that can be changed."""
    if name in real:
        return [(name, (edges, np.nextafter(edges, np.inf)))]
    columns = {source: real[source][positions] for source in sources_of(model, name)}
    margin = LOG_MARGIN if uses_log(model, name) else 0.0
    return [(source, crossing(model, name, source, columns, edges, margin)) for source in columns]


def _change(score: Callable[[Columns], np.ndarray], real: Columns, column: str,
            positions: np.ndarray, at_most: np.ndarray, above: np.ndarray) -> Change:
    rows = {name: values[positions.ravel()] for name, values in real.items()}
    lower, upper = (score({**rows, column: values}) for values in (at_most, above))
    differs = (lower != upper).reshape(len(at_most), -1).any(axis=1)
    worth = np.where(np.isnan(at_most), 0, 1 + differs)
    return Change(column, *(part.reshape(positions.shape)
                            for part in (positions, at_most, above, worth)))


def _best(tried: Sequence[Change]) -> list[Change]:
    """Keep for each edge, a line of the arrays, the first change of the greatest worth."""
    worths = np.hstack([change.worth for change in tried])
    best, most = worths.argmax(axis=1), worths.max(axis=1)
    kept = []
    for number, change in enumerate(tried):
        lines = np.flatnonzero((best // TRIED == number) & (most > 0))
        places = lines, best[lines] % TRIED
        kept.append(Change(change.column, *(part[places] for part in (
            change.position, change.at_most, change.above, change.worth))))
    return kept
