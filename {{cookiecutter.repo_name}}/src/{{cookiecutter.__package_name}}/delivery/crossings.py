"""Finding the two neighbouring doubles between which a derived column passes a threshold."""

from collections.abc import Callable, Mapping

import numpy as np

from ..portable.expressions import Call, Expression, columns_of, evaluate
from ..portable.model import Input, PortableModel
from .golden_dates import LATEST

Columns = Mapping[str, np.ndarray]
Function = Callable[[np.ndarray], np.ndarray]
# From values to whole numbers in their order, so that neighbours differ by 1, and back.
Scale = tuple[Function, Function]

QUANTILES = np.linspace(0, 1, 25)
# Runtimes agree on + - * / to the last bit, on logarithms to nearly that: rows keep as far from
# a threshold as their derived values may differ.
LOG_MARGIN = 1e-12


def values_of(model: PortableModel, name: str, columns: Columns) -> np.ndarray:
    """Return an input column, or compute a derived one, (rows,)."""
    if name in columns:
        return columns[name]
    expression = _expressions(model, name)[0]
    known = {read: values_of(model, read, columns) for read in columns_of(expression)}
    return evaluate(expression, known, len(next(iter(columns.values()))))


def sources_of(model: PortableModel, name: str) -> list[str]:
    """Name the input columns that a derived column depends on."""
    return sorted({column for expression in _expressions(model, name)
                   for column in columns_of(expression)}
                  - {item.name for item in model.derived})


def uses_log(model: PortableModel, name: str) -> bool:
    """Tell whether a derived column depends on a logarithm."""
    return any(map(_has_log, _expressions(model, name)))


def unsure(model: PortableModel, columns: Columns, edges: Columns) -> np.ndarray:
    """Tell which rows have a logarithm so near to an edge that its last bits decide, (rows,).

    `edges` are those of each column, in their order.
    """
    found = np.zeros(len(next(iter(columns.values()))), dtype=bool)
    for name, values in edges.items():
        if uses_log(model, name):
            x = values_of(model, name, columns)
            place = np.searchsorted(values, x)
            for near in (place - 1, place):
                edge = values[np.clip(near, 0, len(values) - 1)]
                found |= np.abs(x - edge) < LOG_MARGIN * np.maximum(1, np.abs(edge))
    return found


def crossing(model: PortableModel, name: str, changed: str, columns: Columns,
             thresholds: np.ndarray, margin: float) -> tuple[np.ndarray, np.ndarray]:
    """Find for each row two values of `changed` that bring `name` up to, and above, a threshold.

    `columns` has a row for each of `thresholds`. The two values are neighbouring doubles, of a date
    neighbouring seconds, or, with a margin, the nearest to it outside of it. Both are NaN where no
    value of `changed` is found that takes the row to the other side.
    """
    is_date = Input(changed, "date") in model.inputs
    scale = (_whole, np.float64) if is_date else (_rank, _double)

    def compute(values: np.ndarray) -> np.ndarray:
        return values_of(model, name, {**columns, changed: values})
    known = columns[changed][~np.isnan(columns[changed])]
    if not len(known):
        return np.full((2, len(thresholds)), np.nan)
    others = np.unique(np.quantile(known, QUANTILES, method="nearest" if is_date else "linear"))
    width = margin * np.maximum(1, np.abs(thresholds))
    at_most, low_above = _bisect(compute, scale, columns[changed], others, thresholds - width)
    high_at_most, above = _bisect(compute, scale, columns[changed], others, thresholds + width)
    found = ~(np.isnan(low_above) | np.isnan(high_at_most))
    return np.where(found, at_most, np.nan), np.where(found, above, np.nan)


def _bisect(compute: Function, scale: Scale, start: np.ndarray, others: np.ndarray,
            thresholds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Narrow the way from `start` to one of `others` down to the two values at the crossing."""
    rank, value = scale
    first, last = rank(start), rank(_other_side(compute, start, others, thresholds))
    side = compute(value(first)) <= thresholds
    for _ in range(64):
        middle = first // 2 + last // 2 + (first & last & 1)
        same = (compute(value(middle)) <= thresholds) == side
        first, last = np.where(same, middle, first), np.where(same, last, middle)
    here, there = value(first), value(last)
    found = ~np.isnan(compute(here)) & ~np.isnan(compute(there)) \
        & ((compute(there) <= thresholds) != side)
    at_most, above = np.where(side, here, there), np.where(side, there, here)
    return np.where(found, at_most, np.nan), np.where(found, above, np.nan)


def _other_side(compute: Function, start: np.ndarray, others: np.ndarray,
                thresholds: np.ndarray) -> np.ndarray:
    """Choose for each row the nearest of `others` that lies on the other side, or NaN."""
    computed = compute(start)
    found, distance = np.full(len(start), np.nan), np.full(len(start), np.inf)
    for other in others:
        there = compute(np.full(len(start), other))
        nearer = ((there <= thresholds) != (computed <= thresholds)) & ~np.isnan(there + computed) \
            & (np.abs(other - start) < distance)
        found, distance = np.where(nearer, other, found), np.where(nearer, np.abs(other - start),
                                                                   distance)
    return found


def _expressions(model: PortableModel, name: str) -> list[Expression]:
    """List the expression of a derived column, and of those that it is derived from."""
    by_name = {item.name: item.expression for item in model.derived}
    found = [by_name[name]] if name in by_name else []
    return found + [deeper for expression in found for column in sorted(columns_of(expression))
                    for deeper in _expressions(model, column)]


def _has_log(expression: Expression) -> bool:
    return isinstance(expression, Call) and (
        expression.call == "log" or any(map(_has_log, expression.operands)))


def _rank(values: np.ndarray) -> np.ndarray:
    """Number the doubles in their order: neighbours have neighbouring numbers."""
    bits = np.ascontiguousarray(values).view(np.int64)
    return np.where(bits < 0, np.iinfo(np.int64).min - bits, bits)


def _whole(values: np.ndarray) -> np.ndarray:
    # Where there is no date the last of all may be on the other side.
    return np.where(np.isnan(values), LATEST, values).astype(np.int64)


def _double(ranks: np.ndarray) -> np.ndarray:
    return np.where(ranks < 0, np.iinfo(np.int64).min - ranks, ranks).view(np.float64)
