"""The form as one HTML page: to print on A4, or to fill in on a screen, where it adds itself up.

It needs no script and loads nothing: the sum is made by CSS counters. `data` elements tell which
column of the table a printed name stands for.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from ...portable.expressions import Name
from .card import ADVICE, FIELDS, REASONS, Card
from .questions import Question, Words
from .scale import Outcome
from .words import number_words

STYLE = Path(__file__).with_suffix(".css")
# Browsers measure a little differently than the PDF was laid out.
SLACK = 0.97


def html_page(card: Card, size: float) -> str:
    """Write the page; `size` is that of the letters in print, in points of 1/72 inch."""
    questions = "".join(_question(card, number, question)
                        for number, question in enumerate(card.questions, 1))
    fields = "".join(f"<label>{escape(words)} <input type='text'></label>" for words in FIELDS)
    notes = "".join(f"<p class='note'>{escape(note)}</p>\n" for note in card.notes)
    return f"""<!DOCTYPE html>
<html lang="en" style="--print-size: {SLACK * size:.2f}pt">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(card.title)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<form autocomplete="off" style="counter-reset: all 0 total {card.start}">
<h1>{escape(card.title)}</h1>
<p class="version">{escape(card.version)}</p>
<p class="fields">{fields}</p>
<p class="advice">{escape(ADVICE)}</p>
<main>
{questions}</main>
<footer>
<section class="sum">
<h2>Adding up</h2>
<p>Points of all questions <output class="all"></output></p>
<p>Start <output class="start">{number_words(card.start)}</output></p>
<p class="whole">Total <output class="total"></output></p>
<p class="reasons">{escape(REASONS)}</p>
<p class="worst"><i></i><i></i><i></i></p>
</section>
{"".join(_outcome(card, outcome) for outcome in card.outcomes)}</footer>
{notes}</form>
</body>
</html>
"""


def _question(card: Card, number: int, question: Question) -> str:
    name = _words(card, (Name(question.column),))
    heading = f"{escape(question.text)} ({name})" if question.text else name
    formulas = "".join(f"<p class='formula'>{_words(card, words)}</p>\n"
                       for words in question.formulas)
    blanks = f"<p class='blanks'>{_words(card, question.blanks)}</p>\n" * bool(question.blanks)
    most = question.most
    return f"""<section class="question" style="counter-reset: mine 0 lost {most}">
<h2><span class="number">{number}</span> <span class="text">{heading}</span></h2>
{formulas}{blanks}<div class="row"><ol>
{"".join(_answers(number, question))}</ol>
<p class="box">Points <output class="mine"></output></p>
<p class="box">Lost of {number_words(most)} <output class="lost"></output></p>
</div></section>
"""


def _answers(number: int, question: Question) -> Iterator[str]:
    for answer in question.answers:
        counters = " ".join(f"{counter} {sign * answer.points}" for counter, sign in
                            (("total", 1), ("all", 1), ("mine", 1), ("lost", -1)))
        yield f"<li><label><input type='radio' name='{number}' required " \
              f"style='--worth: {counters}'> <span class='answer'>{escape(answer.words)}</span> " \
              f"<span class='points'>{number_words(answer.points)}</span></label></li>\n"


def _outcome(card: Card, outcome: Outcome) -> str:
    lines = "".join(f"<tr><td>{line.totals}</td><td>{line.chance}</td></tr>\n"
                    for line in outcome.lines)
    return f"""<section class="outcome">
<h2>{escape(outcome.rule)}</h2>
<table>
<tr><th>Total</th><th>{escape(card.chance)}</th></tr>
{lines}</table>
</section>
"""


def _words(card: Card, words: Words) -> str:
    return "".join(
        f'<data value="{escape(part.column)}">{escape(card.names[part.column])}</data>'
        if isinstance(part, Name) else escape(part) for part in words)
