"""The model as SQL, run for real: every database gives the score of the portable model."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from agreement import ALL_DIGITS, AT_CUTOFF, assert_same, rows_of_x
from dated import ECHO, MISSING
from hand_made import MODELS, OF_DATES, X, Y, call, delivery, model, rows
from samples import few_trees, make_table
from sql_runs import DATABASES, NEEDS_SPARK, RUNTIMES, Database

from slipway_package.data.schema import Column
from slipway_package.delivery.form import Delivery, Rows
from slipway_package.delivery.runtimes import (
    duckdb,
    mariadb,
    postgresql,
    spark,
    sqlite,
)
from slipway_package.delivery.sql import write as sql
from slipway_package.delivery.sql.dialects import (
    DUCKDB,
    MYSQL,
    POSTGRESQL,
    SPARK,
    SQLITE,
)
from slipway_package.features.build_features import Features
from slipway_package.models.candidates import CANDIDATES, build_pipeline
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import Description
from slipway_package.portable.expressions import LARGEST, Name, Number
from slipway_package.portable.model import (
    Additive,
    AtMost,
    BinTerm,
    Derived,
    Input,
    IsLevel,
    Leaf,
    Level,
    LevelTerm,
    LinearTerm,
    Link,
    Points,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import batch_scorer, decide

TRIED = [name for name in MODELS if name != "long expression"]
SUM = Additive((0.0,), (LinearTerm("income", 0.0, (1.0,), (-1.0,)),
                        LinearTerm("in\nco*/me", 0.0, (0.3,), (-1.0,))))
TINY = np.array([5e-324, -5e-324, 1e-310, 1e-200, -1e-160, 1e-155, 0.3, 0.5, 0.7, 1.0, 2.0, 1e10,
                 LARGEST, -LARGEST, 0.0, np.nan])
DIALECT_OF = {duckdb: DUCKDB, sqlite: SQLITE, postgresql: POSTGRESQL, mariadb: MYSQL,
              spark: SPARK}
PAIRS = Rows({"income": np.repeat(TINY, len(TINY)), "in\nco*/me": np.tile(TINY, len(TINY))},
             np.full(len(TINY) ** 2, "pair", dtype=object))


@pytest.fixture(autouse=True)
def only_the_dialect_that_is_run(request: pytest.FixtureRequest,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """Write nothing for other databases: it would take most of the time."""
    given = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    runtime = given["database"].runtime if "database" in given else given.get("runtime", spark)
    monkeypatch.setattr(sql, "DIALECTS", (DIALECT_OF[runtime],))


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", TRIED)
def test_every_part_of_a_model_scores_as_the_model(name: str, runtime: ModuleType,
                                                   tmp_path: Path) -> None:
    assert_same(MODELS[name], rows(100), sql, runtime, tmp_path)


@NEEDS_SPARK
def test_spark_scores_as_the_model(tmp_path: Path) -> None:
    # Few parts: Spark plans for seconds what it then runs in no time.
    additive = MODELS["softmax"].estimator
    terms = (*additive.terms[3:5], *additive.terms[-5:-1])
    made = replace(MODELS["softmax"], estimator=replace(additive, terms=terms),
                   derived=MODELS["softmax"].derived[:5])
    assert {type(term) for term in terms} == {LinearTerm, LevelTerm, BinTerm}
    assert_same(made, rows(100), sql, spark, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("made", [AT_CUTOFF, ALL_DIGITS], ids=lambda made: made.name)
def test_no_digit_is_lost(made: PortableModel, runtime: ModuleType, tmp_path: Path) -> None:
    assert_same(made, rows_of_x(0.0, 0.5, 1.0, np.nan, 0.3, 0.1 + 0.2), sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("sign", ["*", "/", "+", "-"])
def test_no_number_is_too_small_or_too_large(sign: str, runtime: ModuleType,
                                             tmp_path: Path) -> None:
    positive = call("where", call(">", call(sign, X, Y), Number(0.0)), Number(1.0), Number(2.0))
    derived = (Derived("result", call(sign, X, Y)), Derived("positive", positive))
    made = model("pairs", Additive((0.0,), (LinearTerm("result", 0.0, (0.25,), (-7.0,)),
                                            LinearTerm("positive", 0.0, (1.0,), (0.0,)))),
                 classes=None, derived=derived)
    assert_same(replace(made, inputs=made.inputs[:2]), PAIRS, sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_link_takes_any_value(runtime: ModuleType, tmp_path: Path) -> None:
    for link in (Link("logistic"), Link("logistic", 0.5, 1e5), Link("logistic", 0.0, -1e-5)):
        made = model("link", SUM, link=link, derived=(), cutoff=0.4)
        assert_same(replace(made, inputs=made.inputs[:2]), PAIRS, sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_points_table_scores_as_the_model(runtime: ModuleType, tmp_path: Path) -> None:
    made = model("points", Additive((12.0,), (
        BinTerm("income", (10.0, 20.0), ((5.0,), (9.0,), (30.0,)), (7.0,)),
        LevelTerm("home town", (Level("rent", (4.0,)), Level("Rent", (11.0,)),
                                Level("rent ", (-8.0,))), (0.0,), (-3.0,)),
    ), Points(40.0, 3.0, 20.0)), derived=(), link=Link("logistic", 8.3, -28.9),
        inputs=(Input("income", "number"), Input("home town", "category")))
    incomes = np.array([9.9, 10.0, np.nextafter(20, 0), 20.0, np.nan, -0.0, LARGEST])
    words = np.array([None, "", " ", "(missing)", "rent", "Rent", "RENT", "rent ", "rent  ", "rént",
                      "(Missing)", "(missing) "], dtype=object)
    tried = Rows({"income": np.repeat(incomes, len(words)),
                  "home town": np.tile(words, len(incomes))}, np.full(84, "made", dtype=object))
    assert_same(made, tried, sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_an_ensemble_of_many_trees_scores_as_the_model(runtime: ModuleType,
                                                       tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    tests = tuple(AtMost("x", float(edge), bool(side)) for edge, side in
                  zip(random.normal(size=250), random.random(250) < 0.5))
    trees = tuple(Split(test, Leaf((float(value),)), Leaf((0.1,))) for test, value in
                  enumerate(random.normal(size=250)))
    made = model("many", Trees((0.0,), 250.0, tests, trees), classes=None,
                 inputs=(Input("x", "number"),), derived=())
    assert_same(made, rows_of_x(*random.normal(size=50), np.nan), sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_long_chain_of_operations_is_not_worked_out_again(runtime: ModuleType,
                                                            tmp_path: Path) -> None:
    expression = X
    for position in range(40):
        expression = call("+-"[position % 2], expression, Y)
    made = model("chain", Additive((0.0,), (LinearTerm("chain", 0.0, (1.0,), (0.0,)),)),
                 classes=None, derived=(Derived("chain", expression),))
    assert_same(replace(made, inputs=made.inputs[:2]), PAIRS, sql, runtime, tmp_path)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("candidate", ["logistic_regression", "random_forest",
                                       "hist_gradient_boosting", "scorecard"])
def test_trained_models_score_as_compiled(candidate: str, runtime: ModuleType,
                                          tmp_path: Path) -> None:
    made, tried = trained(candidate)
    assert_same(made, tried, sql, runtime, tmp_path)


@cache
def trained(candidate: str) -> tuple[PortableModel, Rows]:
    """A trained model, and its rows, some of them at and beside its thresholds."""
    table = make_table("classification", rows=200)
    numbers, categories = ("income", "age"), ("home town", "job")
    features = Features(numbers, categories, {"decades": "log(age) / max(income, 1)"})
    pipeline = build_pipeline(CANDIDATES[candidate], "classification", features,
                              few_trees(candidate), 7)
    pipeline.fit(table[features.columns], (table["target"] == "bad").astype(int))
    made = replace(compile_model(pipeline, Description(candidate, "target", ("good", "bad"),
                                                       numbers, categories)), cutoff=0.5)
    columns = {name: table[name].to_numpy(copy=True) for name in numbers}
    columns |= {name: np.array([word if isinstance(word, str) else None for word in table[name]],
                               dtype=object) for name in categories}
    if isinstance(made.estimator, Trees):
        edges = [test.threshold for test in made.estimator.tests
                 if isinstance(test, AtMost) and test.column == "age"]
        beside = [np.nextafter(edge, side) for edge in edges for side in (edge, -9, np.inf)]
        columns["age"][:len(beside)] = beside[:len(table)]
    return made, Rows(columns, np.full(len(table), "made"))


ZONES = {"duckdb": "SET TimeZone = 'America/New_York'", "sqlite": "SELECT 1",
         "postgresql": "SET TIME ZONE 'America/New_York'", "mysql": "SET time_zone = '-05:00'"}
DATES = {"2024-03-05": [1709596800.0], "1969-12-31": [-86400.0], "0001-01-01": [-62135596800.0]}
TIMES = {"1969-12-31 23:59:59.5": [-1.0], "2024-03-05 14:30:00.999": [1709649000.0],
         "2024-03-10 02:30:00": [1710037800.0], "9999-12-31 23:59:59": [253402300799.0]}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("kind, texts", [
    ("DATE", DATES), ("TIMESTAMP", TIMES), ("TEXT", {**DATES, **TIMES})], ids=["d", "t", "text"])
def test_a_date_may_be_of_any_kind_in_any_zone(kind: str, texts: dict[str, list[float]],
                                               database: Database, tmp_path: Path) -> None:
    sql.write(delivery(ECHO), tmp_path)
    kind = "DATETIME(6)" if (kind, database.folder) == ("TIMESTAMP", "mysql") else kind
    found = database.run([ZONES[database.folder], *database.files(tmp_path, "select.sql")],
                         f"t {kind}", [*((text,) for text in texts), (None,)])
    assert sorted(row[1] for row in found) == sorted([*sum(texts.values(), []), MISSING])


@pytest.mark.skipif(postgresql.unavailable() is not None, reason=str(postgresql.unavailable()))
@pytest.mark.parametrize("database", [DATABASES[2]])
def test_a_date_that_never_comes_is_missing(database: Database, tmp_path: Path) -> None:
    sql.write(delivery(ECHO), tmp_path)
    found = database.run(
        [*database.files(tmp_path, "view.sql"), 'SELECT "prediction" FROM "rows_scored"'],
        "t TIMESTAMP", [("infinity",), ("-infinity",)])
    assert found == [(MISSING,), (MISSING,)]


@NEEDS_SPARK
def test_spark_reads_dates_and_undoes_a_logarithm(tmp_path: Path) -> None:
    names = ("month of it", "half a day later", "seconds")
    terms = tuple(LinearTerm(name, 1.0, (0.01,), (-0.5,)) for name in names[:2])
    made = replace(MODELS["dates"], estimator=Additive((0.25,), terms), link=Link("exponential"),
                   derived=tuple(item for item in OF_DATES if item.name in names))
    assert_same(made, rows(100), sql, spark, tmp_path)
    tried = rows_of_x(0.5, -0.5, 1e38, -1e38, 2.0**52 - 0.5, np.nan)
    floor = model("floor", Additive((0.0,), (LinearTerm("whole", 0.0, (1.0,), (9.0,)),)),
                  classes=None, inputs=(Input("x", "number"),),
                  derived=(Derived("whole", call("floor", Name("x"))),))
    assert_same(floor, tried, sql, spark, tmp_path)


KEYED = model("keyed", Trees((0.25,), 2.0, (AtMost("share", 2.25, True), IsLevel("job", "1")), (
    Split(0, Split(1, Leaf((0.5,)), Leaf((1.5,))), Leaf((0.125,))),)),
    inputs=(Input("a", "number"), Input("b", "number"), Input("job", "category")),
    derived=(Derived("share", call("/", replace(X, column="a"), replace(X, column="b"))),))
TABLE = [("k1", 5, 2, 1), ("k2", 4, 2, 1), ("k3", 4, 2, 2), ("k4", 1, 0, 1), ("k5", None, 2, None)]
SHARES = [0.1875, 0.375, 0.875, 0.375, 0.875]


def keyed(folder: Path) -> Delivery:
    """Write a model of a table that has an identifier and whole numbers."""
    made = delivery(KEYED)
    made = replace(made, schema=type(made.schema)(
        version=1, table="t", rows=1, target=made.schema.target,
        columns={"id": Column(kind="identifier")}))
    sql.write(made, folder)
    return made


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("number", ["INTEGER", "DECIMAL(9, 2)", "FLOAT", "BIGINT"])
def test_a_table_may_hold_numbers_of_any_kind(number: str, database: Database,
                                              tmp_path: Path) -> None:
    keyed(tmp_path)
    columns = f"id VARCHAR(9), a {number}, b {number}, job INTEGER, probability INTEGER"
    found = database.run(database.files(tmp_path, "select.sql"), columns,
                         [(*row, 9) for row in TABLE])
    assert [row[4:] for row in sorted(found)] == [(share, decided(share)) for share in SHARES]
    assert [row[0] for row in sorted(found)] == ["k1", "k2", "k3", "k4", "k5"]


def decided(share: float) -> str:
    """Name the class for a probability."""
    return KEYED.classes[share >= KEYED.cutoff]


@pytest.mark.parametrize("database", DATABASES)
def test_a_view_and_a_table_hold_the_same_scores(database: Database, tmp_path: Path) -> None:
    keyed(tmp_path)
    quote, columns = database.runtime.quote, "id VARCHAR(9), a REAL, b REAL, job INTEGER"
    setup = database.files(tmp_path, "view.sql", "table.sql", "insert.sql", "insert.sql")
    if database.folder != "sqlite":  # Where a view can be replaced, do it once more.
        setup = [*database.files(tmp_path, "view.sql"), *setup]
    kept = database.run([*setup, f"SELECT * FROM {quote('rows_scores')}"], columns, TABLE)
    seen = database.run([*setup, f"SELECT * FROM {quote('rows_scored')}"], columns, TABLE)
    assert [row[4:] for row in sorted(seen)] == [(share, decided(share)) for share in SHARES]
    assert sorted(kept, key=str) == sorted(
        [(*row, "keyed 1.2.0") for row in seen] * 2, key=str)


@pytest.mark.parametrize("database", DATABASES)
def test_names_and_words_stay_data(database: Database, tmp_path: Path) -> None:
    made = MODELS["softmax"]
    sql.write(delivery(made), tmp_path)
    stored = dict.fromkeys(column.name for column in made.inputs)
    columns = ", ".join(f"{database.runtime.quote(column.name)} " + (
        "DOUBLE PRECISION" if column.kind == "number" else "TEXT") for column in made.inputs)
    files = database.files(tmp_path, "view.sql", "table.sql", "insert.sql", "select.sql")
    found = database.run(files, columns, [tuple(stored.values())] * 3)
    nothing = {column.name: np.full(1, np.nan if column.kind == "number" else None)
               for column in made.inputs}
    score = batch_scorer(made)(nothing)
    np.testing.assert_allclose([row[-4:-1] for row in found], np.repeat(score, 3, axis=0))
    assert {row[-1] for row in found} == set(decide(made, score))
