"""Additive models as a sum of calls, one a term."""

import math

from ...portable.model import Additive, BinTerm, LevelTerm, LinearTerm, Term
from .writer import Writer
from ..text import printable


def add_terms(writer: Writer, additive: Additive) -> None:
    """Write an additive model's sums, one for each output."""
    writer.start(additive.intercept)
    for term in additive.terms:
        for output in range(len(additive.intercept)):
            writer.do(f"v[{output}] += {_worth(writer, term, output)}")


def _worth(writer: Writer, term: Term, output: int) -> str:
    number, x = writer.language.number, writer.names[term.column]
    missing = number(term.missing[output])
    match term:
        case LinearTerm():
            return writer.call("linear", x, number(term.center), number(term.weights[output]),
                               missing)
        case LevelTerm():
            rows = [(writer.language.text(level.level), number(level.weights[output]))
                    for level in term.levels]
            unseen = number(term.unseen[output])
            return writer.call("level", x, _table(writer, "levels", term, rows), unseen, missing)
        case BinTerm():
            rows = [(number(below), number(weights[output]))
                    for below, weights in zip((*term.edges, math.inf), term.weights)]
            return writer.call("binned", x, _table(writer, "bins", term, rows), missing)


def _table(writer: Writer, kind: str, term: Term, rows: list[tuple[str, str]]) -> str:
    name = f"{kind.upper()}_{len(writer.tables) + 1}"
    remark = writer.language.comment(printable(term.column))
    table = writer.table(kind, name, [(cells, "") for cells in rows])
    writer.tables.append("\n".join([remark, *table]))
    return name
