"""Dates in a workbook: a cell holds the days since the end of 1899, times as a fraction of it."""

from ...portable.model import Input
from .parts import Step, input_key

# The day 1970-01-01; the first that Excel and LibreOffice count alike, 1900-03-01, for Excel has a
# 29th of February before it; and the one after the last, 9999-12-31.
DAY_1970, FIRST_DAY, END = 25_569, 61, 2_958_466
DAY = 86_400


def serial_of(seconds: float) -> float:
    """Turn seconds since 1970 into what a cell holds for the date."""
    return seconds / DAY + DAY_1970


def date_step(column: Input) -> Step:
    """Compute the whole seconds of a date, which a fraction of a day is only near to."""
    return Step(("column", column.name), f"{column.name}: seconds since 1970", lambda at: (
        f"IF(ISNUMBER({at[input_key(column)]}),"
        f'INT(ROUND(({at[input_key(column)]}-{DAY_1970})*{DAY},3)),"")'))


def is_date(cell: str) -> str:
    """Write whether a cell holds a date that Excel knows; a cell without a number gives FALSE."""
    return f"IF(ISNUMBER({cell}),AND({cell}>={FIRST_DAY},{cell}<{END}),FALSE)"
