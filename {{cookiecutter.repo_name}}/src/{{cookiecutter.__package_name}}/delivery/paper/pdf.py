"""The form as PDF: A4, letters embedded, the same bytes for the same card."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from .card import ADVICE, FIELDS, Card
from .fonts import BOLD, REGULAR
from .layout import BOXES, INDENT, LEADING, PADDING, TICK, Block, text_width
from .pages import (
    COLUMN,
    GAP,
    MARGIN,
    NOTE,
    PANEL,
    TITLE,
    WIDTH,
    Foot,
    Pages,
    Panel,
)
from .pen import GREY, Pen
from .words import number_words

SMALL = 8.0
# In ems: the words above a box.
CAPTION = 0.72


def write_pdf(card: Card, pages: Pages, path: Path) -> None:
    """Draw a card that was laid out."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(card.title)
    pen = Pen(canvas, MARGIN, A4[1] - MARGIN)
    last = len(pages.columns) - 1
    for page, columns in enumerate(pages.columns):
        if last:
            pen.write_right(WIDTH, -1.6 * SMALL, f"Page {page + 1} of {last + 1}", SMALL,
                            colour=GREY)
        if page == 0:
            _header(pen, card, pages)
        ends = [_questions(pen, x, pages.header(page), blocks, pages.size)
                for x, blocks in zip((0, COLUMN + GAP), columns)]
        if page == last:
            _foot(pen, max(ends), pages.foot, card, pages.size)
        canvas.showPage()
    canvas.save()


def _header(pen: Pen, card: Card, pages: Pages) -> None:
    y = pen.write_lines(0, 0, pages.title, TITLE, BOLD)
    pen.write(0, y, card.version, 7, colour=GREY)
    y += 14
    field = WIDTH / len(FIELDS)
    for number, words in enumerate(FIELDS):
        x = number * field
        pen.write(x, y, words, SMALL)
        start = text_width(words, SMALL) + 3
        pen.rule(x + start, y + 10, field - start - 8, colour=GREY)
    pen.write(0, y + 15, ADVICE, SMALL, colour=GREY)


def _questions(pen: Pen, x: float, y: float, blocks: list[Block], size: float) -> float:
    for block in blocks:
        pen.rule(x, y, COLUMN)
        _question(pen, x, y + PADDING * size, block, size)
        y += block.ems * size
    if blocks:
        pen.rule(x, y, COLUMN)
    return y


def _question(pen: Pen, x: float, y: float, block: Block, size: float) -> None:
    inner = x + INDENT * size
    if block.heading:
        pen.write(x, y, str(block.number), size, BOLD)
    y = pen.write_lines(inner, y, block.heading, size, BOLD)
    y = pen.write_lines(inner, y, block.working, size, colour=GREY)
    boxes = x + COLUMN - BOXES * size
    answers = block.question.answers[block.first_answer:]
    line = y
    for lines, answer in zip(block.answers, answers):
        pen.box(inner, line + 0.26 * size, 0.78 * size, 0.78 * size)
        end = inner + TICK * size + text_width(lines[-1], size) + 0.4 * size
        line = pen.write_lines(inner + TICK * size, line, lines, size)
        points = number_words(answer.points)
        last = line - LEADING * size
        edge = boxes - 0.6 * size
        pen.write_right(edge, last, points, size, BOLD)
        pen.rule(end, last + size, edge - text_width(points, size, BOLD) - 0.4 * size - end,
                 dots=True)
    if block.ends:
        _boxes(pen, boxes, y, block.question.most, size)


def _boxes(pen: Pen, x: float, y: float, most: int, size: float) -> None:
    width = (BOXES - 0.5) / 2 * size
    for words in ("Points", f"Lost of {number_words(most)}"):
        pen.write(x, y, words, CAPTION * size, colour=GREY)
        pen.box(x, y + size, width, 1.6 * size)
        x += width + 0.5 * size


def _foot(pen: Pen, y: float, foot: Foot, card: Card, size: float) -> None:
    y += 1.2 * size
    _adding_up(pen, y, foot, card.start, size)
    for number, panel in enumerate(foot.panels, 1):
        _panel(pen, number * (PANEL + GAP), y, panel, size)
    y += (foot.panel_ems + 0.6) * size
    pen.write_lines(0, y, foot.notes, NOTE * size, colour=GREY)


def _adding_up(pen: Pen, y: float, foot: Foot, start: int, size: float) -> None:
    box = 6 * size
    pen.write(0, y, "Adding up", size, BOLD)
    y += LEADING * size
    for words, value, font in (("Points of all questions", "", REGULAR),
                               ("Start", number_words(start), REGULAR), ("Total", "", BOLD)):
        pen.write(0, y + 0.35 * size, words, size, font)
        pen.write_right(PANEL - 0.5 * size, y + 0.35 * size, value, size, BOLD)
        pen.box(PANEL - box, y + 0.1 * size, box, 1.8 * size, 1.2 if font == BOLD else 0.6)
        y += 2.1 * size
    y = pen.write_lines(0, y + 0.3 * size, foot.reasons, size, colour=GREY)
    for place in range(3):
        pen.rule(place * PANEL / 3, y + 1.6 * size, PANEL / 3 - size, colour=GREY)


def _panel(pen: Pen, x: float, y: float, panel: Panel, size: float) -> None:
    y = pen.write_lines(x, y, panel.rule, size, BOLD)
    pen.write(x, y, "Total", size, colour=GREY)
    for words in panel.head:
        pen.write_right(x + PANEL, y, words, size, colour=GREY)
        y += LEADING * size
    for line in panel.rows:
        pen.rule(x, y, PANEL)
        pen.write(x, y, line.totals, size)
        pen.write_right(x + PANEL, y, line.chance, size)
        y += LEADING * size
