"""The models to verify: the one that was chosen, and the other candidates, fitted as it was."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.pipeline import Pipeline

from ..data.cells import as_words
from ..data.schema import load_schema
from ..features.build_features import doubles, features_of
from ..files import read_json
from ..models.bundle import load_bundle
from ..models.candidates import CANDIDATES, build_pipeline
from ..models.manifest import Manifest, columns_of, description_of
from ..models.pipeline_scorer import predict
from ..models.portable_file import load_portable
from ..models.threads import threads_for
from ..models.training_rows import fit, training_rows
from ..params import Params
from ..paths import CANDIDATE_SCORES, MODEL, TEST, TRAIN
from ..portable.compile import compile_model
from ..portable.model import MISSING_WORD
from ..portable.score import decide
from .deliver_model import delivery_of
from .form import Delivery, Rows, Scored
from .golden_cells import as_read
from .golden_rows import GoldenRows, golden_rows

# A table may have millions of rows: golden rows are made from so many at most.
MOST_REAL = 20_000


@dataclass(frozen=True)
class Fitted:
    """A fitted candidate; `chosen` tells whether it is the model that was saved."""

    name: str
    chosen: bool
    pipeline: Pipeline
    manifest: Manifest


@dataclass(frozen=True)
class Subject:
    """A candidate with its golden rows and the scores that scikit-learn itself gives them.

    `golden` has the columns that the pipeline reads, `rows` the model's inputs.
    """

    fitted: Fitted
    delivery: Delivery
    golden: GoldenRows
    expected: Scored

    @property
    def name(self) -> str:
        """The candidate's name."""
        return self.fitted.name

    @property
    def chosen(self) -> bool:
        """Whether it is the saved model."""
        return self.fitted.chosen

    @property
    def rows(self) -> Rows:
        """The golden rows as the forms are given them."""
        rows = self.golden.rows
        return Rows({column.name: rows.columns[column.name]
                     for column in self.delivery.model.inputs}, rows.group)


def fitted_candidates(params: Params) -> Iterator[Fitted]:
    """Load the saved model, and fit the other candidates with their chosen settings.

    Raises:
        UserError: the model or the contract cannot be loaded.
    """
    schema = load_schema(params)
    features = features_of(params, schema)
    rows = training_rows(pd.read_parquet(TRAIN), features.columns, schema, params)
    pipeline, manifest = load_bundle(MODEL)
    for found in read_json(CANDIDATE_SCORES)["candidates"]:
        name, setting = found["name"], found["params"]
        if name == manifest.name:
            yield Fitted(name, True, pipeline, manifest)
        elif not found["baseline"]:
            with threads_for(len(rows.X)):
                other = fit(build_pipeline(CANDIDATES[name], params.target.task, features, setting,
                                           params.seed, params.target.log), rows)
            yield Fitted(name, False, other,
                         msgspec.structs.replace(manifest, name=name, params=setting))


def make_subject(fitted: Fitted, params: Params) -> Subject:
    """Compile a candidate, or load the chosen one, and score golden rows by scikit-learn.

    Raises:
        NotPortable: a step of it has no portable form.
    """
    schema = load_schema(params)
    model = load_portable(MODEL, fitted.manifest) if fitted.chosen \
        else compile_model(fitted.pipeline, description_of(fitted.manifest))
    delivery = delivery_of(model, schema, params)
    golden = golden_rows(delivery.model, schema, _real(fitted.manifest, params.seed), params.seed)
    golden = replace(golden, rows=as_read(delivery, golden.rows))
    return Subject(fitted, delivery, golden, _expected(fitted, delivery, golden.rows))


def _real(manifest: Manifest, seed: int) -> dict[str, np.ndarray]:
    """Read training and test rows, doubles with NaN and words with None, or a part of them."""
    names = columns_of(manifest)
    rows = pd.concat([pd.read_parquet(path, columns=names) for path in (TRAIN, TEST)],
                     ignore_index=True)
    if len(rows) > MOST_REAL:
        rows = rows.sample(MOST_REAL, random_state=seed)
    words = rows[list(manifest.categories)].astype(object)
    words = words.where(words.notna(), None)
    return {name: words[name].to_numpy() if name in manifest.categories else doubles(rows[name])
            for name in names}


def _expected(fitted: Fitted, delivery: Delivery, rows: Rows) -> Scored:
    X = pa.table({name: pa.array(column, from_pandas=True) if column.dtype != object
                  else as_words(pa.array(column, pa.string()), (MISSING_WORD,))
                  for name, column in rows.columns.items()}).to_pandas()
    start = time.perf_counter()
    # scikit-learn sums a matrix to see whether it is finite, which overflows on extreme rows.
    with np.errstate(over="ignore", invalid="ignore"):
        scores = predict(fitted.pipeline, fitted.manifest, X)
    seconds = time.perf_counter() - start
    decisions = None if fitted.manifest.classes is None else decide(delivery.model, scores)
    return Scored(scores, decisions, seconds)
