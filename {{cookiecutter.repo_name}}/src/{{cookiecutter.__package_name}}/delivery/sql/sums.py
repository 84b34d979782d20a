"""The values of an estimator in SQL: sums, added from left to right as everywhere."""

from collections.abc import Mapping

from ...portable.model import Additive, Estimator, Trees
from .dialects import Dialect
from .query import Column, Query
from .terms import contribution
from .text import one_line
from .trees import adds_nothing, condition, tree_sql

# DuckDB and SQLite take no expression that is nested 1,000 deep, as a sum of 1,000 is, and what
# DuckDB does with a longer sum takes time by the square of its length.
LONGEST_SUM = 50


def add_sums(query: Query, estimator: Estimator, columns: Mapping[str, str]) -> list[str]:
    """Add the columns of the estimator's values; return their names, one for each output."""
    start = estimator.intercept if isinstance(estimator, Additive) else estimator.base
    word = "points" if isinstance(estimator, Additive) and estimator.points else "total"
    summands = _terms(query.dialect, estimator, columns) if isinstance(estimator, Additive) \
        else _trees(query.dialect, estimator, columns)
    sums = [query.dialect.double_of(value) for value in start]
    blocks = range(0, max(map(len, summands)), LONGEST_SUM) or [0]
    for number, position in enumerate(blocks, start=1):
        added = []
        for output, parts in enumerate(summands):
            lines = [sums[output], *parts[position:position + LONGEST_SUM]]
            sums[output] = query.name(word)
            added.append(Column("\n    ".join(lines), sums[output]))
        query.add(f"sums_{number}" if len(blocks) > 1 else "sums",
                  "What the parts of the model add up to.", added)
    return sums


def _terms(dialect: Dialect, additive: Additive, columns: Mapping[str, str]) -> list[list[str]]:
    return [[_summand(term.column, contribution(dialect, columns, term, output))
             for term in additive.terms] for output in range(len(additive.intercept))]


def _trees(dialect: Dialect, trees: Trees, columns: Mapping[str, str]) -> list[list[str]]:
    conditions = [condition(dialect, columns, test) for test in trees.tests]
    return [[_summand(f"Tree {number}", tree_sql(dialect, conditions, tree, output))
             for number, tree in enumerate(trees.trees, start=1) if not adds_nothing(tree, output)]
            for output in range(len(trees.base))]


def _summand(name: str, sql: str) -> str:
    return f"-- {one_line(name)}\n    + {sql}"
