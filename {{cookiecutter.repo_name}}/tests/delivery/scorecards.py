"""Points tables made by hand, and rows that try each of their answers."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from hand_made import (
    CHAIN,
    DATES,
    DERIVED,
    HOSTILE,
    LEVELS,
    NUMBERS,
    OF_DATES,
    WORDS,
    seconds,
)

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.delivery.form import Delivery, Rows
from slipway_package.portable.checks import check_model
from slipway_package.portable.expressions import LARGEST
from slipway_package.portable.model import (
    Additive,
    BinTerm,
    Derived,
    Input,
    Level,
    LevelTerm,
    Link,
    Points,
    PortableModel,
    Term,
)

# Categories that a reader could take for something else.
MISLEADING = ("not known", "any other answer", "any other, or not known", "Not Known", "“x”", "x",
              " x", "x ", "a b", "a  b", "a\u00a0b", "␣", "⟨41⟩", "A", "a\nb", "under 3", "Жук €",
              "שלום", "e\u0301", "\u00e9")


def bins(column: str, edges: Sequence[float], points: Sequence[int], missing: int) -> BinTerm:
    """A question about a number."""
    return BinTerm(column, tuple(map(float, edges)), tuple((float(one),) for one in points),
                   (float(missing),))


def levels(column: str, points: Mapping[str, int], missing: int, unseen: int) -> LevelTerm:
    """A question about a category."""
    return LevelTerm(column, tuple(Level(word, (float(one),)) for word, one in points.items()),
                     (float(missing),), (float(unseen),))


def card(terms: Sequence[Term], derived: Sequence[Derived] = (), start: int = 0,
         points: Points = Points(100.0, 1.0, 20.0), cutoff: float = 0.5,
         classes: tuple[str, str] = ("good", "bad"), numbers: Sequence[str] = (),
         dates: Sequence[str] = (), descriptions: Mapping[str, str] = {}) -> Delivery:
    """Deliver a points table; `numbers` and `dates` are columns that derived features read."""
    names = [item.name for item in derived]
    kinds = {term.column: "category" if isinstance(term, LevelTerm) else "number"
             for term in terms if term.column not in names}
    kinds |= dict.fromkeys(numbers, "number") | dict.fromkeys(dates, "date")
    scale = -points.double / math.log(2)
    model = PortableModel(
        "scorecard", "classification", "Status", classes,
        tuple(Input(name, kind) for name, kind in kinds.items()), tuple(derived),
        Additive((float(start),), tuple(terms), points),
        Link("logistic", points.base + scale * math.log(points.odds), scale), cutoff)
    check_model(model)
    schema = Schema(
        version=1, table="t.csv", rows=1, target=TargetColumn(name="Status", task="classification"),
        columns={name: Column(kind="number", description=words)
                 for name, words in descriptions.items()})
    return Delivery(model, schema, "Probability that Status is bad", "rows", "1.2.0")


def hostile() -> Delivery:
    """A card whose names, categories and classes try to be something else."""
    terms = [
        levels(WORDS[0], {word: place for place, word in enumerate(LEVELS)}, 3, 4),
        levels(WORDS[1], {word: place % 7 for place, word in enumerate(MISLEADING)}, 3, 3),
        bins(NUMBERS[0], [-1.5, -0.0, 0.1, 1e22, 1e300], [5, 5, -3, 2, 1, 0], 4),
        bins(NUMBERS[1], [12345.5, 1234567.0], [0, 9, 1], 2), bins(NUMBERS[2], [], [3], 4),
        *(levels(word, {"x": 1}, 2, 0) for word in HOSTILE if word not in NUMBERS),
        *(bins(item.name, [0.25, 1.0], [1, 2, 3], 7) for item in (*DERIVED, *CHAIN[:2])),
    ]
    return card(terms, (*DERIVED, *CHAIN), start=-12, points=Points(140.0, 0.3, 41.5),
                classes=("good", HOSTILE[4]), cutoff=0.7,
                descriptions={NUMBERS[0]: "  What comes in\n</h2><script>? "})


def dated() -> Delivery:
    """A card that asks for parts of dates, and for arithmetic on them."""
    terms = [bins(item.name, edges, range(len(edges) + 1), 9) for item, edges in zip(OF_DATES, (
        [-1, 0, 11017], [1901, 2000, 2001], [2, 3, 7, 12], [2, 15, 31], [1, 5], [1, 12, 23],
        [-100, 0, 7.5], [-86400, 0, 86400], [5]))]
    return card(terms, OF_DATES, dates=DATES)


def large(questions: int, answers: int) -> Delivery:
    """A card of many questions; `answers` counts the last one, for what is not known."""
    terms: list[Term] = [
        levels(f"question {number}", {f"an answer of kind {place}": 5 * place for place in
                                      range(answers - 1)}, 3, 3) if number % 2 else
        bins(f"question {number}", [10 * place + 0.5 for place in range(answers - 2)],
             [7 * place for place in range(answers - 1)], 3) for number in range(questions)]
    words = "This is a question of the usual length, number {}, is it?"
    return card(terms, start=40, points=Points(600.0, 30.0, 20.0), descriptions={
        f"question {number}": words.format(number) for number in range(0, questions, 2)})


def one_question(start: int, most: int, points: Points, cutoff: float) -> Delivery:
    """A card of one question, which comes to every total from `start` to `start + most`."""
    return card([bins("x", range(1, most + 1), range(most + 1), 0)], start=start, points=points,
                cutoff=cutoff)


def rows(delivery: Delivery, count: int = 300) -> Rows:
    """Draw rows of every answer: at and beside each edge, extreme, missing and unseen."""
    random = np.random.default_rng(3)
    terms = delivery.model.estimator.terms
    edges = np.array([0.0, 1.0, *(edge for term in terms if isinstance(term, BinTerm)
                                  for edge in term.edges)])
    numbers = np.concatenate([
        edges, np.nextafter(edges, np.inf), np.nextafter(edges, -np.inf), edges * 1.7,
        [LARGEST, -LARGEST, 1e300, -0.0, 5e-324, np.inf, -np.inf], np.full(len(edges), np.nan)])
    words = ["unseen", "", "(missing)", None, "Rent", *(
        level.level for term in terms if isinstance(term, LevelTerm) for level in term.levels)]
    values = {"number": numbers, "date": seconds(), "category": np.array(words, dtype=object)}
    return Rows({column.name: random.choice(values[column.kind], count)
                 for column in delivery.model.inputs}, np.full(count, "made", dtype=object))
