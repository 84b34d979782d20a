"""Comparisons and differences of doubles that a spreadsheet gets right to the last bit.

Excel rounds both sides of a comparison to 15 digits, LibreOffice takes two numbers for equal, and
their difference for zero, when they differ by less than 2**-48 of themselves. A double has up to
17 digits: on a threshold, or beside it, both would take the wrong side. So 0.999 of the second
number is taken from both sides first: close to each other such differences are exact (Sterbenz),
and what is left is a thousandth, in which the last bit shows in the 13th digit.
"""


def compare(a: str, sign: str, b: str) -> str:
    """Compare two numbers, or ranges of them: `sign` is =, <>, <, <=, > or >=."""
    return f"{a}-0.999*{b}{sign}{b}-0.999*{b}"


def difference(a: str, b: str) -> str:
    """Subtract b from a."""
    return f"IF(ABS({a}-{b})<ABS({b})/1000000,({a}-0.999*{b})-({b}-0.999*{b}),{a}-{b})"


def total(a: str, b: str) -> str:
    """Add two numbers, of which one may be all but the negative of the other."""
    return f"IF(ABS({a}+{b})<ABS({b})/1000000,({a}+0.999*{b})+({b}-0.999*{b}),{a}+{b})"


def floor(a: str) -> str:
    """Round down; where a number is all but the next whole one, INT alone may give that."""
    return f"IF({compare(f'INT({a})', '>', a)},INT({a})-1,INT({a}))"
