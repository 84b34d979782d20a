"""What a term of an additive model adds, in SQL."""

import math
from collections.abc import Mapping

from ...portable.model import BinTerm, LevelTerm, LinearTerm, Term
from .dialects import Dialect

# A contribution below it changes no sum.
NEGLIGIBLE = 1e-300


def contribution(dialect: Dialect, columns: Mapping[str, str], term: Term, output: int) -> str:
    """Write what a term adds to an output."""
    column, number = columns[term.column], dialect.double_of
    missing = number(term.missing[output])
    match term:
        case LinearTerm():
            weight = term.weights[output]
            return f"COALESCE({_linear(dialect, column, term.center, weight)}, {missing})"
        case LevelTerm():
            branches = [(f"{column} = {dialect.level(level.level)}", level.weights[output])
                        for level in term.levels]
            other = term.unseen[output]
        case BinTerm():
            branches = [(f"{column} < {number(edge)}", weights[output])
                        for edge, weights in zip(term.edges, term.weights)]
            other = term.weights[-1][output]
    lines = [f"WHEN {condition} THEN {number(value)}" for condition, value in branches]
    return "\n      ".join(["CASE", f"WHEN {column} IS NULL THEN {missing}", *lines,
                            f"ELSE {number(other)} END"])


def _linear(dialect: Dialect, column: str, center: float, weight: float) -> str:
    distance = f"({column} - {dialect.operand(center)})" if center else column
    product = f"{distance} * {dialect.operand(weight)}"
    nearest = math.ulp(center) / 2 or math.ulp(0.0)
    if not dialect.underflow_is_error or not weight or nearest * abs(weight):
        return product
    least = dialect.double_of(NEGLIGIBLE / min(abs(weight), 1.0))
    return (f"CASE WHEN ABS{distance if center else f'({column})'} >= {least} THEN {product} "
            f"WHEN {column} IS NOT NULL THEN {dialect.double_of(0)} END")
