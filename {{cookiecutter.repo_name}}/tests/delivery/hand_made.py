"""Portable models made by hand, of every part there is, and rows that try each of them."""

from dataclasses import replace

import numpy as np

from slipway_package.data.schema import Schema, TargetColumn
from slipway_package.delivery.form import Delivery, Rows
from slipway_package.portable.calendar import PARTS
from slipway_package.portable.expressions import (
    LARGEST,
    Call,
    Expression,
    Name,
    Number,
)
from slipway_package.portable.model import (
    Additive,
    AtMost,
    BinTerm,
    Derived,
    Estimator,
    Input,
    IsLevel,
    IsMissing,
    Leaf,
    Level,
    LevelTerm,
    LinearTerm,
    Link,
    PortableModel,
    Split,
    Trees,
)

# What must stay data: in names of columns, in categories, in names of classes.
HOSTILE = (
    "'; DROP TABLE rows; --", "=cmd|' /C calc'!A0", "</script><script>alert(1)</script>", "]]>",
    'a "b" \'c\' \\', "line\nbreak\r\ttab", "*/ /* // # ??/ ??=", '"""', "größe µ 漢字 😀",
    "\u2028\u202e\x7f\x85", "${x} {0} %s %d `x`", "__proto__", "constructor", "class", "x" * 200,
    " ", "9", "<!--", "\\u0041\\x41\\101", "0\x011", "(missing) ",
)
NUMBERS = ("income", "in\nco*/me", "__proto__", "home-town")
WORDS = ("home town", '</script>"\\')
LEVELS = ("rent", "owner", *HOSTILE)
DATES = ("signed", "du\ne */")
INPUTS = (*(Input(name, "number") for name in NUMBERS),
          *(Input(name, "category") for name in WORDS))
X, Y, Z, _ = map(Name, NUMBERS)


def call(name: str, *operands: Expression) -> Call:
    """A call of an expression."""
    return Call(name, operands)


def nested(depth: int) -> Expression:
    """An expression of calls within calls."""
    expression: Expression = X
    for _ in range(depth):
        expression = call("+", expression, Number(0.1))
    return expression


EXPRESSIONS = (
    *(call(sign, X, Y) for sign in ("+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=")),
    call("negate", X), call("log", X), call("abs", X), call("min", X, Y, Number(-2.5), Z),
    call("max", X, Y, Number(1e-300)), call("where", Y, X, Z), call("fill", X, call("/", Y, Z)),
    call("*", call("*", X, Number(1e30)), Number(1e-30)), nested(30),
    call("fill", call("log", call("-", X, Number(1.0))), Number(-0.0)),
    call("floor", X), call("floor", call("*", X, Number(1e6))), call("mod", X, Y),
    call("mod", X, Number(0.1)), call("mod", Number(-7.5), call("floor", Z)),
)
DERIVED = tuple(Derived(f"derived {position} */", expression)
                for position, expression in enumerate(EXPRESSIONS))
CHAIN = (Derived("first", call("/", X, Y)), Derived("second", call("log", Name("first"))),
         Derived("of no use", call("log", X)))
SIGNED, DUE = map(Name, DATES)
OF_DATES = (
    *(Derived(f"{name} of it", make(SIGNED)) for name, make in PARTS.items()),
    Derived("term", call("-", PARTS["days"](DUE), PARTS["days"](SIGNED))),
    Derived("seconds", call("-", DUE, SIGNED)),
    Derived("half a day later", PARTS["weekday"](call("+", DUE, Number(43200.0)))))


def additive(outputs: int) -> Additive:
    """An additive model of every kind of term; the numbers are different in each output."""
    def worth(value: float) -> tuple[float, ...]:
        return tuple(value * (1 + output / 3) for output in range(outputs))

    linear = [LinearTerm(column.name, 0.5 * position, worth(1e-3 * (-1) ** position),
                         worth(0.01 * position))
              for position, column in enumerate((*INPUTS[:4], *DERIVED))]
    levels = [LevelTerm(name, tuple(Level(level, worth(position / 7 - 1)) for position, level
                                    in enumerate(LEVELS)), worth(0.3), worth(-0.7))
              for name in WORDS]
    bins = [BinTerm("income", (-1.5, 0.0, 0.1, 1e300), tuple(map(worth, (1.0, -2.0, 3.0, 5.0, 0))),
                    worth(7.0)),
            BinTerm("__proto__", (), (worth(0.25),), worth(-0.25))]
    return Additive(worth(-1 / 3), (*linear, *levels, *bins, *linear[:1]))


def of_dates() -> Additive:
    """An additive model of dates."""
    linear = [LinearTerm(item.name, 3.0, (0.01 * position,), (-0.5,))
              for position, item in enumerate(OF_DATES, 1)]
    return Additive((0.25,), (*linear, BinTerm("month of it", (3.0, 7.0, 12.0), (
        (1.0,), (2.0,), (-3.0,), (0.5,)), (0.75,)), LevelTerm(WORDS[0], (), (0.5,), (0.25,))))


def trees_of_dates() -> Trees:
    """A tree for each part of a date, which tells its values apart."""
    tests = tuple(AtMost(f"{name} of it", threshold, threshold > 2) for name, threshold in (
        ("days", -1.0), ("year", 1999.0), ("month", 2.5), ("day", 28.0), ("weekday", 4.5),
        ("hour", 11.5)))
    return Trees((0.0,), 1.0, tests, tuple(
        Split(position, Leaf((2.0 ** -position,)), Leaf((0.0,))) for position in range(len(tests))))


TESTS = (AtMost("income", 0.1, True), AtMost("income", 0.1, False), AtMost("income", -1.5, True),
         AtMost("second", 0.7, False), AtMost("__proto__", 1e-310, True),
         IsMissing("in\nco*/me"), IsMissing("home town"), IsLevel("home town", "rent"),
         *(IsLevel(WORDS[1], level) for level in LEVELS))


def tree(seed: int, depth: int, outputs: int) -> Split | Leaf:
    """A tree of random tests and values."""
    random = np.random.default_rng(seed)

    def grow(left: int) -> Split | Leaf:
        if left == 0 or (left < depth and random.random() < 0.1):
            return Leaf(tuple(random.normal(size=outputs).tolist()))
        return Split(int(random.integers(len(TESTS))), grow(left - 1), grow(left - 1))
    return grow(depth)


def chain(length: int) -> Split:
    """A tree that is as deep as it has splits."""
    node: Split | Leaf = Leaf((0.5,))
    for position in range(length):
        leaf = Leaf((position / 3,))
        node = Split(position % len(TESTS), *((leaf, node) if position % 2 else (node, leaf)))
    return node


def trees(outputs: int) -> Trees:
    """An ensemble, with a tree of one leaf among others."""
    grown = [tree(seed, 4, outputs) for seed in range(30)]
    return Trees((0.1, -0.2, 0.3)[:outputs], 3.0, TESTS,
                 (*grown, Leaf((0.125,) * outputs)))


def model(name: str, estimator: Estimator, kind: str = "identity",
          classes: tuple[str, ...] | None = ("good", HOSTILE[4]), **changes: object
          ) -> PortableModel:
    """A model around an estimator; two classes get a cutoff."""
    derived = (*DERIVED, *CHAIN)
    return replace(PortableModel(
        name, "classification" if classes else "regression", "what\n*/ </script> \"\"\" is \\",
        classes, INPUTS, derived, estimator, Link(kind),
        0.4 if classes and len(classes) == 2 else None), **changes)


OF_DATES_INPUTS = (*(Input(name, "date") for name in DATES), Input(WORDS[0], "category"))
THREE = (HOSTILE[0], "second", HOSTILE[8])
MODELS = {made.name: made for made in (
    model("logistic", additive(1), link=Link("logistic", 0.5, -1.5)),
    model("softmax", additive(3), "softmax", THREE),
    model("number", additive(1), classes=None),
    model("boosting", trees(1), "logistic"),
    model("forest of shares", trees(3), classes=THREE),
    model("boosting of three", trees(3), "softmax", THREE),
    model("deep tree", Trees((0.0,), 7.0, TESTS, (chain(150),)), classes=None),
    model("one leaf", Trees((0.5,), 1.0, (), (Leaf((0.25,)),)), inputs=(), derived=()),
    model("baseline", Additive((1 / 3,), ()), inputs=(), derived=()),
    model("far from zero", Additive((0.0,), (LinearTerm("income", 0.0, (1.0,), (-1e9,)),)),
          "logistic", inputs=INPUTS[:1], derived=()),
    model("far from each other", Additive((0.0,) * 3, (
        LinearTerm("income", 0.0, (1.0, -1.0, 0.0), (0.0,) * 3),)), "softmax", THREE),
    model("exponential", additive(1), "exponential", None),
    model("dates", of_dates(), classes=None, inputs=OF_DATES_INPUTS, derived=OF_DATES),
    model("trees of dates", trees_of_dates(), "logistic", inputs=OF_DATES_INPUTS[:2],
          derived=OF_DATES),
    model("long expression", Additive((0.0,), (LinearTerm("long", 0.0, (1.0,), (0.5,)),)),
          classes=None, derived=(Derived("long", nested(220)),)),
)}


def delivery(made: PortableModel) -> Delivery:
    """A delivery of a model, with a title that must stay text."""
    schema = Schema(version=1, table="t.csv", rows=1, columns={},
                    target=TargetColumn(name=made.target, task=made.task))
    return Delivery(made, schema, 'Who pays? */ """ </script>\n\u202e', "rows", "1.2.0")


def seconds() -> np.ndarray:
    """Dates at and beside turns of days, months and years; some at random, some missing."""
    random = np.random.default_rng(2)
    turns = np.array(["1900-03-02", "1901-01-01", "1970-01-01", "1999-12-31", "2000-01-01",
                      "2000-02-29", "2000-03-01", "2024-02-29T12:00", "2100-03-01", "2400-02-29",
                      "9999-12-31"], dtype="datetime64[s]").astype(np.float64)
    return np.concatenate([turns, turns - 1, turns + 1, turns + 86399,
                           random.integers(-2_000_000_000, 4_000_000_000, 20), np.full(6, np.nan)])


def rows(count: int = 400) -> Rows:
    """Rows of values at and beside every edge, of extremes, and of missing and unseen ones."""
    random = np.random.default_rng(1)
    edges = np.array([0.1, -1.5, 0.0, 1e-310, 0.7, 1.0, 2.0])
    numbers = np.concatenate([edges, np.nextafter(edges, 9), np.nextafter(edges, -9),
                              [-0.0, 1e-300, 1e20, -1e20, LARGEST, -LARGEST, 5e-324],
                              random.normal(size=20).round(2), np.full(8, np.nan)])
    words = np.array([*LEVELS, "unseen", "Rent", "rent ", None, None, None, "", "(missing)"],
                     dtype=object)
    columns = {name: random.choice(numbers, count) for name in NUMBERS}
    columns |= {name: random.choice(words, count) for name in WORDS}
    columns |= {name: random.choice(seconds(), count) for name in DATES}
    return Rows(columns, np.full(count, "made", dtype=object))
