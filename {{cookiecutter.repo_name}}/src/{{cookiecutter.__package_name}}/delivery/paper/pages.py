"""The size of letters with which a card fits one page, and the pages of one that never does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import getFont

from ..form import NotDeliverable
from .card import REASONS, Card
from .fonts import BOLD, REGULAR, spell
from .layout import LEADING, Block, balance, height, make_blocks, parts_of, wrap
from .scale import Line

MARGIN, GAP = 30.0, 14.0
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
COLUMN = (WIDTH - GAP) / 2
PANEL = (WIDTH - 2 * GAP) / 3
CHANCE = PANEL * 0.55
TITLE = 14.0
# The version, the fields to fill in and the advice below the title.
BELOW_TITLE = 46.0
# From large to the least that can be read; more pages than one are set in a size in between.
SIZES = [size / 10 for size in range(96, 57, -2)]
SIZE_OF_MANY = 7.0
NOTE = 0.8
ADDING_UP = 7.9
SPELT = "Letters that this PDF cannot print stand as ⟨their Unicode number⟩; scorecard.html " \
    "prints them."


@dataclass(frozen=True)
class Panel:
    """A decision at the foot of the page: its rule, the head of its table, its rows."""

    rule: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[Line, ...]

    @property
    def ems(self) -> float:
        """The height."""
        return LEADING * (len(self.rule) + len(self.head) + len(self.rows))


@dataclass(frozen=True)
class Foot:
    """The end of the form in lines: adding up, reasons, decisions, notes."""

    reasons: tuple[str, ...]
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]

    @property
    def panel_ems(self) -> float:
        """The height of the panels beside each other."""
        return max(ADDING_UP + LEADING * len(self.reasons) + 2.2,
                   *(panel.ems for panel in self.panels))

    @property
    def ems(self) -> float:
        """The whole height."""
        return 2.5 + self.panel_ems + NOTE * LEADING * len(self.notes)


@dataclass(frozen=True)
class Pages:
    """A card laid out: the title in lines, two columns of questions a page, and the foot."""

    size: float
    title: tuple[str, ...]
    columns: tuple[tuple[list[Block], list[Block]], ...]
    foot: Foot

    def header(self, page: int) -> float:
        """The height above the questions on a page, which are counted from 0."""
        return 0.0 if page else TITLE * LEADING * len(self.title) + BELOW_TITLE


def lay_out(card: Card) -> Pages:
    """Set the card in the largest letters that fit one page, or on as many pages as it takes.

    Raises:
        NotDeliverable: the text of one question alone is longer than a page.
    """
    for size in SIZES:
        pages = _pages(card, size)
        if len(pages.columns) == 1:
            return pages
    pages = _pages(card, SIZE_OF_MANY)
    for block in (block for page in pages.columns for column in page for block in column):
        if block.ems * SIZE_OF_MANY > HEIGHT - pages.header(0):
            raise NotDeliverable(f"question {block.number} alone is longer than a page")
    return pages


def _pages(card: Card, size: float) -> Pages:
    pages = Pages(size, wrap(card.title, TITLE, WIDTH, BOLD), (), _foot(card, size))
    rooms = ((HEIGHT - pages.header(page)) / size for page in count())
    return replace(pages, columns=tuple(
        _columns(make_blocks(card, size, COLUMN), rooms, pages.foot.ems)))


def _columns(blocks: list[Block], rooms: Iterator[float], foot: float) \
        -> Iterator[tuple[list[Block], list[Block]]]:
    """Fill pages that have so much room, in ems; on the last one the foot needs a part of it."""
    room = next(rooms)
    rest = [part for block in blocks for part in parts_of(block, room)]
    while True:
        left, right = balance(rest)
        if max(height(left), height(right)) + foot <= room or not rest:
            yield left, right
            return
        left, rest = _fill(rest, room)
        right, rest = _fill(rest, room)
        yield left, right
        room = next(rooms)


def _fill(blocks: list[Block], room: float) -> tuple[list[Block], list[Block]]:
    # What fits no page is taken all the same, for there is no end otherwise; `lay_out` refuses it.
    cut = max((cut for cut in range(1, len(blocks) + 1) if height(blocks[:cut]) <= room),
              default=1)
    return blocks[:cut], blocks[cut:]


def _foot(card: Card, size: float) -> Foot:
    panels = [Panel(wrap(outcome.rule, size, PANEL, BOLD), wrap(card.chance, size, CHANCE),
                    outcome.lines) for outcome in card.outcomes]
    notes = (*card.notes, SPELT) if _spelt(card) else card.notes
    return Foot(reasons=wrap(REASONS, size, PANEL), panels=tuple(panels),
                notes=tuple(line for note in notes for line in wrap(note, NOTE * size, WIDTH)))


def _spelt(card: Card) -> bool:
    """Tell whether the fonts lack a letter of the card."""
    words = " ".join([card.title, card.version, card.chance, *card.names.values(),
                      *(question.text for question in card.questions),
                      *(answer.words for question in card.questions
                        for answer in question.answers)])
    return any(spell(words, getFont(font)) != words for font in (REGULAR, BOLD))
