"""Additive models as ONNX operators: one (rows, outputs) contribution a term, added up."""

from onnx import TensorProto

from ...portable.model import Additive, BinTerm, LevelTerm, LinearTerm, Term
from .columns import Columns
from .graph import Graph


def add_additive(graph: Graph, additive: Additive, columns: Columns) -> str:
    """Add intercept and terms, in their order; name the values, (rows, outputs)."""
    total = graph.constant([additive.intercept])
    if not additive.terms:
        outputs = graph.constant([len(additive.intercept)], int)
        return graph.add("Expand", total, graph.add("Concat", columns.rows, outputs, axis=0))
    for term in additive.terms:
        total = graph.add("Add", total, _add_term(graph, term, columns))
    return total


def _add_term(graph: Graph, term: Term, columns: Columns) -> str:
    match term:
        case LinearTerm():
            x = graph.column(columns.numbers[term.column])
            distance = graph.add("Sub", x, graph.constant(term.center))
            worth = graph.add("Mul", distance, graph.constant([term.weights]))
            return graph.add("Where", graph.add("IsNaN", x), graph.constant([term.missing]), worth)
        case LevelTerm():
            category = columns.categories[term.column]
            worths = {level.level: level.weights for level in term.levels}
            table = [*(worths.get(level, term.unseen) for level in category.levels.known),
                     term.missing, term.unseen]
            return graph.add("Gather", graph.constant(table), category.codes)
        case BinTerm():
            table = graph.constant([*term.weights, term.missing])
            return graph.add("Gather", table, _add_bins(graph, term, columns))


def _add_bins(graph: Graph, term: BinTerm, columns: Columns) -> str:
    """Name the bin of each row: the count of edges that it has reached, or the last place."""
    x = columns.numbers[term.column]
    reached = graph.add("GreaterOrEqual", graph.column(x), graph.constant([term.edges]))
    whole = graph.add("Cast", reached, to=TensorProto.INT64)
    bins = graph.add("ReduceSum", whole, graph.constant([1], int), keepdims=0)
    missing = graph.constant(len(term.weights), int)
    return graph.add("Where", graph.add("IsNaN", x), missing, bins)
