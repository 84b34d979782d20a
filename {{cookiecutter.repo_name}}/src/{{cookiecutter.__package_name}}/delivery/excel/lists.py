"""The sheet Lists: for each question the answers that the data knew, for drop-downs and hints."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...data.schema import Column
from ...portable.model import MISSING_WORD, Input
from ..form import Delivery
from ..levels import levels_of
from .parts import Page, number_words


@dataclass(frozen=True)
class Known:
    """What is known of a question: words for people, and the addresses of its answers or range."""

    words: str
    answers: str | None = None
    low: str | None = None
    high: str | None = None


def write_lists(delivery: Delivery, page: Page) -> dict[str, Known]:
    """Write the answers of all questions, one below the other, and say where they stand."""
    page.add("title", "Lists")
    page.add("note", "The answers and ranges that the data knew. The form warns of others, and "
             "scores them all the same.")
    page.add("blank")
    page.add("head", "Question", "Known", "Answer")
    known = {}
    for column in delivery.model.inputs:
        contract = delivery.schema.columns.get(column.name) or Column(kind=column.kind)
        if column.kind == "category":
            answers = contract.categories or levels_of(delivery.model, column.name)
            known[column.name] = _write_answers(page, column, contract, answers)
        elif column.kind == "date":
            known[column.name] = Known(_words(contract, "a date"))
        else:
            known[column.name] = _write_range(page, column, contract)
    return known


def _write_answers(page: Page, column: Input, contract: Column,
                   answers: Sequence[str]) -> Known:
    rows = [page.add("body", column.name, "answer", answer)
            for answer in answers if answer not in ("", MISSING_WORD)]
    words = _words(contract, f"one of {len(rows)} answers" if rows else "any answer")
    if not rows:
        return Known(words)
    page.address(("answers", column.name), 2, rows[0], rows[-1])
    return Known(words, answers=page.addresses["answers", column.name])


def _write_range(page: Page, column: Input, contract: Column) -> Known:
    if contract.range is None:
        return Known(_words(contract, "a number"))
    low, high = contract.range
    page.address(("low", column.name), 2, page.add("body", column.name, "from", low))
    page.address(("high", column.name), 2, page.add("body", column.name, "to", high))
    return Known(_words(contract, f"{number_words(low)} to {number_words(high)}"),
                 low=page.addresses["low", column.name], high=page.addresses["high", column.name])


def _words(contract: Column, range_words: str) -> str:
    return f"{contract.description} ({range_words})" if contract.description else range_words
