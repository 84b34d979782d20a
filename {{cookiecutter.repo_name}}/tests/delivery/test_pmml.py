"""The model as PMML: valid by the schema, and in Java's evaluator the score of the model."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from agreement import ALL_DIGITS, AT_CUTOFF, assert_same, rows_of_x
from hand_made import MODELS, delivery, model, rows

from slipway_package.delivery.pmml import write as pmml
from slipway_package.delivery.form import NotDeliverable, Rows
from slipway_package.delivery.pmml.write import write
from slipway_package.delivery.runtimes import jpmml
from slipway_package.delivery.runtimes.java import java_unavailable
from slipway_package.portable.model import (
    Additive,
    AtMost,
    BinTerm,
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

needs_java = pytest.mark.skipif(jpmml.unavailable() is not None,
                                reason=str(jpmml.unavailable()))
PMML = "{http://www.dmg.org/PMML-4_4}"
POINTS = model("points", Additive((12.0,), (
    BinTerm("income", (10.0, 20.0), ((5.0,), (9.0,), (30.0,)), (7.0,)),
    LevelTerm("home", (Level("rent", (4.0,)), Level("own", (11.0,))), (0.0,), (-3.0,)),
), Points(40.0, 3.0, 20.0)), inputs=(Input("income", "number"), Input("home", "category")),
    derived=(), link=Link("logistic", 8.3, -28.9))


def writable(made: PortableModel) -> PortableModel:
    """Rename the level that XML cannot hold."""
    estimator = made.estimator
    if isinstance(estimator, Additive):
        terms = tuple(replace(term, levels=tuple(
            replace(level, level=level.level.replace("\x01", "-")) for level in term.levels))
            if isinstance(term, LevelTerm) else term for term in estimator.terms)
        return replace(made, estimator=replace(estimator, terms=terms))
    tests = tuple(replace(test, level=test.level.replace("\x01", "-"))
                  if isinstance(test, IsLevel) else test for test in estimator.tests)
    return replace(made, estimator=replace(estimator, tests=tests))


@needs_java
@pytest.mark.parametrize("name", MODELS)
def test_a_document_is_valid_and_scores_as_the_model(name: str, tmp_path: Path) -> None:
    assert_same(writable(MODELS[name]), rows(100), pmml, jpmml, tmp_path)


@needs_java
def test_a_points_table_scores_as_the_model(tmp_path: Path) -> None:
    incomes = np.array([9.9, 10.0, np.nextafter(20, 0), 20.0, np.nan, -0.0, 3.4e38])
    words = np.array([None, "", "(missing)", "rent", "own", "elsewhere", "Own"], dtype=object)
    tried = Rows({"income": np.repeat(incomes, len(words)),
                  "home": np.tile(words, len(incomes))}, np.full(49, "made", dtype=object))
    assert_same(POINTS, tried, pmml, jpmml, tmp_path)


@needs_java
@pytest.mark.parametrize("made", [AT_CUTOFF, ALL_DIGITS], ids=lambda made: made.name)
def test_no_digit_is_lost(made: PortableModel, tmp_path: Path) -> None:
    assert_same(made, rows_of_x(0.0, 1.0, np.nan, 0.3, 0.1 + 0.2), pmml, jpmml, tmp_path)


@needs_java
def test_zero_has_no_sign(tmp_path: Path) -> None:
    trees = Trees((0.0,), 1.0, (AtMost("x", -0.0, False), AtMost("x", 0.0, True)), tuple(
        Split(test, Leaf((1.0,)), Leaf((2.5,))) for test in (0, 1)))
    bins = Additive((0.0,), (BinTerm("x", (-0.0, 1.0), ((1.0,), (2.0,), (3.0,)), (4.0,)),))
    for estimator in (trees, bins):
        made = model("zero", estimator, classes=None, inputs=(Input("x", "number"),), derived=())
        tried = rows_of_x(0.0, -0.0, 5e-324, -5e-324, np.nan)
        assert_same(made, tried, pmml, jpmml, tmp_path)
        assert "-0.0" not in (tmp_path / "model.pmml").read_text(encoding="utf-8")


@needs_java
def test_columns_may_have_the_names_of_other_fields(tmp_path: Path) -> None:
    names = ("prediction", "probability", "value", "estimate", "z", "x", "target", "share")
    terms = tuple(LinearTerm(name, 1.0, (2.0,), (0.5,)) for name in names)
    made = model("names", Additive((0.5,), terms), "logistic", derived=(),
                 inputs=tuple(Input(name, "number") for name in names), target="target")
    column = np.array([0.1, np.nan, -2.0])
    assert_same(made, Rows(dict.fromkeys(names, column), column), pmml, jpmml, tmp_path)
    root = ElementTree.parse(tmp_path / "model.pmml")
    given = [field.get("name") for field in root.iter(f"{PMML}OutputField")]
    assert given == ["value_", "probability_", "prediction_"]
    assert "target_" in [field.get("name") for field in root.iter(f"{PMML}DataField")]


@needs_java
def test_the_referee_refuses_what_the_schema_forbids(tmp_path: Path) -> None:
    path, = write(delivery(POINTS), tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("partialScore", "points"),
                    encoding="utf-8")
    with pytest.raises(ValueError, match=r"model\.pmml: .*'points' is not allowed"):
        jpmml.score(delivery(POINTS), tmp_path, rows(1))


@needs_java
def test_the_referee_tells_of_a_row_without_a_score(tmp_path: Path) -> None:
    path, = write(delivery(POINTS), tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('field="income"', 'field="no"'),
                    encoding="utf-8")
    tried = Rows({"income": np.array([1.0]), "home": np.array(["own"], dtype=object)},
                 np.array(["made"], dtype=object))
    with pytest.raises(ValueError, match=r"model\.pmml: .*\bno\b"):
        jpmml.score(delivery(POINTS), tmp_path, tried)


def test_reasons_are_counted_from_the_most_points_of_each_question(tmp_path: Path) -> None:
    root = ElementTree.parse(write(delivery(POINTS), tmp_path)[0])
    found = {part.get("reasonCode"): part.get("baselineScore")
             for part in root.iter(f"{PMML}Characteristic")}
    assert found == {"income": "30.0", "home": "11.0"}
    assert [(field.get("name"), field.get("rank")) for field in root.iter(f"{PMML}OutputField")
            if field.get("feature") == "reasonCode"] == [("reason_1", "1"), ("reason_2", "2")]


def test_only_functions_in_use_are_defined(tmp_path: Path) -> None:
    def defined(made: PortableModel) -> list[str | None]:
        root = ElementTree.parse(write(delivery(made), tmp_path)[0])
        return [part.get("name") for part in root.iter(f"{PMML}DefineFunction")]
    assert defined(POINTS) == []
    assert defined(MODELS["long expression"]) == ["finite"]
    assert len(defined(writable(MODELS["number"]))) == 16


def test_what_xml_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match=r"XML has no place for the character '\\x01' in"):
        write(delivery(MODELS["logistic"]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    made = delivery(POINTS)
    first, second = (write(made, tmp_path)[0].read_bytes() for _ in range(2))
    assert first == second


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jpmml, "find_spec", lambda name: None)
    assert "jpmml-evaluator" in str(jpmml.unavailable())


@pytest.mark.parametrize("least, body, reason", [
    (17, "exit 1", "the command java does not run"),
    (17, "echo 'openjdk version \"17.0.9\" 2023' >&2", None),
    (17, "echo 'java version \"1.8.0_392\"' >&2", "Java 8 is older than 17"),
    (11, None, "Java is not installed (command java)"),
])
def test_a_java_that_is_missing_or_too_old_is_told(
        least: int, body: str | None, reason: str | None, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    if body is not None:
        command = tmp_path / "java"
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert java_unavailable.__wrapped__(least) == reason
