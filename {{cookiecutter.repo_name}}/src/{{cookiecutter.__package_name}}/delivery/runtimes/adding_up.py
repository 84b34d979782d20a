"""The referee of the form on paper: a clerk who reads what is printed, answers, and adds up."""

import re
import time
from collections.abc import Callable
from importlib.util import find_spec
from math import inf
from pathlib import Path

import numpy as np

from ..form import Delivery, Rows, Scored
from .adding_up_formula import Calculator
from .adding_up_page import Page, Question, read_page

Value = float | str | None
MISSING = (None, "", "(missing)")
NOT_KNOWN, OTHER, EITHER = "not known", "any other answer", "any other, or not known"
CHANCE = re.compile(r" = 1 ÷ \(1 \+ (\S+) × 2\^\(\(total − (\S+)\) ÷ (\S+)\)\): ")
LARGEST = re.compile(r"any number beyond (\S+) either way")
RULE = re.compile(r"(?:Total of (\S+) or less|Total of (\S+) or more|Any total): (.*)")
RANGE = re.compile(r"under (\S+)|(\S+) to under (\S+)|(\S+) or more|any number")
CODE = re.compile(r"⟨([0-9A-F]+)⟩")


def unavailable() -> str | None:
    """Say so if pypdf, which reads the PDF, is not installed."""
    return None if find_spec("pypdf") else "pypdf, which reads the PDF, is not installed"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with scorecard.html, once scorecard.pdf is found to print the same.

    Raises:
        ValueError: the PDF prints something else.
    """
    page = read_page((folder / "scorecard.html").read_bytes().decode("utf-8"))
    _check_same(page.text, _pdf_text(folder / "scorecard.pdf"))
    kinds = {column.name: column.kind for column in delivery.model.inputs}
    clerk = _Clerk(page, {name for name, kind in kinds.items() if kind == "category"})
    columns = {name: rows.columns[name].tolist() for name in kinds}
    start = time.perf_counter()
    totals = [clerk.total({name: values[row] for name, values in columns.items()})
              for row in range(len(rows))]
    decisions = np.array([clerk.decide(total) for total in totals], dtype=object)
    chances = clerk.chances(np.array(totals, dtype=np.float64))
    return Scored(chances, decisions, time.perf_counter() - start)


class _Clerk:
    """Somebody with the page, a pencil and a calculator."""

    def __init__(self, page: Page, categories: set[str]) -> None:
        notes = _joined(" ".join(page.notes))
        largest = LARGEST.search(notes)
        calculator = Calculator(_number(largest[1]) if largest else inf)
        self.start = int(_number(page.start))
        self.formulas = {formula[1]: calculator.compile(formula) for question in page.questions
                         for formula in question.formulas}
        self.points = [(question.column, (_category_points if question.column in categories
                                          else _number_points)(question))
                       for question in page.questions]
        self.rules = [_rule(rule) for rule in page.rules]
        self.odds, self.base, self.double = map(_number, CHANCE.search(notes).groups())

    def total(self, row: dict[str, Value]) -> int:
        """Answer each question for a row and add up."""
        known = {name: None if value in MISSING or value != value else value
                 for name, value in row.items()}
        for column, work_out in self.formulas.items():
            known[column] = work_out(known)
        return self.start + sum(points(known[column]) for column, points in self.points)

    def decide(self, total: int) -> str:
        """Follow the one rule that holds for a total."""
        word, = [word for low, high, word in self.rules if low <= total <= high]
        return word

    def chances(self, totals: np.ndarray) -> np.ndarray:
        """Work out the printed formula."""
        with np.errstate(over="ignore"):
            return 1 / (1 + self.odds * np.exp2((totals - self.base) / self.double))


def _category_points(question: Question) -> Callable[[Value], int]:
    printed = {words: int(_number(points)) for words, points in question.answers}
    both = printed.pop(EITHER, None)
    missing, other = printed.pop(NOT_KNOWN, both), printed.pop(OTHER, both)
    listed = {_word(words): points for words, points in printed.items()}
    return lambda value: missing if value is None else listed.get(value, other)


def _number_points(question: Question) -> Callable[[Value], int]:
    printed = {words: int(_number(points)) for words, points in question.answers}
    missing = printed.pop(NOT_KNOWN)
    ranges = [(*_range(words), points) for words, points in printed.items()]

    def points_of(value: Value) -> int:
        if value is None:
            return missing
        points, = [points for low, top, points in ranges
                   if low <= value and (value < top or top == inf)]
        return points
    return points_of


def _range(words: str) -> tuple[float, float]:
    """Read `25 to under 40` as its least number, and the one that is too large."""
    first, low, high, last = RANGE.fullmatch(_joined(words)).groups()
    bottom, top = low or last, first or high
    return _number(bottom) if bottom else -inf, _number(top) if top else inf


def _rule(text: str) -> tuple[float, float, str]:
    """Read `Total of 200 or less: good` as the least total, the greatest, and the class."""
    high, low, word = RULE.fullmatch(_joined(text)).groups()
    return _number(low) if low else -inf, _number(high) if high else inf, _word(word)


def _word(text: str) -> str:
    """Read a category, which stands in quotes where it could mislead."""
    if text.startswith("“"):
        text = _decoded(text[1:-1].replace("␣", " "))
    return text


def _decoded(text: str) -> str:
    return CODE.sub(lambda match: chr(int(match[1], 16)), text)


def _joined(text: str) -> str:
    """Take the thin spaces out of large numbers."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", "")


def _number(text: str) -> float:
    return float(_joined(text).replace("\N{MINUS SIGN}", "-"))


def _pdf_text(path: Path) -> str:
    from pypdf import PdfReader

    pages = PdfReader(path).pages
    heads = [f"Page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    return "".join(page.extract_text().removeprefix(head) for page, head in zip(pages, heads))


def _check_same(page: str, pdf: str) -> None:
    """Refuse a PDF that does not begin with all that the page says, spaces apart."""
    expected, found = ("".join(_decoded(text).split()) for text in (page, pdf))
    if not found.startswith(expected):
        place = next((place for place, (one, other) in enumerate(zip(expected, found))
                      if one != other), len(found))
        raise ValueError(f"scorecard.pdf prints {found[place:place + 40]!r} where scorecard.html "
                         f"prints {expected[place:place + 40]!r}")
