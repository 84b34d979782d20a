"""The terms of a points table as questions: answers in words with points, formulas, blanks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ...portable.expressions import Expression, Name, columns_of
from ...portable.model import BinTerm, LevelTerm
from .words import (
    NOT_KNOWN,
    OTHER,
    OTHER_OR_NOT_KNOWN,
    category_words,
    formula_words,
    prose,
    range_words,
)

# Space to note a number, which keeps to the name before it.
BLANK = "\N{NO-BREAK SPACE}________ "
# A text with columns in it.
Words = tuple[str | Name, ...]


@dataclass(frozen=True)
class Answer:
    """A line to tick, and its points."""

    words: str
    points: int


@dataclass(frozen=True)
class Question:
    """A question on the page.

    For a derived feature `formulas` tell how it is worked out, in steps, and `blanks` give space
    to note the columns that this takes, itself last.
    """

    column: str
    text: str
    formulas: tuple[Words, ...]
    blanks: Words
    answers: tuple[Answer, ...]

    @property
    def most(self) -> int:
        """The points of the best answer."""
        return max(answer.points for answer in self.answers)

    @property
    def least(self) -> int:
        """The points of the worst answer."""
        return min(answer.points for answer in self.answers)


def make_question(term: BinTerm | LevelTerm, description: str,
                  derived: Mapping[str, Expression]) -> Question:
    """Put a term into words; `derived` are the features that a model computes."""
    steps = worked_out(term.column, derived)
    formulas = [(Name(name), " = ", *formula_words(derived[name])) for name in steps]
    parts = [part for words in formulas for part in words if isinstance(part, Name)]
    noted = dict.fromkeys([*(part for part in parts if part.column not in derived),
                           *map(Name, steps)])
    return Question(term.column, prose(description), tuple(formulas),
                    blanks=tuple(part for name in noted for part in (name, BLANK)),
                    answers=tuple(_answers(term)))


def worked_out(column: str, derived: Mapping[str, Expression]) -> list[str]:
    """Name the derived features that lead to a column, each after those that it needs."""
    if column not in derived:
        return []
    needed = columns_of(derived[column])
    steps = [name for part in derived if part in needed for name in worked_out(part, derived)]
    return [*dict.fromkeys(steps), column]


def _answers(term: BinTerm | LevelTerm) -> Iterator[Answer]:
    missing = int(term.missing[0])
    if isinstance(term, BinTerm):
        points = [int(weight) for weight, in term.weights]
        # Neighbouring bins of the same points are one answer.
        turns = [place for place, (left, right) in enumerate(pairwise(points)) if left != right]
        words = range_words([term.edges[place] for place in turns])
        yield from map(Answer, words, [points[0], *(points[place + 1] for place in turns)])
        yield Answer(NOT_KNOWN, missing)
        return
    for level in term.levels:
        yield Answer(category_words(level.level), int(level.weights[0]))
    unseen = int(term.unseen[0])
    if unseen == missing:
        yield Answer(OTHER_OR_NOT_KNOWN, missing)
    else:
        yield Answer(OTHER, unseen)
        yield Answer(NOT_KNOWN, missing)
