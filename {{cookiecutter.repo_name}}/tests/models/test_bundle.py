"""Keeping a model: it comes back as it was, or not at all."""

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import asdict
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest
from samples import few_trees, make_table
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.errors import UserError
from slipway_package.features.build_features import Features
from slipway_package.models import bundle
from slipway_package.models.candidates import CANDIDATES, build_pipeline
from slipway_package.models.manifest import (
    VERSION,
    Manifest,
    check_contract,
    library_versions,
)
from slipway_package.models.pipeline_scorer import predict
from slipway_package.models.reproducible_skops import dumps
from slipway_package.params import Task

FEATURES = Features(("income", "age"), ("home town", "job"), {"ratio": "income / age"})
TASKS: tuple[Task, ...] = ("classification", "regression")
MODEL = Path("models/model.skops")
SHIPPED = ("scorecard", "logistic_regression", "ridge_regression", "decision_tree",
           "random_forest", "hist_gradient_boosting")
MANIFEST = Path("models/model.json")


@cache
def fitted(task: Task) -> dict[str, Pipeline]:
    """Fit every candidate that fits a task, with its first setting but few trees."""
    table = make_table(task, rows=200)
    y = table["target"] == "bad" if task == "classification" else table["target"]
    pipelines = {}
    for name in SHIPPED:
        candidate = CANDIDATES[name]
        if task in candidate.build:
            pipeline = build_pipeline(candidate, task, FEATURES, few_trees(name), seed=3)
            pipelines[name] = pipeline.fit(table[FEATURES.columns], y.to_numpy(dtype=float))
    return pipelines


def manifest_of(task: Task, name: str) -> Manifest:
    classes = ("good", "bad") if task == "classification" else None
    return Manifest(version=VERSION, name=name, params={}, task=task, target="target",
                    classes=classes, libraries=library_versions(), **asdict(FEATURES))


def digests() -> list[str]:
    """Fit every candidate for every task and digest what would be saved."""
    return [hashlib.sha256(dumps(pipeline)).hexdigest()
            for task in TASKS for pipeline in fitted(task).values()]


@pytest.fixture
def saved(folder: Path) -> Path:
    """A saved decision tree."""
    bundle.save_bundle(fitted("regression")["decision_tree"], "{}",
                       manifest_of("regression", "decision_tree"), MODEL)
    return MODEL


def test_every_candidate_comes_back_with_the_same_predictions(task: Task, folder: Path) -> None:
    rows = make_table(task, seed=5)[FEATURES.columns]
    for name, pipeline in fitted(task).items():
        bundle.save_bundle(pipeline, "{}", manifest_of(task, name), MODEL)
        loaded, manifest = bundle.load_bundle(MODEL)
        assert manifest.name == name
        assert manifest.portable_sha256 == hashlib.sha256(b"{}").hexdigest()
        assert manifest.sha256 == hashlib.sha256(MODEL.read_bytes()).hexdigest()
        np.testing.assert_array_equal(predict(loaded, manifest, rows),
                                      predict(pipeline, manifest, rows))


def test_another_process_saves_the_same_bytes() -> None:
    folders = [Path(bundle.__file__).parents[2], Path(__file__).parent, Path(__file__).parents[1]]
    run = subprocess.run(
        [sys.executable, "-c", "import test_bundle; print(*test_bundle.digests())"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "OMP_NUM_THREADS": "1",
             "PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=True)
    assert run.stdout.split() == digests()


def test_a_model_that_was_changed_is_refused(saved: Path) -> None:
    content = bytearray(MODEL.read_bytes())
    content[len(content) // 2] ^= 1
    MODEL.write_bytes(content)
    with pytest.raises(UserError, match="models/model.skops: was changed after it was saved"):
        bundle.load_bundle(MODEL)


@pytest.mark.parametrize("change, message", [
    ({"libraries": {"scikit-learn": "0.1"}}, "was saved with scikit-learn 0.1, this environment"),
    ({"libraries": {}}, "was saved with scikit-learn None, this environment"),
    ({"version": 1}, "models/model.json: is of version 1, this code knows 3"),
    ({"sha256": ""}, "was changed after it was saved"),
])
def test_a_manifest_that_does_not_fit_is_refused(change: dict, message: str, saved: Path) -> None:
    manifest = msgspec.json.decode(MANIFEST.read_bytes(), type=Manifest)
    changed = msgspec.structs.replace(manifest, **change)
    MANIFEST.write_bytes(msgspec.json.encode(changed))
    with pytest.raises(UserError, match=message):
        bundle.load_bundle(MODEL)


def test_half_a_bundle_is_refused(saved: Path) -> None:
    MANIFEST.write_text('{"version": 1')
    with pytest.raises(UserError, match="models/model.json: is no manifest"):
        bundle.load_bundle(MODEL)
    MANIFEST.unlink()
    with pytest.raises(UserError, match="models/model.json: there is no such file; `make train`"):
        bundle.load_bundle(MODEL)


def write_unchecked(content: bytes) -> None:
    """Write a bundle as someone would who wants to get in: with a manifest that agrees."""
    MODEL.write_bytes(content)
    manifest = msgspec.structs.replace(manifest_of("regression", "evil"),
                                       sha256=hashlib.sha256(content).hexdigest())
    MANIFEST.write_bytes(msgspec.json.encode(manifest))


def test_a_type_that_is_not_trusted_is_neither_saved_nor_loaded(folder: Path) -> None:
    evil = Pipeline([("call", FunctionTransformer(os.system)), ("estimate", Ridge())])
    with pytest.raises(UserError, match="holds posix.system, which models/bundle.py does not tr"):
        bundle.save_bundle(evil, "{}", manifest_of("regression", "evil"), MODEL)
    assert not MODEL.exists()
    MODEL.parent.mkdir()
    write_unchecked(dumps(evil))
    with pytest.raises(UserError, match="holds posix.system"):
        bundle.load_bundle(MODEL)


def test_what_is_no_model_at_all_is_refused(folder: Path) -> None:
    MODEL.parent.mkdir()
    for content in (b"cos\nsystem\n(S'true'\ntR.", b"PK\x03\x04 no archive"):
        write_unchecked(content)
        with pytest.raises(UserError, match="models/model.skops: is no model file"):
            bundle.load_bundle(MODEL)
    with zipfile.ZipFile(MODEL, "w") as archive:
        archive.writestr("readme.txt", "no model")
    write_unchecked(MODEL.read_bytes())
    with pytest.raises(UserError, match="models/model.skops: is no model file"):
        bundle.load_bundle(MODEL)


def test_a_model_of_another_contract_is_refused() -> None:
    columns = {name: Column(kind="number") for name in (*FEATURES.numbers, "job")}
    schema = Schema(version=1, table="", rows=1, columns=columns,
                    target=TargetColumn(name="target", task="regression"))
    with pytest.raises(UserError, match="trained under another contract: home town, job changed"):
        check_contract(MODEL, manifest_of("regression", "x"), schema)


@pytest.mark.parametrize("schema", ["[]", "3", "{}", '{"__class__": 1, "__module__": []}'])
def test_a_malformed_model_is_refused_without_a_traceback(schema: str, folder: Path) -> None:
    MODEL.parent.mkdir()
    with zipfile.ZipFile(MODEL, "w") as archive:
        archive.writestr("schema.json", schema)
    write_unchecked(MODEL.read_bytes())
    with pytest.raises(UserError, match="models/model.skops: is no model file"):
        bundle.load_bundle(MODEL)


def test_what_is_trusted_but_no_pipeline_is_refused(folder: Path) -> None:
    MODEL.parent.mkdir()
    write_unchecked(dumps({"estimate": 1}))
    with pytest.raises(UserError, match="it holds a dict, no pipeline"):
        bundle.load_bundle(MODEL)
