"""What fits in a workbook: Excel's own limits, and those of patience."""

from collections.abc import Iterable

from ...portable.model import Leaf, Node, PortableModel, Trees
from .parts import Page
from ..form import NotDeliverable

MOST_ROWS = 1000
# With as many the file stays below 10 MB, and opens within half a minute.
MOST_LEAVES = 50_000
MOST_CELLS, MOST_LETTERS = 200_000, 100_000_000
# Excel's own.
LONGEST_FORMULA, MOST_COLUMNS, MOST_CLASSES = 8192, 16_384, 254
# A cell holds 32,767 letters; some of them are for words around a name.
LONGEST_TEXT = 32_000


def check_model(model: PortableModel) -> None:
    """Refuse a model that makes too great a workbook, or that is not ready.

    Raises:
        NotDeliverable: says what there is too much of.
    """
    if isinstance(model.estimator, Trees):
        leaves = sum(map(_leaves, model.estimator.trees))
        if leaves > MOST_LEAVES:
            raise NotDeliverable(f"its trees have {leaves:,} leaves together; a workbook with more "
                                 f"than {MOST_LEAVES:,} is too slow to work with")
    if model.outputs > MOST_CLASSES:
        raise NotDeliverable(f"it tells {model.outputs} classes apart; Excel compares "
                             f"{MOST_CLASSES} at a time")
    if model.classes and model.outputs == 1 and model.cutoff is None:
        raise NotDeliverable("it has no cut-off")


def check_texts(pages: Iterable[Page]) -> None:
    """Refuse texts that fit in no cell.

    Raises:
        NotDeliverable: says which.
    """
    for page in pages:
        for _, cells in page.rows:
            for cell in cells:
                if isinstance(cell, str) and len(cell) > LONGEST_TEXT:
                    raise NotDeliverable(f"{cell[:30]}... is longer than the {LONGEST_TEXT:,} "
                                         "letters that fit in a cell")


def check_formulas(formulas: Iterable[str], columns: int) -> None:
    """Refuse what has too many columns, or too long a formula.

    Raises:
        NotDeliverable: says which.
    """
    longest = max(map(len, formulas))
    if longest > LONGEST_FORMULA:
        raise NotDeliverable(f"one of its formulas is {longest:,} letters long; Excel takes "
                             f"{LONGEST_FORMULA:,}")
    if columns > MOST_COLUMNS:
        raise NotDeliverable(f"a row takes {columns:,} columns; Excel has {MOST_COLUMNS:,}")


def rows_that_fit(formulas: list[str]) -> int:
    """Say how many rows of such formulas a workbook can hold and stay handy."""
    return min(MOST_ROWS, MOST_CELLS // len(formulas), MOST_LETTERS // sum(map(len, formulas)))


def _leaves(tree: Node) -> int:
    return 1 if isinstance(tree, Leaf) else _leaves(tree.yes) + _leaves(tree.no)
