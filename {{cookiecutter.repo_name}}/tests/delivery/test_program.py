"""The model as program text: the score of the portable model, in Python, JavaScript and C."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hand_made import MODELS, NUMBERS, WORDS, delivery, rows
from samples import few_trees, make_table

from slipway_package.delivery.form import NotDeliverable, Rows
from slipway_package.delivery.program.write import write
from slipway_package.delivery.runtimes import (
    c_compiler,
    node,
    python_program,
)
from slipway_package.features.build_features import Features
from slipway_package.models.candidates import CANDIDATES, build_pipeline
from slipway_package.params import Task
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import Description
from slipway_package.portable.model import (
    IsLevel,
    Leaf,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import batch_scorer, decide


def where_available(runtime: ModuleType) -> object:
    """A parameter that is skipped on a machine that lacks the runtime."""
    lack = runtime.unavailable()
    return pytest.param(runtime, id=runtime.__name__.rpartition(".")[2],
                        marks=pytest.mark.skipif(lack is not None, reason=str(lack)))


RUNTIMES = [where_available(runtime) for runtime in (python_program, node, c_compiler)]
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]


def assert_same(made: PortableModel, runtime: ModuleType, folder: Path, tried: Rows) -> None:
    """Hold the scores of the programs in `folder` against the portable model's."""
    found = runtime.score(delivery(made), folder, tried)
    expected = batch_scorer(made)(tried.columns)
    assert found.scores.shape == expected.shape
    np.testing.assert_allclose(found.scores, expected, rtol=1e-12)
    if made.classes is None:
        assert found.decisions is None
    else:
        assert (found.decisions == decide(made, expected)).all()


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", MODELS)
def test_a_program_scores_as_the_model(name: str, runtime: ModuleType, tmp_path: Path) -> None:
    write(delivery(MODELS[name]), tmp_path)
    assert_same(MODELS[name], runtime, tmp_path, rows())


def trained(candidate: str, task: Task) -> tuple[PortableModel, Rows]:
    """A trained model, and the rows that it was trained on with some beside its thresholds."""
    table = make_table(task, rows=200)
    numbers, categories = ("income", "age"), ("home town", "job")
    features = Features(numbers, categories, {"decades": "log(age) / income"})
    target = table.pop("target")
    classes = ("good", "bad") if task == "classification" else None
    y = (target == "bad").astype(int) if classes else target
    pipeline = build_pipeline(CANDIDATES[candidate], task, features, few_trees(candidate), 7)
    pipeline.fit(table[features.columns], y)
    made = compile_model(pipeline, Description(candidate, "target", classes, numbers, categories))
    columns = {name: table[name].to_numpy(copy=True) for name in numbers}
    columns |= {name: np.array([word if isinstance(word, str) else None for word in table[name]],
                               dtype=object) for name in categories}
    if isinstance(made.estimator, Trees):
        edges = [test.threshold for test in made.estimator.tests
                 if getattr(test, "column", "") == "age" and hasattr(test, "threshold")]
        beside = [np.nextafter(edge, side) for edge in edges for side in (edge, -9, math.inf)]
        columns["age"][:len(beside)] = beside[:len(table)]
    return replace(made, cutoff=0.5 if classes else None), Rows(columns, np.full(len(table), "r"))


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("candidate, task", [
    ("logistic_regression", "classification"), ("random_forest", "classification"),
    ("hist_gradient_boosting", "classification"), ("scorecard", "classification"),
    ("ridge_regression", "regression"), ("random_forest", "regression")])
def test_programs_score_as_trained_models(candidate: str, task: Task, runtime: ModuleType,
                                          tmp_path: Path) -> None:
    made, tried = trained(candidate, task)
    write(delivery(made), tmp_path)
    assert_same(made, runtime, tmp_path, tried)


@pytest.mark.skipif(c_compiler.unavailable() is not None, reason=str(c_compiler.unavailable()))
def test_c_compiles_without_a_warning(tmp_path: Path) -> None:
    for made in MODELS.values():
        write(delivery(made), tmp_path)
        for use in ([], ["-DSLIPWAY_MAIN"]):
            subprocess.run([c_compiler.compiler(), *STRICT, *use, "model.c"], cwd=tmp_path,
                           check=True)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    made = delivery(MODELS["boosting of three"])
    first, second = ([path.read_bytes() for path in write(made, tmp_path)] for _ in range(2))
    assert first == second
    assert [path.name for path in write(made, tmp_path)] == ["model.py", "model.js", "model.c"]


def test_names_and_words_stay_data(tmp_path: Path) -> None:
    for made in MODELS.values():
        python, script, c = (path.read_text(encoding="utf-8")
                             for path in write(delivery(made), tmp_path))
        for text in (python, script, c):
            assert not {char for char in text if not char.isprintable()} - {"\n"}
        assert "</" not in script
        assert "<!--" not in script
        compile(python, "model.py", "exec", dont_inherit=True)


def test_c_has_no_text_with_a_nul(tmp_path: Path) -> None:
    word = IsLevel("home town", "a\0b")
    made = replace(MODELS["boosting"],
                   estimator=Trees((0.0,), 1.0, (word,), (Split(0, Leaf((1.0,)), Leaf((2.0,))),)))
    with pytest.raises(NotDeliverable, match=r"^the category or class 'a.*b' holds .* NUL"):
        write(delivery(made), tmp_path)
    assert not list(tmp_path.iterdir())


PROBE = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("model", "model.py")
model = importlib.util.module_from_spec(spec)
spec.loader.exec_module(model)
for record in json.load(sys.stdin):
    try:
        print(model.score(record)["prediction"])
    except Exception as error:
        print(type(error).__name__, error)
"""
NODE_PROBE = """
import { readFileSync } from "node:fs";
import { score } from "./model.mjs";
for (const record of JSON.parse(readFileSync(0, "utf8"))) {
  try { console.log(score(record).prediction); }
  catch (error) { console.log(error.name, error.message); }
}
"""


def faulty_records() -> list[dict]:
    """Records of which the first is sound and each of the others has a fault."""
    sound = {**dict.fromkeys(NUMBERS), "income": 1, "home town": "rent", WORDS[1]: ""}
    return [sound, {**sound, "income": "1"}, {**sound, "income": 1e300}, {**sound, "home town": 3},
            {name: value for name, value in sound.items() if name != "income"}]


def test_python_refuses_what_is_no_number_or_text(tmp_path: Path) -> None:
    write(delivery(MODELS["boosting"]), tmp_path)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", PROBE], cwd=tmp_path, check=True,
                          input=json.dumps(faulty_records()), capture_output=True, text=True)
    assert done.stdout.splitlines()[1:] == [
        "ValueError income: '1' is not a finite number",
        "ValueError income: 1e+300 is not a finite number", "ValueError home town: 3 is not text",
        "KeyError 'income'"]


@pytest.mark.skipif(node.unavailable() is not None, reason=str(node.unavailable()))
def test_javascript_refuses_what_is_no_number_or_text(tmp_path: Path) -> None:
    write(delivery(MODELS["boosting"]), tmp_path)
    (tmp_path / "model.js").rename(tmp_path / "model.mjs")
    (tmp_path / "probe.mjs").write_text(NODE_PROBE)
    done = subprocess.run(["node", "probe.mjs"], cwd=tmp_path, check=True, text=True,
                          input=json.dumps(faulty_records()), capture_output=True)
    assert done.stdout.splitlines()[1:] == [
        "TypeError income: 1 is not a finite number",
        "TypeError income: 1e+300 is not a finite number", "TypeError home town: 3 is not text",
        "TypeError income: undefined is not a finite number"]
