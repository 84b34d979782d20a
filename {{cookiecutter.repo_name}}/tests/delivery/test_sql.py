"""The model as SQL: what is written, in every dialect, and when nothing can be."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
from hand_made import MODELS, X, call, delivery, model
from raw_table import DELIVERY as RAW_DELIVERY
from sqlglot import exp
from sqlglot.dialects import Oracle

from slipway_package.delivery.form import NotDeliverable
from slipway_package.delivery.sql import write as sql
from slipway_package.delivery.sql.dialects import (
    BIGQUERY,
    DIALECTS,
    DUCKDB,
    MYSQL,
    ORACLE,
    POSTGRESQL,
    SPARK,
    SQLITE,
    SQLSERVER,
    TERADATA,
    Dialect,
)
from slipway_package.delivery.sql.files import file_texts, score_of_nothing
from slipway_package.delivery.sql.names import Namer
from slipway_package.delivery.sql.write import write
from slipway_package.portable.calendar import PARTS
from slipway_package.portable.expressions import Name, Number
from slipway_package.portable.model import (
    Additive,
    AtMost,
    Derived,
    Input,
    IsLevel,
    Leaf,
    LinearTerm,
    Node,
    PortableModel,
    Split,
    Trees,
)

FILES = ["select.sql", "view.sql", "table.sql", "insert.sql"]
EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.folder)
VALUES = (0.1 + 0.2, 1 / 3, 2 / 3, 1e-300, 5e-324, 1.7976931348623157e308, 123456789.12345679,
          35.50000190734863, 12345678901234568.0, 700.0)
NUMBERS = Additive((VALUES[0],), tuple(LinearTerm("x", value, (value,), (value,))
                                       for value in VALUES))
# Every kind of test, of term (by way of features) and of operation, and three classes.
THREE = MODELS["boosting of three"]
SMALL = replace(THREE, estimator=replace(THREE.estimator, trees=THREE.estimator.trees[:3]))


class OracleWithDoubles(Oracle):
    """Oracle as sqlglot has it, which does not know that 1d is a double."""

    class Tokenizer(Oracle.Tokenizer):
        NUMERIC_LITERALS = {"D": "DOUBLE"}


def text_of(made: PortableModel, dialect: Dialect, file: str = "select.sql") -> str:
    """Write a model as a file of a dialect."""
    return file_texts(delivery(made), dialect, score_of_nothing(made))[0][file]


def parsed(text: str, dialect: Dialect) -> list[exp.Expression]:
    """Parse a file with sqlglot, which must know every statement in it."""
    if dialect is TERADATA:  # sqlglot does not know this, Teradata's own manual does.
        text = text.replace(" CHARACTER SET UNICODE CASESPECIFIC", "")
    read = OracleWithDoubles if dialect is ORACLE else dialect.parser
    statements = [statement for statement in sqlglot.parse(text, read=read) if statement]
    assert not any(isinstance(statement, exp.Command) for statement in statements)
    return statements


@pytest.mark.parametrize("made", [SMALL, MODELS["dates"], MODELS["exponential"]],
                         ids=lambda made: made.name)
@EVERY_DIALECT
def test_every_file_is_sql_with_all_names_in_quotes(dialect: Dialect, made: PortableModel) -> None:
    for file in FILES:
        for statement in parsed(text_of(made, dialect, file), dialect):
            bare = {name.name for name in statement.find_all(exp.Identifier) if not name.quoted}
            assert bare <= {"BINARY_DOUBLE_NAN"}


@EVERY_DIALECT
def test_every_number_is_the_same_double(dialect: Dialect) -> None:
    made = model("numbers", NUMBERS, classes=None, inputs=(Input("x", "number"),), derived=())
    statement, = parsed(text_of(made, dialect), dialect)
    found = {float(literal.name) for literal in statement.find_all(exp.Literal)
             if re.fullmatch(r"[-+.e\d]+", literal.name)}
    assert found >= set(VALUES)


@pytest.mark.parametrize("dialect, text", [
    (SQLITE, "0.30000000000000004"), (SQLITE, "0.5"), (POSTGRESQL, "'0.5'::FLOAT8"),
    (MYSQL, "0.5e0"), (SQLSERVER, "0.5e0"), (ORACLE, "0.5d"), (BIGQUERY, "0.5"), (SPARK, "0.5e0"),
    (TERADATA, "0.5e0"), (MYSQL, "700e0"), (SQLITE, "700.0"), (MYSQL, "1e-05"), (ORACLE, "1e-05d"),
    (SQLITE, "0.33333333333333331"), (MYSQL, "0.3333333333333333e0")])
def test_a_number_is_a_double_in_each_dialect(dialect: Dialect, text: str) -> None:
    assert dialect.double_of(float(re.search(r"[-+.e\d]+", text.replace("e0", ""))[0])) == text


@pytest.mark.parametrize("dialect, literal", [
    (SQLITE, "('a\\' || CHAR(10) || 'b')"), (POSTGRESQL, "('a\\' || CHR(10) || 'b')"),
    (MYSQL, "'a\\\\\\nb'"), (SQLSERVER, "(N'a\\' + NCHAR(10) + N'b')"), (BIGQUERY, "'a\\\\\\nb'"),
    (SPARK, "'a\\\\\\nb'")])
def test_a_word_stays_on_one_line(dialect: Dialect, literal: str) -> None:
    assert dialect.text("a\\\nb") == literal


def test_spark_puts_no_variable_into_a_word() -> None:
    assert SPARK.text("${x} $y") == "'\\u0024{x} $y'"


@EVERY_DIALECT
def test_a_comment_ends_where_it_should(dialect: Dialect) -> None:
    made = replace(MODELS["logistic"], name="a\nDROP TABLE x; --\u2028b\\", target="c\\")
    for file in FILES:
        text = text_of(made, dialect, file)
        comments = [line for line in text.split("\n") if line.lstrip().startswith("--")]
        assert not any(line.endswith("\\") for line in comments)
        assert "DROP TABLE x; -- b" in "\n".join(comments).replace("\n--", "")


def test_each_file_says_what_it_is() -> None:
    made = model("points", Additive((0.25,), (LinearTerm("x", 0.0, (1.0,), (0.5,)),)),
                 inputs=(Input("x", "number"),), derived=(), target="default")
    lines = text_of(made, POSTGRESQL, "view.sql").split("\n")
    assert lines[0] == ('-- view.sql for PostgreSQL: makes the view "rows_scored" of the scored '
                        "table.")
    about = " ".join(line.removeprefix("-- ") for line in lines if line.startswith("-- "))
    assert "model points, version 1.2.0." in about
    assert 'Reads "rows": x (number).' in about
    assert "all that is read is NULL has probability 0.75;" in about
    assert "SET jit = off;" in about


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    made = delivery(MODELS["boosting of three"])
    first, second = ([path.read_bytes() for path in write(made, tmp_path)] for _ in range(2))
    assert first == second
    assert {path.parent.name for path in write(made, tmp_path)} == {
        dialect.folder for dialect in DIALECTS}
    assert [path.name for path in write(made, tmp_path)] == FILES * len(DIALECTS)


def test_a_schema_may_stand_before_the_table(tmp_path: Path) -> None:
    made = replace(delivery(MODELS["one leaf"]), table='sales.a"b')
    write(made, tmp_path)
    assert 'FROM "sales"."a""b" "t"' in (tmp_path / "duckdb" / "select.sql").read_text()
    assert 'VIEW "sales"."a""b_scored"' in (tmp_path / "duckdb" / "view.sql").read_text()
    assert "INSERT INTO `sales`.`a\"b_scores`" in (tmp_path / "mysql" / "insert.sql").read_text()


@pytest.mark.parametrize("dialect, names, expected", [
    (POSTGRESQL, ["ü" * 40, "Age", "age"], ["ü" * 31, "Age", "age"]),
    (MYSQL, ["ü" * 70, "Age", "age", "x ", "😀"], ["ü" * 64, "Age", "age_2", "x_", "_"]),
    (SQLSERVER, ["a" * 200, "a" * 201], ["a" * 128, "a" * 126 + "_2"]),
    (ORACLE, ['a"b', ""], ["a_b", "_"]),
    (BIGQUERY, ["a.b", "a b", "größe"], ["a_b", "a b", "größe"]),
    (SQLITE, ["x" * 500, "${a}"], ["x" * 500, "${a}"])])
def test_a_name_is_changed_only_where_it_must(dialect: Dialect, names: list[str],
                                              expected: list[str]) -> None:
    namer = Namer(dialect)
    assert [namer.take(name) for name in names] == expected


def test_a_changed_name_is_told() -> None:
    made = model("wide", Additive((0.0,), (LinearTerm("z" * 70, 0.0, (1.0,), (0.0,)),)),
                 inputs=(Input("z" * 70, "number"),), derived=())
    text = text_of(made, POSTGRESQL)
    assert f"-- Reads {'z' * 63} in the place of\n-- {'z' * 70}, a name that PostgreSQL" in text


def chain(length: int) -> Node:
    """A tree that is as deep as it has splits."""
    node: Node = Leaf((0.0,))
    for position in range(1, length):
        node = Split(0, Leaf((float(position),)), node)
    return node


def one_tree(tree: Node, count: int = 1) -> PortableModel:
    """A model of some trees with one test."""
    return model("trees", Trees((0.0,), 1.0, (AtMost("x", 0.5, False),), (tree,) * count),
                 inputs=(Input("x", "number"),), derived=())


@pytest.mark.parametrize("dialect", [SQLITE, SQLSERVER, POSTGRESQL])
def test_case_nests_no_deeper_than_a_dialect_allows(dialect: Dialect) -> None:
    text = text_of(one_tree(chain(100)), dialect)
    steps = [1 if word == "CASE" else -1 for word in re.findall(r"\b(?:CASE|END)\b", text)]
    assert max(itertools.accumulate(steps)) == dialect.nesting


def test_a_model_that_is_too_large_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match=r"^the model has 50,002 branches; databases take"):
        write(delivery(one_tree(Split(0, Leaf((1.0,)), Leaf((2.0,))), 25_001)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_model_without_a_cutoff_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match="has no cutoff"):
        write(delivery(replace(MODELS["logistic"], cutoff=None)), tmp_path)


def test_what_one_dialect_cannot_hold_is_told_in_its_place(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "DIALECTS", (SQLITE, replace(SPARK, branches=1),
                                          replace(BIGQUERY, largest=100),
                                          replace(ORACLE, columns=3)))
    write(delivery(one_tree(chain(3))), tmp_path)
    reasons = {path.parent.name: path.read_text() for path in tmp_path.rglob("not_written.txt")}
    assert reasons["spark"] == "the query would have 2 branches, Spark SQL takes 1 at most\n"
    assert reasons["bigquery"].endswith(" bytes, BigQuery takes 100 at most\n")
    assert reasons["oracle"].endswith(" columns, Oracle takes 3 at most\n")
    assert [path.name for path in (tmp_path / "spark").iterdir()] == ["not_written.txt"]
    assert (tmp_path / "sqlite" / "select.sql").exists()


def test_a_category_that_no_text_of_a_database_can_hold_leaves_that_one_out(
        tmp_path: Path) -> None:
    made = model("word", Trees((0.0,), 1.0, (IsLevel("w", "a\0b"),),
                               (Split(0, Leaf((1.0,)), Leaf((0.0,))),)),
                 inputs=(Input("w", "category"),), derived=())
    write(delivery(made), tmp_path)
    reasons = {path.parent.name: path.read_text() for path in tmp_path.rglob("not_written.txt")}
    assert reasons == {"postgresql": "a category or a class holds the character NUL, which no text "
                                     "of PostgreSQL can\n"}


@EVERY_DIALECT
def test_a_column_is_read_in_all_its_spellings(dialect: Dialect) -> None:
    text = file_texts(RAW_DELIVERY, dialect, "")[0]["select.sql"]
    assert parsed(text, dialect)
    for number in (-999.0, 990.0):
        assert f", {dialect.double_of(number)})" in text
    for spelling, category in (("2.0", "2"), ("30", "30.0"), ("TRUE", "True")):
        assert f"WHEN {dialect.level(spelling)} THEN {dialect.level(category)}" in text
    assert f", {dialect.level('none')})" in text


def test_what_no_dialect_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match="222 named queries, .* takes 60 at most"):
        write(delivery(MODELS["long expression"]), tmp_path)


def test_a_feature_is_computed_once() -> None:
    derived = (Derived("log of x", call("log", call("abs", X))),
               Derived("again", call("+", Name("log of x"), Number(1.0))))
    made = model("features", Additive((0.0,), tuple(
        LinearTerm("again", 0.0, (1.0,), (0.0,)) for _ in range(5))), derived=derived)
    text = text_of(made, POSTGRESQL)
    assert text.count("LN(") == text.count("ABS(") - 1 == 1


def test_a_part_of_a_date_is_a_few_plain_expressions() -> None:
    derived = (Derived("month", PARTS["month"](Name("t"))), Derived("day", PARTS["day"](Name("t"))))
    made = model("features", Additive((0.0,), tuple(
        LinearTerm(item.name, 0.0, (1.0,), (0.0,)) for item in derived)),
        inputs=(Input("t", "date"),), derived=derived)
    select, = parsed(text_of(made, DUCKDB), DUCKDB)
    names = [query.alias for query in select.find_all(exp.CTE)]
    assert names == ["inputs", *(f"features_{number}" for number in range(1, 5)), "sums"]
    assert not list(select.find(exp.CTE).parent.find_all(exp.Case))
    # What both parts start with is worked out once.
    assert text_of(made, DUCKDB).count("2877875e0") == 1


def test_a_long_sum_of_whole_numbers_is_not_one_expression() -> None:
    expression = Name("t")
    for position in range(150):
        expression = call("+", expression, Number(float(position)))
    made = model("sum", Additive((0.0,), (LinearTerm("sum", 0.0, (1.0,), (0.0,)),)),
                 inputs=(Input("t", "date"),), derived=(Derived("sum", expression),))
    text = text_of(made, SQLITE)
    assert text.count("features_") > 2
    assert max(itertools.accumulate({"(": 1, ")": -1}.get(char, 0) for char in text)) < 40


def test_a_level_is_compared_to_the_letter_by_every_dialect() -> None:
    made = model("word", Trees((0.0,), 1.0, (IsLevel("w", "a "),),
                               (Split(0, Leaf((1.0,)), Leaf((0.0,))),)),
                 inputs=(Input("w", "category"),), derived=())
    assert 'COLLATE "C"' in text_of(made, POSTGRESQL)
    assert "AS BINARY)" in text_of(made, MYSQL)
    assert "= N'a .'" in text_of(made, SQLSERVER)
    assert "= 'a .'" in text_of(made, TERADATA)
