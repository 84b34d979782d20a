"""Loading what scores: the portable model, or scikit-learn where there is none."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from samples import make_table
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline

from slipway_package.errors import UserError
from slipway_package.features.build_features import (
    Features,
    build_features,
)
from slipway_package.models.bundle import save_bundle
from slipway_package.models.manifest import (
    VERSION,
    Manifest,
    description_of,
    library_versions,
    manifest_path,
    portable_path,
)
from slipway_package.models.pipeline_scorer import predict
from slipway_package.models.portable_file import load_portable
from slipway_package.models.scorer import (
    load_scorer,
    portable_columns,
)
from slipway_package.params import Task
from slipway_package.portable.codec import (
    obstacle_to_json,
    to_json,
)
from slipway_package.portable.compile import compile_model
from slipway_package.portable.score import batch_scorer

FEATURES = Features(("income", "age"), ("home town", "job"), {"ratio": "income / age"})
MODEL = Path("models/model.skops")


def manifest_of(task: Task) -> Manifest:
    """Describe the model that `saved` saves."""
    classes = ("good", "bad") if task == "classification" else None
    return Manifest(version=VERSION, name="linear", params={}, task=task, target="target",
                    classes=classes, libraries=library_versions(), **asdict(FEATURES))


@pytest.fixture
def pipeline(task: Task) -> Pipeline:
    """A fitted linear model."""
    rows = make_table(task, rows=150)
    target = rows["target"] == "bad" if task == "classification" else rows["target"]
    estimator = LogisticRegression() if task == "classification" else Ridge()
    return Pipeline([*build_features(FEATURES, "scaled"), ("estimate", estimator)]).fit(
        rows[FEATURES.columns], target.to_numpy(dtype=float))


@pytest.fixture
def saved(pipeline: Pipeline, task: Task, folder: Path) -> Path:
    """The fitted linear model, saved with its portable form."""
    manifest = manifest_of(task)
    model = compile_model(pipeline, description_of(manifest))
    save_bundle(pipeline, to_json(model), manifest, MODEL)
    return MODEL


def new_rows(task: Task) -> pa.Table:
    """Rows that the model has not seen, with an unseen and a missing word."""
    rows = make_table(task, rows=50, seed=4).drop(columns="target")
    rows.loc[:1, "job"] = ["never seen", None]
    return pa.Table.from_pandas(rows, preserve_index=False)


def test_the_portable_model_scores_as_the_pipeline(pipeline: Pipeline, saved: Path,
                                                   task: Task) -> None:
    scorer = load_scorer(saved)
    assert scorer.obstacle is None
    assert scorer.manifest.name == "linear"
    table = new_rows(task)
    expected = predict(pipeline, scorer.manifest, table.to_pandas()[FEATURES.columns])
    np.testing.assert_allclose(scorer.score(table), expected, 1e-13, 1e-13)
    assert scorer.score(table[:0]).shape == (0,)


def test_where_an_obstacle_stands_scikit_learn_scores_the_same(pipeline: Pipeline, saved: Path,
                                                               task: Task) -> None:
    table = new_rows(task)
    by_portable = load_scorer(saved).score(table)
    obstacle = obstacle_to_json("encode.number: Mine has no portable form")
    save_bundle(pipeline, obstacle, manifest_of(task), MODEL)
    scorer = load_scorer(MODEL)
    assert scorer.obstacle == "encode.number: Mine has no portable form"
    np.testing.assert_allclose(scorer.score(table), by_portable, 1e-13, 1e-13)


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_a_portable_model_that_was_changed_is_refused(saved: Path) -> None:
    place = portable_path(saved)
    text = place.read_text(encoding="utf-8")
    document = json.loads(text)
    document["model"]["estimator"]["intercept"][0] += 1.0
    place.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UserError, match="models/portable.json: was changed after it was saved"):
        load_scorer(saved)
    place.unlink()
    with pytest.raises(UserError, match="models/portable.json: there is no such file; `make trai"):
        load_scorer(saved)


@pytest.mark.parametrize("task", ["regression"], indirect=True)
@pytest.mark.parametrize("text, message", [
    ("{}", 'is no portable model: "format" is not'), ("[", "is no JSON of a portable model"),
    ('{"format":"slipway portable model","version":2}', "is of version 2, this code knows 1"),
])
def test_a_malformed_portable_model_is_told_in_one_line(text: str, message: str,
                                                        saved: Path) -> None:
    manifest = msgspec.json.decode(manifest_path(saved).read_bytes(), type=Manifest)
    portable_path(saved).write_text(text, encoding="utf-8")
    changed = msgspec.structs.replace(manifest,
                                      portable_sha256=hashlib.sha256(text.encode()).hexdigest())
    with pytest.raises(UserError, match=f"^models/portable.json: {message}.*; `make train` makes"):
        load_portable(saved, changed)


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_a_column_is_read_alike_in_whatever_type_it_comes(saved: Path) -> None:
    manifest = manifest_of("regression")
    score = batch_scorer(load_portable(saved, load_scorer(saved).manifest))
    plain = pa.table({"income": [20.0, None, 30.0, 40.0], "age": [30.0, 40.0, None, 50.0],
                      "home town": ["north", None, "mars", "south"],
                      "job": ["free", "fixed", None, None]})
    expected = score(portable_columns(plain, manifest))
    words = pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 3], pa.uint8()),
                                           ["north", "mars", None, "south"])
    town, job, ages = plain["home town"], plain["job"], plain["age"]
    for name, column in [
            ("home town", words), ("home town", town.dictionary_encode()),
            ("home town", town.cast(pa.large_string())), ("home town", town.cast(pa.string_view())),
            ("home town", pa.chunked_array([words[:1], words[1:]])),
            ("job", pa.chunked_array([job.dictionary_encode().chunk(0)[:2],
                                      job.slice(2).dictionary_encode().chunk(0)])),
            ("age", ages.cast(pa.int64())), ("age", ages.cast(pa.float32())),
            ("age", pa.chunked_array([ages.chunk(0)[:3], ages.chunk(0)[3:]]))]:
        table = plain.set_column(plain.column_names.index(name), name, column)
        np.testing.assert_array_equal(score(portable_columns(table, manifest)), expected,
                                      str(column))
    nothing = pa.table({name: pa.nulls(2) for name in FEATURES.columns})
    typed = pa.table({"income": pa.nulls(2, pa.float64()), "age": pa.nulls(2, pa.float64()),
                      "home town": pa.nulls(2, pa.string()), "job": pa.nulls(2, pa.string())})
    np.testing.assert_array_equal(score(portable_columns(nothing, manifest)),
                                  score(portable_columns(typed, manifest)))
    assert pd.notna(score(portable_columns(nothing, manifest))).all()
    # What the data contract's own table of no rows looks like.
    assert score(portable_columns(plain[:0], manifest)).shape == (0,)
    none = pa.table({name: pa.chunked_array([], column.type)
                     for name, column in zip(plain.column_names, plain.columns)})
    assert score(portable_columns(none, manifest)).shape == (0,)
