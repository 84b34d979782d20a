"""Questions as lines of a page of paper: wrapping, and columns of the same height.

Lengths are in points of 1/72 inch; an em is the size of the letters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from reportlab.pdfbase.pdfmetrics import getFont

from .card import Card
from .fonts import BOLD, CONDENSED, REGULAR, spell
from .questions import Question

# In ems. INDENT is where words begin after a question's number, TICK after a box to tick.
LEADING = 1.3
PADDING = 0.4
INDENT, TICK = 1.9, 1.3
POINTS, BOXES = 3.4, 9.8
# A box to write in needs this height, its caption included.
LEAST_ANSWERS = 2.7


@dataclass(frozen=True)
class Block:
    """A question in lines, or a part of one; `answers` are the lines of each answer."""

    number: int
    question: Question
    heading: tuple[str, ...]
    working: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    first_answer: int = 0

    @property
    def ends(self) -> bool:
        """Whether the last answer of the question is here, and so its boxes to write in."""
        return self.first_answer + len(self.answers) == len(self.question.answers)

    @cached_property
    def ems(self) -> float:
        """The height."""
        answers = LEADING * sum(map(len, self.answers))
        return LEADING * (len(self.heading) + len(self.working)) \
            + max(answers, LEAST_ANSWERS) + 2 * PADDING


def text_width(words: str, size: float, font: str = REGULAR) -> float:
    """Measure words as they are printed."""
    return _ems(words, font) * size


# Each size of letters that is tried measures the same words.
@lru_cache(maxsize=2**15)
def _ems(words: str, font: str) -> float:
    return getFont(font).stringWidth(spell(words, getFont(font)), 1) * CONDENSED / 100


def wrap(words: str, size: float, width: float, font: str = REGULAR) -> tuple[str, ...]:
    """Break words into lines at spaces, and within a word that is wider than a line."""
    lines, line = [], ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, font) <= width:
            line = longer
            continue
        lines += [line] * bool(line)
        line = word
        while text_width(line, size, font) > width and len(line) > 1:
            cut = _fitting(line, size, width, font)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line)


def _fitting(word: str, size: float, width: float, font: str) -> int:
    """Count the letters of a word that fit, one at least."""
    return next((cut for cut in range(1, len(word))
                 if text_width(word[:cut + 1], size, font) > width), len(word))


def make_blocks(card: Card, size: float, width: float) -> list[Block]:
    """Break all questions into lines for columns of `width`."""
    return [_block(card, number, question, size, width - INDENT * size)
            for number, question in enumerate(card.questions, 1)]


def _block(card: Card, number: int, question: Question, size: float, width: float) -> Block:
    name = card.names[question.column]
    heading = f"{question.text} ({name})" if question.text else name
    working = [card.plain(words).rstrip() for words in (*question.formulas, question.blanks)
               if words]
    answers = width - (TICK + POINTS + BOXES) * size
    return Block(number, question, wrap(heading, size, width, BOLD),
                 tuple(line for words in working for line in wrap(words, size, width)),
                 tuple(wrap(answer.words, size, answers) for answer in question.answers))


def balance(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Divide blocks between two columns, in their order, so that the longer one is shortest."""
    cut = min(range(len(blocks) + 1),
              key=lambda cut: max(height(blocks[:cut]), height(blocks[cut:])))
    return list(blocks[:cut]), list(blocks[cut:])


def height(blocks: Sequence[Block]) -> float:
    """Add up the ems of blocks."""
    return sum(block.ems for block in blocks)


def parts_of(block: Block, most: float) -> Iterator[Block]:
    """Divide a block that is higher than `most` ems between its answers."""
    answers = list(block.answers)
    while answers:
        part = replace(block, answers=tuple(answers[:1]))
        while len(part.answers) < len(answers) and _with_next(part, answers).ems <= most:
            part = _with_next(part, answers)
        yield part
        done = len(part.answers)
        answers = answers[done:]
        block = replace(block, heading=(), working=(), first_answer=block.first_answer + done)


def _with_next(part: Block, answers: list[tuple[str, ...]]) -> Block:
    return replace(part, answers=tuple(answers[:len(part.answers) + 1]))
