"""The form on paper: what it prints, and that adding it up gives the model's answers."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import hand_made
import numpy as np
import pytest
from scorecards import MISLEADING, card, dated, hostile, large, levels, one_question, rows

from slipway_package.delivery.paper import fonts as paper_fonts
from slipway_package.delivery.paper import write as paper
from slipway_package.delivery.form import Delivery, NotDeliverable
from slipway_package.delivery.paper.card import make_card
from slipway_package.delivery.paper.words import (
    category_words,
    column_words,
    formula_words,
    number_words,
)
from slipway_package.delivery.runtimes import adding_up
from slipway_package.errors import UserError
from slipway_package.features.expressions import parse
from slipway_package.portable.expressions import Name
from slipway_package.portable.links import apply_link
from slipway_package.portable.model import LinearTerm, Points
from slipway_package.portable.score import batch_scorer, decide

REASON = adding_up.unavailable()
adds_up = pytest.mark.skipif(REASON is not None, reason=str(REASON))
CARDS = {"hostile": hostile(), "dates": dated(), "large": large(16, 7), "many pages": large(40, 7),
         "no question": card([levels("x", {"a": 0}, 0, 0)], start=90)}


def pages(folder: Path) -> int:
    """Count the pages of the PDF."""
    return len(re.findall(rb"/Type /Page\b", (folder / "scorecard.pdf").read_bytes()))


def html(delivery: Delivery, folder: Path) -> str:
    """Write a card and read its page."""
    paper.write(delivery, folder)
    return (folder / "scorecard.html").read_bytes().decode()


@adds_up
@pytest.mark.parametrize("delivery", CARDS.values(), ids=CARDS)
def test_adding_up_gives_the_scores_of_the_model(delivery: Delivery, tmp_path: Path) -> None:
    paper.write(delivery, tmp_path)
    tried = rows(delivery)
    found = adding_up.score(delivery, tmp_path, tried)
    expected = batch_scorer(delivery.model)(tried.columns)
    assert found.scores == pytest.approx(expected, rel=0, abs=1e-12)
    assert found.decisions.tolist() == decide(delivery.model, expected).tolist()
    assert delivery is CARDS["no question"] or len(np.unique(expected)) > 20


@adds_up
@pytest.mark.parametrize("cutoff", [0.5, 0.3, 0.9, 1e-6, 1 - 1e-6])
@pytest.mark.parametrize("points", [Points(100.0, 1.0, 20.0), Points(7.5, 12.3, 3.7)])
def test_the_printed_rule_turns_at_the_very_total_of_the_model(cutoff: float, points: Points,
                                                               tmp_path: Path) -> None:
    delivery = one_question(start=-20, most=160, points=points, cutoff=cutoff)
    paper.write(delivery, tmp_path)
    tried = replace(rows(delivery, 161), columns={"x": np.arange(161.0)})
    expected = decide(delivery.model, batch_scorer(delivery.model)(tried.columns))
    assert adding_up.score(delivery, tmp_path, tried).decisions.tolist() == expected.tolist()


@pytest.mark.parametrize("most", [0, 3, 160, 100_000])
def test_each_total_has_one_line_which_holds_its_probability(most: int) -> None:
    delivery = card([levels("x", {"a": most}, 0, 0)], start=-30, cutoff=0.3)
    lines = [line for outcome in make_card(delivery).outcomes for line in outcome.lines]
    assert len(lines) <= 20
    totals = np.unique(np.linspace(-30, most - 30, 400).astype(int))
    chances = apply_link(delivery.model.link, totals[:, np.newaxis].astype(float))
    for total, chance in zip(totals, chances):
        line, = [line for line in lines if within(line.totals, total)]
        assert within(line.chance.removesuffix(" %").replace(" % ", " "), 100 * chance)


def within(words: str, number: float) -> bool:
    """Tell whether a printed range holds a number."""
    low, high = -np.inf, np.inf
    words = words.replace("−", "-").replace("\u202f", "")
    if words.endswith(" or less"):
        high = float(words.removesuffix(" or less"))
    elif words.endswith(" or more"):
        low = float(words.removesuffix(" or more"))
    elif words != "Any total":
        low, _, last = words.partition(" to ")
        low, high = float(low), float(last or low)
    return low <= number <= high


@pytest.mark.parametrize(("questions", "answers"), [(1, 3), (12, 6), (16, 6), (16, 7)])
def test_sixteen_questions_of_seven_answers_fit_one_page(questions: int, answers: int,
                                                         tmp_path: Path) -> None:
    paper.write(large(questions, answers), tmp_path)
    assert pages(tmp_path) == 1


def test_more_questions_or_endless_ones_run_to_more_pages(tmp_path: Path) -> None:
    paper.write(large(40, 7), tmp_path)
    assert pages(tmp_path) == 3
    paper.write(card([levels("x", {f"answer {n}": n for n in range(500)}, 0, 0)]), tmp_path)
    assert pages(tmp_path) == 4


def test_a_question_longer_than_a_page_is_not_deliverable(tmp_path: Path) -> None:
    delivery = card([levels("x", {"a": 1}, 0, 0)], descriptions={"x": "word " * 3000})
    with pytest.raises(NotDeliverable, match="question 1 alone is longer than a page"):
        paper.write(delivery, tmp_path)


def test_the_same_card_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = ([path.read_bytes() for path in paper.write(hostile(), tmp_path)]
                     for _ in range(2))
    assert first == second
    assert b"/CreationDate (D:2000" in first[0]


def test_parts_of_dates_are_asked_by_their_names() -> None:
    card = make_card(dated())
    formulas = {question.column: card.plain(question.formulas[-1]) for question in card.questions}
    assert formulas["month of it"] == "Month of it = month(Signed)"
    due = card.names[hand_made.DATES[1]]
    assert formulas["term"] == f"Term = days({due}) − days(Signed)"
    assert formulas["half a day later"].endswith(f" = weekday({due} + 43\u202f200)")
    notes = " ".join(card.notes)
    assert "month(a) is the month of the date a, from 1 to 12; " in notes
    assert notes.endswith("is the count of seconds from the start of 1970 to it.")
    assert "floor" not in notes


@pytest.mark.parametrize("name", ["forest of shares", "boosting", "logistic", "number"])
def test_what_has_no_points_is_not_deliverable(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match=f"^{name} has no points to add up"):
        paper.write(hand_made.delivery(hand_made.MODELS[name]), tmp_path)
    assert not list(tmp_path.iterdir())


def test_points_that_no_clerk_can_add_are_not_deliverable(tmp_path: Path) -> None:
    delivery = large(2, 3)
    additive = delivery.model.estimator
    by_unit = replace(additive, terms=(LinearTerm("question 0", 0.0, (2.0,), (0.0,)),))
    other_scale = replace(additive, points=replace(additive.points, double=21.0))
    for estimator, reason in ((by_unit, "by the unit"), (other_scale, "is not that of")):
        with pytest.raises(NotDeliverable, match=reason):
            paper.write(replace(delivery, model=replace(delivery.model, estimator=estimator)),
                        tmp_path)


class Tags(HTMLParser):
    """Gather what an HTML page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.counters: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}
        style = dict(attrs).get("style") or ""
        self.counters += re.findall("--worth: (.*)", style)


def test_the_page_holds_data_as_text_and_names_no_address(tmp_path: Path) -> None:
    page = html(hostile(), tmp_path)
    tags = Tags()
    tags.feed(page)
    assert not tags.found & {"script", "img", "link", "iframe", "src", "href", "onerror"}
    assert not re.search("http:|https:|url[(]|@import", page)
    assert "What comes in &lt;/h2&gt;&lt;script&gt;?" in page


def test_the_page_counts_for_itself_with_the_printed_points(tmp_path: Path) -> None:
    page = html(hostile(), tmp_path)
    tags = Tags()
    tags.feed(page)
    printed = [points.replace("−", "-")
               for points in re.findall("<span class='points'>(.*?)</span>", page)]
    assert tags.counters == [f"total {one} all {one} mine {one} lost {-int(one)}"
                             for one in printed]


@adds_up
def test_the_referee_refuses_a_pdf_that_prints_other_points(tmp_path: Path) -> None:
    delivery = large(3, 4)
    page = html(delivery, tmp_path)
    changed = page.replace("<span class='points'>14<", "<span class='points'>15<", 1)
    (tmp_path / "scorecard.html").write_text(changed)
    with pytest.raises(ValueError, match="scorecard.pdf prints '4"):
        adding_up.score(delivery, tmp_path, rows(delivery))


@adds_up
def test_letters_that_the_fonts_lack_are_told_apart_and_explained(tmp_path: Path) -> None:
    paper.write(card([levels("x", {"漢字": 1, "漢": 2, "שלום": 3}, 0, 0)]), tmp_path)
    text = adding_up._pdf_text(tmp_path / "scorecard.pdf")
    assert "⟨6F22⟩⟨5B57⟩" in text and "⟨5E9⟩⟨5DC⟩" in text
    assert "Letters that this PDF cannot print" in text
    paper.write(card([levels("x", {"größe µ Ж €": 1}, 0, 0)]), tmp_path)
    text = adding_up._pdf_text(tmp_path / "scorecard.pdf")
    assert "größe µ Ж €" in text and "⟨" not in text


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_fonts, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="matplotlib, which is not installed"):
        paper_fonts.load_fonts.__wrapped__()


def test_no_two_categories_look_alike() -> None:
    tried = (*MISLEADING, *hand_made.LEVELS)
    printed = [category_words(word) for word in tried]
    assert len(set(printed)) == len(tried)
    assert all(words.isprintable() and words == " ".join(words.split()) for words in printed)
    assert category_words("widow") == "widow"
    assert category_words("a b ") == "“a b␣”"


def test_numbers_have_the_fewest_digits_that_name_them() -> None:
    written = {0.1 + 0.2: "0.30000000000000004", -12345.5: "−12\u202f345.5", 3000.0: "3000",
               1e22: "1e+22", 5e-324: "5e−324", -0.0: "0", 1e7: "10\u202f000\u202f000"}
    assert {number: number_words(number) for number in written} == written


def test_columns_get_readable_names_that_stay_different() -> None:
    assert column_words(["home_town", "Age", "a_b", "a b", " x\n"]) == {
        "home_town": "Home town", "Age": "Age", "a_b": "a_b", "a b": "a b", " x\n": "X"}


@pytest.mark.parametrize(("text", "words"), [
    ("Amount / max(Price, 1)", "Amount ÷ max(Price, 1)"),
    ("a - (b - c) * -2", "a − (b − c) × (−2)"), ("a - b - c", "a − b − c"),
    ("(a < b) == (c >= 1)", "(a < b) = (c ≥ 1)"),
    ("where(a != 1, log(b), fill(c, 0))", "if(a ≠ 1, ln(b), fill(c, 0))")])
def test_formulas_are_written_for_a_calculator(text: str, words: str) -> None:
    parts = formula_words(parse(text))
    assert "".join(part.column if isinstance(part, Name) else part for part in parts) == words
