"""Writing the sheets of numbers, and marking a record's way through the trees."""

from xlsxwriter.utility import xl_rowcol_to_cell

from .parts import Addresses, Page
from .sheet import Sheet
from .trees import NODE, TREE, UNTIL

WIDTHS = {"Model": (34, 30, 16, 14, 14), "Trees": (6, 9, 9, 50, 9, 9, 9), "Lists": (34, 12, 34)}
MOST_MARKED = 1000
HERE = "\N{BLACK CIRCLE}"


def write_page(sheet: Sheet, page: Page) -> None:
    """Write the rows of a page."""
    widths = WIDTHS[page.name]
    columns = max(len(cells) for _, cells in page.rows)
    sheet.widths(*widths, *[16] * (columns - len(widths)))
    for row, (style, cells) in enumerate(page.rows):
        sheet.row(row, 0, cells, style)
    heads = [row for row, (style, _) in enumerate(page.rows) if style == "head"]
    if len(heads) == 1:
        sheet.worksheet.freeze_panes(heads[0] + 1, 0)
    sheet.protect()


def mark_way(sheet: Sheet, page: Page, at: Addresses) -> None:
    """Mark the nodes that a record passes, unless they are too many to read.

    `at` has the address of the node in which each tree ends.
    """
    if len(page.rows) > MOST_MARKED:
        return
    first = last = 0
    for row, (_, cells) in enumerate(page.rows):
        if len(cells) > UNTIL and isinstance(cells[NODE], int):
            first, last = first or row, row
            leaf = at["leaf", int(cells[TREE]) - 1]
            node, until = xl_rowcol_to_cell(row, NODE), xl_rowcol_to_cell(row, UNTIL)
            sheet.formula(row, 0, f'IF(AND({leaf}>={node},{leaf}<={until}),"{HERE}","")', "body")
    sheet.mark(first, 0, last, len(page.rows[last][1]) - 1,
               f'$A{first + 1}="{HERE}"', "way")
