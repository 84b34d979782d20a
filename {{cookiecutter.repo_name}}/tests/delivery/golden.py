"""Models with edges of every kind, and tables from which their golden rows are made."""

import numpy as np

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.delivery.form import Rows
from slipway_package.delivery.golden_rows import GoldenRows, golden_rows
from slipway_package.portable.calendar import PARTS
from slipway_package.portable.expressions import Call, Name, Number
from slipway_package.portable.model import (
    Additive,
    AtMost,
    BinTerm,
    Derived,
    Estimator,
    Input,
    IsLevel,
    Leaf,
    Level,
    LevelTerm,
    Link,
    PortableModel,
    Split,
    Trees,
)

DERIVED = (
    Derived("ratio", Call("/", (Name("income"), Call("max", (Name("age"), Number(1.0)))))),
    Derived("log ratio", Call("log", (Name("ratio"),))),
)
PARTS_OF = (
    *(Derived(f"{name} of due", make(Name("due"))) for name, make in PARTS.items()),
    Derived("term", Call("-", (PARTS["days"](Name("due")), PARTS["days"](Name("signed"))))),
    Derived("a share", Call("*", (Name("income"), PARTS["year"](Name("signed"))))))
DATED_TESTS = (AtMost("month of due", 6.5, True), AtMost("days of due", 19000.0, True),
               AtMost("weekday of due", 4.0, True), AtMost("term", 30.5, True),
               AtMost("hour of due", 11.5, True), AtMost("year of due", 2020.0, True),
               AtMost("day of due", 15.5, True), AtMost("a share", 40_000.0, True))
DATED = PortableModel(
    "dated", "regression", "y", None, (Input("income", "number"), Input("due", "date"),
                                       Input("signed", "date")), PARTS_OF,
    Trees((0.0,), 1.0, DATED_TESTS, tuple(
        Split(place, Leaf((2.0 ** place,)), Leaf((0.0,))) for place in range(len(DATED_TESTS)))),
    Link("identity"))
SCHEMA = Schema(version=1, table="t.csv", rows=1, target=TargetColumn(name="y", task="regression"),
                columns={"income": Column(kind="number", range=(0.0, 200.0)),
                         "age": Column(kind="number", range=(18.0, 80.0)),
                         "job": Column(kind="category"), "unused": Column(kind="number")})


def real(rows: int = 300) -> dict[str, np.ndarray]:
    """Columns of a table, with holes, and one that no model reads."""
    random = np.random.default_rng(3)
    income = random.lognormal(3, 1, rows)
    income[::7] = np.nan
    return {"income": income, "age": random.uniform(18, 80, rows).round(), "unused": np.ones(rows),
            "job": random.choice(np.array(["fixed", "free", None], dtype=object), rows)}


def real_dates(rows: int = 300) -> dict[str, np.ndarray]:
    """Columns of dates with holes, some of them too early for Excel, and one of numbers."""
    random = np.random.default_rng(4)
    signed = random.integers(1_500_000_000, 1_700_000_000, rows).astype(float)
    due = signed + random.integers(0, 60 * 86_400, rows)
    signed[::9], due[::11], due[:3] = np.nan, np.nan, (-3e9, -62_135_596_800.0, 3e11)
    return {"income": random.lognormal(3, 1, rows), "due": due, "signed": signed}


def model(estimator: Estimator) -> PortableModel:
    """A model that reads two numbers and a category."""
    inputs = (Input("income", "number"), Input("age", "number"), Input("job", "category"))
    return PortableModel("m", "regression", "y", None, inputs, DERIVED, estimator, Link("identity"))


def deep(tests: tuple) -> Split | Leaf:
    """A tree that comes to each test only where all before it hold."""
    node: Split | Leaf = Leaf((0.0,))
    for place in reversed(range(len(tests))):
        node = Split(place, node, Leaf((place + 1.0,)))
    return node


THRESHOLDS = (AtMost("age", 70.0, True), AtMost("income", 55.5, True), AtMost("ratio", 1.1, True),
              IsLevel("job", "fixed"), AtMost("log ratio", -0.2, True), AtMost("age", 22.5, False))
TREES = model(Trees((0.0,), 1.0, THRESHOLDS, (deep(THRESHOLDS),)))
BINS = model(Additive((0.0,), (
    BinTerm("income", (10.0, 20.5), ((1.0,), (2.0,), (3.0,)), (4.0,)),
    BinTerm("ratio", (0.5,), ((5.0,), (6.0,)), (7.0,)),
    LevelTerm("job", (Level("fixed", (1.0,)), Level("free", (2.0,))), (3.0,), (4.0,)))))


def make(made: PortableModel, seed: int = 1) -> GoldenRows:
    """The golden rows of a model."""
    return golden_rows(made, SCHEMA, real(), seed)


def of_group(rows: Rows, group: str) -> dict[str, np.ndarray]:
    """The columns of the rows of one group."""
    return {name: column[rows.group == group] for name, column in rows.columns.items()}
