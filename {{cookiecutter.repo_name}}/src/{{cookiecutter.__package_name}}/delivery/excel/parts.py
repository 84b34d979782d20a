"""What a workbook is made of: steps of a computation, and sheets of numbers with addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ...portable.model import Input, PortableModel
from .formulas import total

# What stands in a cell, by what it is: ("column", "Income"), ("weights", 3, 0), ("score", 0).
Key = tuple[str | int, ...]
Addresses = Mapping[Key, str]
Cell = str | float | None
# A part of a formula, once the addresses are known.
Operand = Callable[[Addresses], str]
# No formula is longer than Excel's 8,192 characters with this many operands in one sum.
OPERANDS = 150


@dataclass(frozen=True)
class Step:
    """A value that is computed for a record: one cell for the form, a column in a table of rows.

    `formula` takes the addresses of what it reads. No text of the user's is ever part of a
    formula: it stands in cells, where it is data.
    """

    key: Key
    label: str
    formula: Operand


@dataclass
class Page:
    """A sheet in the making: rows of cells, each with a style, and addresses in them."""

    name: str
    addresses: dict[Key, str]
    rows: list[tuple[str, tuple[Cell, ...]]] = field(default_factory=list)

    def add(self, style: str, *cells: Cell) -> int:
        """Add a row and return its number, from 0."""
        self.rows.append((style, cells))
        return len(self.rows) - 1

    def address(self, key: Key, column: int, first: int, last: int | None = None) -> None:
        """Give a cell, or the cells of a column from row `first` to `last`, an address."""
        cells = xl_rowcol_to_cell(first, column, True, True) if last is None \
            else xl_range_abs(first, column, last, column)
        self.addresses[key] = f"{self.name}!{cells}"


def input_key(column: Input) -> Key:
    """Name the cell of an answer; ("column", name) is the same cell, or a step that reads it."""
    return ("answer", column.name)


def headings(model: PortableModel, word: str) -> list[str]:
    """Name something of each output."""
    if model.outputs == 1:
        return [word]
    return [f"{word}: {name}" for name in model.classes or ()]


def number_words(number: float) -> str:
    """Write a number for people, in 7 digits: the sheets hold it exactly."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.7g}"


def sum_steps(key: Key, label: str, operands: Sequence[Operand]) -> list[Step]:
    """Add operands from left to right, in as many steps as the length of formulas asks for."""
    starts = range(0, len(operands), OPERANDS)
    parts = [operands[start:start + OPERANDS] for start in starts]
    keys: list[Key] = [*(("so far", *key, start) for start in starts[:-1]), key]
    return [Step(name, label if name == key else f"{label}, so far", _sum(before, part))
            for name, before, part in zip(keys, [None, *keys], parts)]


def running_steps(key: Key, label: str, operands: Sequence[Operand]) -> list[Step]:
    """Add operands from left to right, one a step, exactly where they cancel each other."""
    if len(operands) == 1:
        return [Step(key, label, operands[0])]
    first, *others = operands
    names: list[Key] = [*(("so far", *key, number) for number in range(len(others) - 1)), key]
    before: list[Operand] = [first, *map(itemgetter, names)]
    return [Step(name, label if name == key else f"{label}, so far", _total(so_far, operand))
            for name, so_far, operand in zip(names, before, others)]


def _total(so_far: Operand, operand: Operand) -> Operand:
    return lambda at: total(so_far(at), operand(at))


def _sum(before: Key | None, operands: Sequence[Operand]) -> Operand:
    def formula(at: Addresses) -> str:
        ahead = [] if before is None else [at[before]]
        return "+".join([*ahead, *(operand(at) for operand in operands)])
    return formula
