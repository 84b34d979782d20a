"""The columns of a model inside an ONNX graph: doubles, and whole-number codes of categories."""

from dataclasses import dataclass

from ...portable.columns import Levels
from ...portable.model import MISSING_WORD, PortableModel
from ..levels import levels_of
from .expressions import add_derived
from .graph import MACHINE_LEARNING, Graph


@dataclass(frozen=True)
class Coded:
    """A category column: the name of its codes in the graph, and what they stand for."""

    codes: str
    levels: Levels


@dataclass(frozen=True)
class Columns:
    """The values in the graph by the column's name; `rows` is the shape [rows]."""

    numbers: dict[str, str]
    categories: dict[str, Coded]
    rows: str


def add_columns(graph: Graph, model: PortableModel) -> Columns:
    """Code the categories and compute the derived features."""
    names = [column.name for column in model.inputs]
    # Without a column nothing tells the count of rows: such a model gives a single score.
    rows = graph.add("Shape", names[0]) if names else graph.constant([1], int)
    numbers = {column.name: column.name for column in model.inputs if column.kind != "category"}
    for item in model.derived:
        numbers[item.name] = add_derived(graph, item.expression, numbers, rows)
    categories = {column.name: _add_codes(graph, model, column.name)
                  for column in model.inputs if column.kind == "category"}
    return Columns(numbers, categories, rows)


def _add_codes(graph: Graph, model: PortableModel, name: str) -> Coded:
    levels = Levels(tuple(level for level in levels_of(model, name)
                          if level not in ("", MISSING_WORD)))
    codes = graph.add("LabelEncoder", name, domain=MACHINE_LEARNING,
                      keys_strings=[*levels.known, "", MISSING_WORD],
                      values_int64s=[*range(levels.missing), levels.missing, levels.missing],
                      default_int64=levels.unseen)
    return Coded(codes, levels)
