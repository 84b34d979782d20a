"""Drawing on a page of PDF from the top down, in the typeface of the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from .fonts import CONDENSED, REGULAR, spell
from .layout import LEADING, text_width

INK, GREY, PALE = (0.1, 0.12, 0.15), (0.38, 0.4, 0.43), (0.68, 0.7, 0.72)


@dataclass(frozen=True)
class Pen:
    """A canvas whose lengths run down from the top left corner within the margins."""

    canvas: Canvas
    left: float
    top: float

    def write(self, x: float, y: float, words: str, size: float, font: str = REGULAR,
              colour: tuple[float, float, float] = INK) -> None:
        """Write a line; y is its upper edge, of a line that is LEADING high."""
        text = self.canvas.beginText(self.left + x, self.top - y - 0.98 * size)
        text.setFont(font, size)
        text.setFillColorRGB(*colour)
        text.setHorizScale(CONDENSED)
        text.textOut(spell(words, getFont(font)))
        self.canvas.drawText(text)

    def write_right(self, x: float, y: float, words: str, size: float, font: str = REGULAR,
                    colour: tuple[float, float, float] = INK) -> None:
        """Write a line that ends at x."""
        self.write(x - text_width(words, size, font), y, words, size, font, colour)

    def write_lines(self, x: float, y: float, lines: Sequence[str], size: float,
                    font: str = REGULAR, colour: tuple[float, float, float] = INK) -> float:
        """Write lines below each other; returns the y below them."""
        for line in lines:
            self.write(x, y, line, size, font, colour)
            y += LEADING * size
        return y

    def rule(self, x: float, y: float, width: float, thickness: float = 0.5,
             colour: tuple[float, float, float] = PALE, dots: bool = False) -> None:
        """Draw a horizontal line."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(thickness)
        self.canvas.setDash((0.5, 2) if dots else ())
        self.canvas.line(self.left + x, self.top - y, self.left + x + width, self.top - y)

    def box(self, x: float, y: float, width: float, height: float, thickness: float = 0.6) -> None:
        """Draw a box to write in or to tick; y is its upper edge."""
        self.canvas.setStrokeColorRGB(*GREY)
        self.canvas.setLineWidth(thickness)
        self.canvas.setDash(())
        self.canvas.rect(self.left + x, self.top - y - height, width, height)
