"""Additive models over many rows, and over one record."""

from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from .columns import Columns, Levels, Record
from .model import Additive, BinTerm, LevelTerm, LinearTerm, Term

Worth = tuple[float, ...]


def additive_batch(additive: Additive) -> Callable[[Columns, int], np.ndarray]:
    """Make the function from columns, and their count of rows, to values (rows, outputs)."""
    terms = [batch_contribution(term) for term in additive.terms]
    intercept = np.array(additive.intercept)

    def estimate(columns: Columns, rows: int) -> np.ndarray:
        total = np.tile(intercept, (rows, 1))
        for contribution in terms:
            total += contribution(columns)
        return total
    return estimate


def additive_record(additive: Additive) -> Callable[[Record], list[float]]:
    """Make the function from a record to its values, one for each output."""
    terms = [(term.column, record_contribution(term)) for term in additive.terms]
    intercept, outputs = additive.intercept, range(len(additive.intercept))

    def estimate_one(record: Record) -> list[float]:
        total = intercept[0]
        for column, contribution in terms:
            total += contribution(record.get(column))[0]
        return [total]

    def estimate(record: Record) -> list[float]:
        total = list(intercept)
        for column, contribution in terms:
            worth = contribution(record.get(column))
            for output in outputs:
                total[output] += worth[output]
        return total
    return estimate_one if len(intercept) == 1 else estimate


def batch_contribution(term: Term) -> Callable[[Columns], np.ndarray]:
    """Make the function from columns to what a term adds, (rows, outputs)."""
    match term:
        case LinearTerm():
            return _linear_batch(term)
        case LevelTerm():
            levels, table = _level_table(term)
            worths = np.array(table)
            return lambda columns: levels.look_up(worths, columns[term.column])
        case BinTerm():
            return _bin_batch(term)


def record_contribution(term: Term) -> Callable[[float | str | None], Worth]:
    """Make the function from a value to what a term adds, one number for each output."""
    match term:
        case LinearTerm():
            return _linear_record(term)
        case LevelTerm():
            levels, table = _level_table(term)
            code = levels.coder()
            return lambda word: table[code(word)]
        case BinTerm():
            edges, table, missing = term.edges, term.weights, term.missing
            return lambda x: table[bisect_right(edges, x)] if x is not None and x == x else missing


def _linear_batch(term: LinearTerm) -> Callable[[Columns], np.ndarray]:
    weights, missing = np.array(term.weights), np.array(term.missing)

    def contribution(columns: Columns) -> np.ndarray:
        x = columns[term.column]
        worth = (x - term.center)[:, np.newaxis] * weights
        np.copyto(worth, missing, where=np.isnan(x)[:, np.newaxis])
        return worth
    return contribution


def _linear_record(term: LinearTerm) -> Callable[[float | None], Worth]:
    center, weights, missing = term.center, term.weights, term.missing
    if len(weights) == 1:
        weight = weights[0]
        return lambda x: ((x - center) * weight,) if x is not None and x == x else missing
    return lambda x: tuple((x - center) * weight for weight in weights) \
        if x is not None and x == x else missing


def _bin_batch(term: BinTerm) -> Callable[[Columns], np.ndarray]:
    edges, worths = np.array(term.edges), np.array([*term.weights, term.missing])

    def contribution(columns: Columns) -> np.ndarray:
        x = columns[term.column]
        bins = np.searchsorted(edges, x, side="right")
        bins[np.isnan(x)] = len(worths) - 1
        return worths.take(bins, axis=0)
    return contribution


def _level_table(term: LevelTerm) -> tuple[Levels, list[Worth]]:
    levels = Levels(tuple(level.level for level in term.levels))
    return levels, [*(level.weights for level in term.levels), term.missing, term.unseen]
