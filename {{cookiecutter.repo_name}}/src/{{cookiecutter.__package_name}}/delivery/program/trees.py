"""Tree ensembles as tables, and a call of the loop that walks them."""

from ...portable.model import Trees
from .flat_trees import LEAF, FlatTrees, Slot, flatten
from .writer import Row, Writer
from ..text import printable

ROOTS_A_LINE = 12


def add_trees(writer: Writer, trees: Trees) -> None:
    """Write what the nodes compare, the tables of nodes, and the sum over all trees."""
    flat = flatten(trees, {item.name for item in writer.inputs if item.kind == "category"})
    words = [_words(slot) for slot in flat.slots]
    slots = [((_slot(writer, slot),), f"{position}: {words[position]}")
             for position, slot in enumerate(flat.slots)]
    # No language is sure to take a table of nothing, which a tree of one leaf would need.
    unused = [((writer.language.number(0.0),), "")]
    writer.body += writer.table("slots", "slots", slots or unused)
    writer.start(trees.base)
    writer.do(writer.call("forest", "slots", "v"))
    writer.tables += [
        writer.language.constant % ("DIVISOR", writer.language.number(trees.divisor)),
        "\n".join(writer.table("roots", "ROOTS", _roots(flat))),
        "\n".join(writer.table("nodes", "NODES", _nodes(writer, flat, words)))]


def _slot(writer: Writer, slot: Slot) -> str:
    operands = [writer.names[slot.column]]
    if slot.level is not None:
        operands.append(writer.language.text(slot.level))
    return writer.call(slot.helper, *operands)


def _words(slot: Slot) -> str:
    name = printable(slot.column)
    if slot.level is not None:
        return f"{name} is {printable(slot.level)}"
    return f"{name} is missing" if slot.helper in ("known", "named") else name


def _roots(flat: FlatTrees) -> list[Row]:
    lines = [flat.roots[start:start + ROOTS_A_LINE]
             for start in range(0, len(flat.roots), ROOTS_A_LINE)]
    return [((", ".join(map(str, line)),), "") for line in lines]


def _nodes(writer: Writer, flat: FlatTrees, words: list[str]) -> list[Row]:
    number = writer.language.number
    return [((str(row.slot), str(row.no), number(row.number)),
             f"{position}" if row.slot == LEAF else f"{position}: {words[row.slot]}")
            for position, row in enumerate(flat.rows)]
