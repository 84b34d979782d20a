"""Golden rows: of every kind, on both sides of every edge, the same for the same seed."""

from dataclasses import replace

import numpy as np
import pytest

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.delivery import golden_rows as module
from slipway_package.delivery.crossings import LOG_MARGIN, values_of
from slipway_package.delivery.form import Rows
from slipway_package.delivery.golden_dates import (
    EARLIEST,
    LATEST,
    STRANGE_DATES,
)
from slipway_package.delivery.golden_edges import edges_of, spread
from slipway_package.delivery.golden_jumps import jumps_of
from slipway_package.delivery.golden_rows import GoldenRows, golden_rows
from slipway_package.delivery.report import GROUPS
from slipway_package.portable.calendar import PARTS
from slipway_package.portable.expressions import (
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
    Leaf,
    Level,
    LevelTerm,
    LinearTerm,
    Link,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import batch_scorer

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


@pytest.mark.parametrize("made", [TREES, BINS], ids=["trees", "bins"])
def test_both_sides_of_every_edge_are_there_and_the_score_changes(made: PortableModel) -> None:
    golden = make(made)
    count = sum(map(len, edges_of(made).values()))
    # No row of these has a divisor of 0, or a logarithm of what is not above 0.
    assert golden.edges == count + len(jumps_of(made))
    assert (golden.taken, golden.live) == (count, count)
    rows = of_group(golden.rows, "edge")
    assert len(rows["age"]) == 4 * count
    for name, edges in edges_of(made).items():
        values = values_of(made, name, rows)
        for edge in edges:
            width = LOG_MARGIN if name == "log ratio" else 0.0
            below, above = values[values <= edge - width].max(), values[values > edge + width].min()
            # The value of a derived column may take more than one step of its input.
            assert above - below <= 2 * width + 8 * np.spacing(abs(edge))


def test_no_edge_brings_a_logarithm_to_where_its_last_bits_decide() -> None:
    # As in gradient boosting, whose thresholds may be values of the table.
    tests = (AtMost("log ratio", float(np.log(1.5)), True), AtMost("ratio", 1.5, True))
    made = model(Trees((0.0,), 1.0, tests, (deep(tests),)))
    rows = of_group(make(made).rows, "edge")
    assert len(rows["age"]) >= 4
    distance = np.abs(values_of(made, "log ratio", rows) - np.log(1.5))
    assert distance.min() >= LOG_MARGIN


AGE, INCOME, EDGE = Name("age"), Name("income"), Number(30.005)
BESIDE = Number(float(np.nextafter(EDGE.number, 31.0)))
LEFT = Call("-", (AGE, INCOME))


@pytest.mark.parametrize("divisor", [
    AGE, INCOME, Call("fill", (INCOME, Number(0.0))), Call("max", (INCOME, Number(0.0)))])
def test_a_divisor_that_is_never_or_often_0_is_no_trouble(divisor: Expression) -> None:
    made = replace(
        model(Additive((0.0,), (LinearTerm("derived", 0.0, (1.0,), (-1.0,)),))),
        derived=(Derived("derived", Call("/", (AGE, divisor))),))
    columns = {**real(), "income": np.where(np.arange(300) % 3, real()["income"], 0.0)}
    golden = golden_rows(made, SCHEMA, columns, 1)
    assert np.isfinite(batch_scorer(made)(golden.rows.columns)).all()


def but_where_equal(expression: Call) -> Call:
    """An expression that is another one where age and income are equal."""
    return Call("where", (Call("==", (AGE, INCOME)), Number(7.0), expression))


@pytest.mark.parametrize("expression, other", [
    (Call("<", (AGE, EDGE)), Call("<=", (AGE, EDGE))),
    (Call("<", (AGE, EDGE)), Call("<", (AGE, BESIDE))),
    *((part, but_where_equal(part)) for part in (
        Call("where", (LEFT, Number(1.0), Number(2.0))), Call("/", (AGE, LEFT)),
        Call("log", (LEFT,)), Call("mod", (AGE, LEFT)), Call("!=", (INCOME, AGE))))])
def test_a_jump_of_an_expression_that_is_a_little_off_is_found_out(
        expression: Call, other: Call) -> None:
    made, changed = (replace(
        model(Additive((0.0,), (LinearTerm("derived", 0.0, (1.0,), (-1.0,)),))),
        derived=(Derived("derived", part),)) for part in (expression, other))
    columns = make(made).rows.columns
    assert (batch_scorer(made)(columns) != batch_scorer(changed)(columns)).any()


def off_by_one_double(made: PortableModel) -> list[PortableModel]:
    """Models that differ from one by the last bit of one threshold or edge of an input."""
    parts = "tests" if isinstance(made.estimator, Trees) else "terms"
    found, all_parts = [], getattr(made.estimator, parts)
    for place, part in enumerate(all_parts):
        for towards in (-np.inf, np.inf):
            if isinstance(part, AtMost) and part.column in SCHEMA.columns:
                changed = replace(part, threshold=float(np.nextafter(part.threshold, towards)))
            elif isinstance(part, BinTerm) and part.column in SCHEMA.columns:
                changed = replace(part, edges=(float(np.nextafter(part.edges[0], towards)),
                                               *part.edges[1:]))
            else:
                continue
            changed_parts = (*all_parts[:place], changed, *all_parts[place + 1:])
            found.append(replace(made, estimator=replace(made.estimator,
                                                         **{parts: changed_parts})))
    return found


@pytest.mark.parametrize(("made", "count"), [(TREES, 6), (BINS, 2)], ids=["trees", "bins"])
def test_a_threshold_that_is_off_by_its_last_bit_is_found_out(
        made: PortableModel, count: int) -> None:
    columns = make(made).rows.columns
    others = off_by_one_double(made)
    assert len(others) == count
    for other in others:
        assert (batch_scorer(other)(columns) != batch_scorer(made)(columns)).any()


def test_the_ulps_of_plain_columns_are_next_to_each_other() -> None:
    rows = of_group(make(BINS).rows, "edge")
    for edge in (10.0, 20.5):
        below, above = np.nextafter(edge, 0), np.nextafter(edge, 99)
        assert {np.nextafter(below, 0), below, edge, above} <= {*rows["income"].tolist()}


def test_a_logarithm_keeps_its_distance_from_the_edge() -> None:
    rows = of_group(make(TREES).rows, "edge")
    assert np.abs(values_of(TREES, "log ratio", rows) + 0.2).min() >= LOG_MARGIN


def test_every_kind_of_strange_row_is_there() -> None:
    rows = make(BINS).rows
    missing = of_group(rows, "missing")
    assert all(np.isnan(missing[name]).sum() >= 10 for name in ("income", "age"))
    assert sum(word is None for word in missing["job"]) >= 10
    nothing = of_group(rows, "all missing")
    assert any(np.isnan(income) and np.isnan(age) and job is None for income, age, job
               in zip(nothing["income"], nothing["age"], nothing["job"]))
    assert {*of_group(rows, "category")["job"]} == {"fixed", "free"}
    assert {*of_group(rows, "empty word")["job"]} == {"", "(missing)"}
    unseen = {*of_group(rows, "unseen")["job"]}
    assert {"FREE", "free ", " fixed", "never seen", "'; DROP TABLE x; --"} <= unseen
    assert not unseen & {"fixed", "free"}
    extreme = {*of_group(rows, "extreme")["income"].tolist()}
    assert {0.0, 200.0, 1e30, -1e30, float(np.finfo(np.float32).max)} <= extreme
    assert {*rows.columns} == {*real()}
    assert all(len(column) == len(rows) for column in rows.columns.values())


def real_dates(rows: int = 300) -> dict[str, np.ndarray]:
    """Columns of dates with holes, some of them too early for Excel, and one of numbers."""
    random = np.random.default_rng(4)
    signed = random.integers(1_500_000_000, 1_700_000_000, rows).astype(float)
    due = signed + random.integers(0, 60 * 86_400, rows)
    signed[::9], due[::11], due[:3] = np.nan, np.nan, (-3e9, -62_135_596_800.0, 3e11)
    return {"income": random.lognormal(3, 1, rows), "due": due, "signed": signed}


def test_dates_are_whole_seconds_on_both_sides_of_every_edge() -> None:
    golden = golden_rows(DATED, SCHEMA, real_dates(), 1)
    assert golden.edges == golden.taken == golden.live == len(DATED_TESTS)
    for name in ("due", "signed"):
        seconds = golden.rows.columns[name]
        assert np.isnan(of_group(golden.rows, "missing")[name]).sum() >= 10
        known = seconds[~np.isnan(seconds)]
        assert (known == np.floor(known)).all()
        assert known.min() == EARLIEST and known.max() == LATEST
        assert {*STRANGE_DATES} <= {*of_group(golden.rows, "date")[name].tolist()}
    rows = of_group(golden.rows, "edge")
    for test in DATED_TESTS:
        lower = values_of(DATED, test.column, rows) <= test.threshold
        # Four rows an edge, in two of which neighbouring seconds are on different sides of it.
        order = np.lexsort((rows["due"], rows["signed"], rows["income"]))
        apart = np.diff(rows["due"][order]) + np.diff(rows["signed"][order])
        turned = (np.diff(lower[order].astype(int)) != 0) & (apart == 1)
        assert turned.any() or test.column == "a share"


@pytest.mark.parametrize("place", range(len(DATED_TESTS) - 1))
def test_a_part_of_a_date_that_is_off_by_one_second_is_found_out(place: int) -> None:
    columns = golden_rows(DATED, SCHEMA, real_dates(), 1).rows.columns
    expected = values_of(DATED, DATED_TESTS[place].column, columns) <= DATED_TESTS[place].threshold
    for step in (-1.0, 1.0):
        moved = {**columns, "due": columns["due"] + step}
        values = values_of(DATED, DATED_TESTS[place].column, moved)
        assert ((values <= DATED_TESTS[place].threshold) != expected).any()


def test_the_report_explains_every_group() -> None:
    groups = {*make(TREES).rows.group, *golden_rows(DATED, SCHEMA, real_dates(), 1).rows.group}
    assert groups == {*GROUPS}


def test_strange_dates_are_those_they_are_said_to_be() -> None:
    dates = np.array(STRANGE_DATES).astype("datetime64[s]").astype(str).tolist()
    assert dates[0] == "1900-03-01T00:00:00" and dates[-1] == "9999-12-31T23:59:59"
    assert {"1969-12-31T23:59:59", "2000-02-28T23:59:59", "2000-02-29T23:59:59",
            "2100-02-28T23:59:59", "2100-03-01T00:00:00"} <= {*dates}
    assert len({*dates}) == len(dates)


def test_the_same_seed_makes_the_same_rows() -> None:
    first, again, other = make(TREES).rows, make(TREES).rows, make(TREES, seed=2).rows
    for name, column in first.columns.items():
        np.testing.assert_array_equal(column, again.columns[name])
    assert any(not np.array_equal(column, other.columns[name], equal_nan=column.dtype != object)
               for name, column in first.columns.items())


def test_of_many_edges_each_column_keeps_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = {"many": np.arange(1000.0), "few": np.arange(3.0), "more": np.arange(100.0)}
    chosen = spread(edges, 103, np.random.default_rng(0))
    assert {name: len(values) for name, values in chosen.items()} == {
        "few": 3, "more": 50, "many": 50}
    assert all(set(chosen[name]) <= set(edges[name]) for name in edges)
    # Two of the seven are jumps that no row comes to.
    monkeypatch.setattr(module, "MOST_EDGES", 5)
    golden = make(TREES)
    assert (golden.edges, golden.taken) == (7, 3)
    monkeypatch.setattr(module, "MOST_CELLS", 4 * 4 * len(TREES.inputs))
    assert make(TREES).taken == 2


def test_a_model_that_reads_nothing_has_rows() -> None:
    golden = make(PortableModel("m", "regression", "y", None, (), (), Additive((1.0,), ()),
                                Link("identity")))
    assert set(golden.rows.group) == {"real", "all missing"}


def test_of_hundreds_of_columns_each_gets_some_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"x{number}" for number in range(300)]
    terms = tuple(LinearTerm(name, 0.0, (1.0,), (0.5,)) for name in names)
    made = PortableModel("wide", "regression", "y", None, tuple(
        Input(name, "number") for name in names), (), Additive((0.0,), terms), Link("identity"))
    schema = Schema(version=1, table="t.csv", rows=1, columns=dict.fromkeys(
        names, Column(kind="number", range=(0.0, 1.0))),
        target=TargetColumn(name="y", task="regression"))
    real = {name: np.linspace(0, 1, 50) for name in names}
    found = golden_rows(made, schema, real, 1).rows
    missing = {name for name in names
               if np.isnan(found.columns[name][found.group == "missing"]).any()}
    assert missing == set(names)
    assert (found.group == "missing").sum() == (found.group == "extreme").sum() == 300
