"""Additive models in a workbook: the table of points or weights, and the steps that look it up."""

from collections.abc import Sequence
from operator import itemgetter

from ...portable.model import (
    MISSING_WORD,
    Additive,
    BinTerm,
    LevelTerm,
    LinearTerm,
    Term,
)
from .formulas import compare
from .parts import Addresses, Page, Step, number_words, running_steps, sum_steps

QUESTION, ANSWER, NUMBER, LOW, HIGH, WEIGHT = range(6)
OTHER_ANSWER = "(any other answer)"


def write_terms(page: Page, additive: Additive, headings: Sequence[str]) -> None:
    """Write the table: a block of rows for each term, a column of weights for each output."""
    page.add("head", "Question", "Answer", "No.", "From", "Below", *headings)
    row = page.add("body", "Start", "for everybody", None, None, None, *additive.intercept)
    for output in range(len(additive.intercept)):
        page.address(("intercept", output), WEIGHT + output, row)
    for position, term in enumerate(additive.terms):
        match term:
            case LinearTerm():
                _write_linear(page, position, term)
            case LevelTerm():
                _write_levels(page, position, term)
            case BinTerm():
                _write_bins(page, position, term)


def term_steps(additive: Additive, labels: Sequence[str]) -> list[Step]:
    """Compute what each term adds, and the totals; `labels` names that of each output."""
    outputs = range(len(additive.intercept))
    steps: list[Step] = []
    for position, term in enumerate(additive.terms):
        if not isinstance(term, LinearTerm):
            steps.append(_position_step(position, term))
        steps += [_part_step(position, term, output) for output in outputs]
    # What a number adds has no bounds, so that a sum can cancel down to its last digits.
    add = running_steps if any(isinstance(term, LinearTerm) for term in additive.terms) \
        else sum_steps
    for output, label in enumerate(labels):
        parts = [("part", position, output) for position in range(len(additive.terms))]
        steps += add(("value", output), label,
                     [itemgetter(key) for key in [("intercept", output), *parts]])
    return steps


def _write_linear(page: Page, position: int, term: LinearTerm) -> None:
    name = term.column
    row = page.add("body", name, "for each 1 from here on", None, term.center, None, *term.weights)
    missing = page.add("body", name, MISSING_WORD, None, None, None, *term.missing)
    page.address(("center", position), LOW, row)
    for output in range(len(term.weights)):
        page.address(("weight", position, output), WEIGHT + output, row)
        page.address(("missing", position, output), WEIGHT + output, missing)


def _write_levels(page: Page, position: int, term: LevelTerm) -> None:
    name = term.column
    levels = [level for level in term.levels if level.level not in ("", MISSING_WORD)]
    first = page.add("body", name, OTHER_ANSWER, 0, None, None, *term.unseen)
    for number, level in enumerate(levels, start=1):
        page.add("body", name, level.level, number, None, None, *level.weights)
    last = page.add("body", name, MISSING_WORD, len(levels) + 1, None, None, *term.missing)
    page.address(("levels", position), ANSWER, first + 1, last)
    page.address(("numbers", position), NUMBER, first + 1, last)
    _address_block(page, position, first, last, len(term.missing))


def _write_bins(page: Page, position: int, term: BinTerm) -> None:
    edges = [None, *term.edges, None]
    rows = [page.add("body", term.column, _bin_words(low, high), number, low, high, *weights)
            for number, (low, high, weights)
            in enumerate(zip(edges, edges[1:], term.weights), start=1)]
    last = page.add("body", term.column, MISSING_WORD, len(rows) + 1, None, None, *term.missing)
    if term.edges:
        page.address(("edges", position), LOW, rows[1], rows[-1])
    _address_block(page, position, rows[0], last, len(term.missing))


def _address_block(page: Page, position: int, first: int, last: int, outputs: int) -> None:
    page.address(("answers", position), ANSWER, first, last)
    for output in range(outputs):
        page.address(("weights", position, output), WEIGHT + output, first, last)


def _bin_words(low: float | None, high: float | None) -> str:
    if low is None:
        return "any number" if high is None else f"below {number_words(high)}"
    return f"{number_words(low)} or more" if high is None \
        else f"{number_words(low)} to below {number_words(high)}"


def _position_step(position: int, term: Term) -> Step:
    """Find the row of the answer in the term's block, from 1."""
    def formula(at: Addresses) -> str:
        cell = at["column", term.column]
        if isinstance(term, LevelTerm):
            levels, numbers = at["levels", position], at["numbers", position]
            return f'1+SUMPRODUCT(--EXACT({levels},IF(LEN({cell})=0,"{MISSING_WORD}",{cell})),' \
                f"{numbers})"
        below = f"+SUMPRODUCT(--({compare(cell, '>=', at['edges', position])}))" \
            if term.edges else ""
        return f"IF(ISNUMBER({cell}),1{below},ROWS({at['answers', position]}))"
    return Step(("position", position), f"{term.column}: row", formula)


def _part_step(position: int, term: Term, output: int) -> Step:
    def formula(at: Addresses) -> str:
        if isinstance(term, LinearTerm):
            cell = at["column", term.column]
            return f"IF(ISNUMBER({cell}),({cell}-{at['center', position]})" \
                f"*{at['weight', position, output]},{at['missing', position, output]})"
        return f"INDEX({at['weights', position, output]},{at['position', position]})"
    return Step(("part", position, output), f"{term.column} adds", formula)
