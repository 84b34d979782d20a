"""A sheet of the workbook: text stays text, doubles stay whole, formulas are computed anew."""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .parts import Cell
from .style import STYLES

# No text becomes a formula or a link, whatever it looks like.
OPTIONS = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
           "in_memory": True}
# The same model gives the same bytes.
CREATED = datetime(2000, 1, 1)
A4 = 9
# Points.
LINE, HIGHEST = 15, 400
UNKNOWN = {"error_type": "warning", "error_title": "Please check"}


class Exact(float):
    """A double that is written with all of its digits: xlsxwriter asks for 16 of 17."""

    def __format__(self, specification: str) -> str:
        return float.__repr__(self)


@dataclass(frozen=True)
class Sheet:
    """A worksheet and the styles of its workbook; rows and columns count from 0."""

    worksheet: Worksheet
    styles: dict[str, Format]

    def cell(self, row: int, column: int, value: Cell, style: str) -> None:
        """Write a text, a number or nothing."""
        if value is None:
            self.worksheet.write_blank(row, column, None, self.styles[style])
        elif isinstance(value, str):
            self.worksheet.write_string(row, column, value, self.styles[style])
        else:
            self.worksheet.write_number(row, column, Exact(value), self.styles[style])

    def row(self, row: int, column: int, values: Iterable[Cell], style: str) -> None:
        """Write values side by side."""
        for offset, value in enumerate(values):
            self.cell(row, column + offset, value, style)

    def formula(self, row: int, column: int, formula: str, style: str) -> None:
        """Write a formula, without this sheet's own name in it.

        No value is stored with it, so that every program computes it when it opens the file.
        """
        plain = formula.replace(f"{self.worksheet.name}!", "")
        self.worksheet.write_formula(row, column, f"={plain}", self.styles[style], "")

    def choices(self, row: int, column: int, answers: str) -> None:
        """Offer a list of answers; others are taken after a warning."""
        self.worksheet.data_validation(row, column, row, column, {
            "validate": "list", "source": f"={answers}", **UNKNOWN,
            "error_message": "This answer is not in the list. It is scored as an unknown one."})

    def limits(self, row: int, column: int, low: str, high: str) -> None:
        """Warn of a number outside of a range; it is taken after that."""
        self.worksheet.data_validation(row, column, row, column, {
            "validate": "decimal", "criteria": "between", "minimum": f"={low}",
            "maximum": f"={high}", **UNKNOWN,
            "error_message": "This is no number, or lies outside of what the data knew."})

    def dates(self, row: int, column: int, first: int, end: int) -> None:
        """Warn of what is no date from the day `first` on, and before `end`."""
        self.worksheet.data_validation(row, column, row, column, {
            "validate": "date", "criteria": "between", "minimum": f"={first}",
            "maximum": f"={end}", **UNKNOWN, "error_message": "This is no date."})

    def mark(self, row: int, column: int, last_row: int, last_column: int, formula: str,
             style: str) -> None:
        """Give cells a style where a formula of the first of them holds."""
        self.worksheet.conditional_format(row, column, last_row, last_column, {
            "type": "formula", "criteria": f"={formula}", "format": self.styles[style]})

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)

    def height(self, row: int, *texts: tuple[str, int]) -> None:
        """Make a row as high as the longest of its texts asks for, each with its column's width."""
        lines = max(math.ceil(len(text) / width) + text.count("\n") for text, width in texts)
        if lines > 1:
            self.worksheet.set_row(row, min(LINE * lines + 3, HIGHEST))

    def fold(self, first: int, last: int) -> None:
        """Fold columns away behind a + above the next one."""
        self.worksheet.set_column(first, last, 14, None, {"level": 1, "hidden": True})
        self.worksheet.set_column(last + 1, last + 1, None, None, {"collapsed": True})

    def print_on_one_page(self, last_row: int, last_column: int) -> None:
        """Fit these cells on one page."""
        self.worksheet.print_area(0, 0, last_row, last_column)
        self.worksheet.fit_to_pages(1, 1)

    def protect(self) -> None:
        """Guard the formulas against slips: there is no password."""
        self.worksheet.protect("", {"format_columns": True, "format_rows": True})


class Workbook:
    """A workbook in the making."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(self._file, OPTIONS)
        self._workbook.set_properties({"created": CREATED})
        self._styles = {name: self._workbook.add_format(style) for name, style in STYLES.items()}

    def sheet(self, name: str, color: str) -> Sheet:
        """Add a sheet."""
        worksheet = self._workbook.add_worksheet(name)
        worksheet.hide_gridlines(2)
        worksheet.set_tab_color(color)
        worksheet.set_default_row(LINE + 3)
        worksheet.set_paper(A4)
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        worksheet.set_footer("&L&A&R&P / &N")
        return Sheet(worksheet, self._styles)

    def content(self) -> bytes:
        """Close the workbook and return its file."""
        self._workbook.close()
        return self._file.getvalue()
