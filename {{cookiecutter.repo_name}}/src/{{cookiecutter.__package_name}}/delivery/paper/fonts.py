"""The typeface of the PDF: DejaVu Sans, a little condensed; it knows 5,900 letters and signs."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from ...errors import UserError
from .words import code_point

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
# Per cent of its width; this is how the typeface's own condensed cut is made.
CONDENSED = 90


@cache
def load_fonts() -> None:
    """Make the fonts known to reportlab.

    Raises:
        UserError: matplotlib, whose files they are, is not installed.
    """
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        raise UserError("delivery of paper: needs the fonts that come with matplotlib, which is "
                        "not installed; run `make setup`")
    folder = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"
    for name in (REGULAR, BOLD):
        registerFont(TTFont(name, folder / f"{name}.ttf"))


def spell(words: str, font: TTFont) -> str:
    """Write letters that the font lacks, or that run from right to left, as Unicode numbers."""
    return "".join(letter if _prints(letter, font) else code_point(letter) for letter in words)


def _prints(letter: str, font: TTFont) -> bool:
    # Letters are set from the left, so Hebrew would come out backwards; and reportlab embeds those
    # beyond 16 bits, as smileys, in a way that readers of the PDF's text refuse.
    return ord(letter) in font.face.charToGlyph and ord(letter) < 2**16 and \
        unicodedata.bidirectional(letter) not in ("R", "AL", "AN")
