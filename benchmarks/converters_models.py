"""The models that are converted, and what has to be taken off them for a converter.

As all modules whose names start with converters_, it runs in a generated project's folder.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec
import numpy as np
import pandas as pd
from measured_project.data.schema import MODELLED, Schema, load_schema
from measured_project.data.target import target_values
from measured_project.delivery.form import Delivery, Rows
from measured_project.delivery.golden_rows import golden_rows
from measured_project.features.build_features import Features, features_of
from measured_project.models.candidates import CANDIDATES, Candidate, build_pipeline
from measured_project.params import Params, load_params
from measured_project.portable.compile import compile_model
from measured_project.portable.encoded import Description
from measured_project.portable.model import MISSING_WORD
from sklearn.base import clone
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from benchmarks.converters_table import STEPS

MODELS = {**CANDIDATES, "gradient_boosting": Candidate(
    {"classification": GradientBoostingClassifier, "regression": GradientBoostingRegressor},
    numbers="imputed")}
# How many of the STEPS there are, by how the numbers are prepared.
STEP_COUNTS = {"scaled": 4, "imputed": 4, "raw": 3, "binned": 1}


@dataclass(frozen=True)
class Data:
    """A project's table: its settings, and the features and target of all its rows."""

    params: Params
    schema: Schema
    features: Features
    X: pd.DataFrame
    y: np.ndarray

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The classes, the positive one last; None for a number."""
        target = self.schema.target
        return target.classes and tuple(sorted(target.classes, key=target.positive.__eq__))

    @property
    def models(self) -> list[str]:
        """The names of the models of the task."""
        return [name for name, found in MODELS.items() if self.params.target.task in found.build]


def load_data() -> Data:
    """Read the table of the project in this folder, its training and its test rows."""
    params = load_params()
    schema = load_schema(params)
    schema = msgspec.structs.replace(schema, columns={
        name: schema.columns[name] for name in schema.names(*MODELLED)})
    features = features_of(params, schema)
    rows = pd.concat([pd.read_parquet(f"data/processed/{part}.parquet")
                      for part in ("train", "test")], ignore_index=True)
    return Data(params, schema, features, rows[features.columns], target_values(rows, schema))


@dataclass(frozen=True)
class Model:
    """A model fitted with the project's own steps, or with all but the flags of missing numbers."""

    data: Data
    name: str
    flags: bool = True

    @property
    def attempts(self) -> list[str]:
        """What to take off for a converter until it takes the rest: nothing, then ever more."""
        count = STEP_COUNTS[MODELS[self.name].numbers]
        return [STEPS[:taken_off] for taken_off in range(count + 1)]

    @cached_property
    def pipeline(self) -> Pipeline:
        """The fitted pipeline."""
        return self._unfitted("" if self.flags else "f").fit(self.data.X, self.data.y)

    def deliver(self) -> Delivery:
        """Compile the pipeline, as the first part of every export of ours."""
        data = self.data
        compiled = compile_model(self.pipeline, Description(
            self.name, data.schema.target.name, data.classes, data.features.numbers,
            data.features.categories))
        return Delivery(replace(compiled, cutoff=0.5 if data.classes else None), data.schema,
                        self.name, "rows_to_score", "1")

    @cached_property
    def golden(self) -> pd.DataFrame:
        """The golden rows, with NaN for every missing value."""
        frame = pd.DataFrame(self._golden.columns)[list(self.data.X)]
        words = frame[list(self.data.features.categories)].astype(object)
        missing = words.isna() | words.isin(["", MISSING_WORD])
        return frame.assign(**words.mask(missing, np.nan))

    @property
    def groups(self) -> np.ndarray:
        """What kind of row each of the golden rows is."""
        return self._golden.group

    @cached_property
    def _golden(self) -> Rows:
        real = {name: _plain(column) for name, column in self.data.X.items()}
        return golden_rows(self.deliver().model, self.data.schema, real,
                           self.data.params.seed).rows

    @cached_property
    def reference(self) -> np.ndarray:
        """The scores that scikit-learn gives the golden rows."""
        return _score(self.pipeline, self.golden)

    def without(self, off: Collection[str]) -> tuple[Pipeline, pd.DataFrame]:
        """Take steps off the pipeline, and do to the golden rows what they would have done.

        `off`: d derived features, f flags of missing numbers (of a model that has none) or the
        step that looks for empty columns, w filling missing words, n filling missing numbers. The
        estimator stays as it is, and gives the same scores to the last bit.
        """
        if not off:
            return self.pipeline, self.golden
        _, (label, prepare), estimate = self._unfitted(off).steps
        prepare = clone(prepare).fit(self._done(self.data.X, off), self.data.y)
        pipeline = Pipeline([(label, prepare), (estimate[0], self.pipeline.steps[-1][1])])
        rows = self._done(self.golden, off)
        np.testing.assert_array_equal(_score(pipeline, rows), self.reference)
        return pipeline, rows

    def _unfitted(self, off: Collection[str]) -> Pipeline:
        candidate, data = MODELS[self.name], self.data
        pipeline = build_pipeline(candidate, data.params.target.task, data.features,
                                  candidate.settings()[0], data.params.seed)
        steps, changes = pipeline.get_params(), {}
        if "encode__category" in steps:
            # No converter knows the project's own step, which takes rare levels together.
            one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
            fill = SimpleImputer(missing_values=np.nan, strategy="constant",
                                 fill_value=MISSING_WORD, keep_empty_features=True)
            changes["encode__category"] = one_hot if "w" in off else Pipeline(
                [("fill", fill), ("one_hot", one_hot)])
        if "n" in off:
            changes["encode__number"] = steps.get("encode__number__scale", "passthrough")
        elif "f" in off and candidate.numbers == "raw":
            changes["encode__number"] = "passthrough"
        elif "f" in off:
            within = "__impute" if candidate.numbers == "scaled" else ""
            changes[f"encode__number{within}__add_indicator"] = False
        return pipeline.set_params(**changes)

    def _done(self, X: pd.DataFrame, off: Collection[str]) -> pd.DataFrame:
        derive = self.pipeline.steps[0][1]
        X = derive.transform(X)
        if "w" in off:
            X = X.fillna(dict.fromkeys(self.data.features.categories, MISSING_WORD))
        if "n" in off:
            X = X.fillna(derive.transform(self.data.X).median(numeric_only=True))
        return X


def _plain(column: pd.Series) -> np.ndarray:
    if column.dtype.kind == "f":
        return column.to_numpy()
    words = column.astype(object)
    return words.where(words.notna(), None).to_numpy()


def _score(pipeline: Pipeline, X: pd.DataFrame) -> np.ndarray:
    if hasattr(pipeline, "predict_proba"):
        return pipeline.predict_proba(X)[:, 1]
    return pipeline.predict(X)
