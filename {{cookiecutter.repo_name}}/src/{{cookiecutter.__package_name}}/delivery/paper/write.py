"""The model as a form on paper, which a clerk fills in and adds up: one page of A4."""

from pathlib import Path

from ...files import write_text
from ..form import Delivery
from .card import make_card
from .fonts import load_fonts
from .html import html_page
from .pages import lay_out
from .pdf import write_pdf


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write the form as scorecard.pdf and scorecard.html.

    A card of up to sixteen questions with seven answers each fits one page; a longer one runs on.

    Raises:
        NotDeliverable: the model is no points table for two classes.
        UserError: the fonts are not installed.
    """
    load_fonts()
    card = make_card(delivery)
    pages = lay_out(card)
    pdf, page = folder / "scorecard.pdf", folder / "scorecard.html"
    write_pdf(card, pages, pdf)
    write_text(page, html_page(card, pages.size))
    return [pdf, page]
