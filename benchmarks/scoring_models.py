"""Fit models of the project in this folder, save each in both ways, make tables to score.

Runs in the project's environment; leaves bundles/<model>/<way> and tables/<name>; prints the
models' names as JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from measured_project.data.schema import load_schema
from measured_project.data.target import target_values
from measured_project.features.build_features import features_of
from measured_project.models.bundle import save_bundle
from measured_project.models.candidates import CANDIDATES, build_pipeline
from measured_project.models.manifest import (
    VERSION,
    Manifest,
    description_of,
    library_versions,
)
from measured_project.models.typical import typical_row
from measured_project.params import load_params
from measured_project.portable.codec import obstacle_to_json, to_json
from measured_project.portable.compile import compile_model

MODELS = ("logistic_regression", "scorecard", "random_forest", "hist_gradient_boosting")


def main(rows: int) -> None:
    """Save the models, and tables of one row and of so many rows."""
    save_models()
    source = pa.parquet.read_table("data/processed/test.parquet")
    Path("tables").mkdir()
    for name, count in (("one", 1), ("many", rows)):
        drawn = np.random.default_rng(0).integers(len(source), size=count)
        table = source.take(drawn)
        pa.parquet.write_table(table, f"tables/{name}.parquet")
        pa.csv.write_csv(table, f"tables/{name}.csv")
    print(json.dumps(MODELS))


def save_models() -> None:
    """Fit each model and save it as it is, and with an obstacle in place of its portable form.

    So the very same command scores it by the portable form, or by the pipeline.
    """
    params = load_params()
    schema = load_schema(params)
    features = features_of(params, schema)
    train = pd.read_parquet("data/processed/train.parquet")
    X, y = train[features.columns], target_values(train, schema)
    positive = schema.target.positive
    negative, = (name for name in schema.target.classes if name != positive)
    for name in MODELS:
        candidate = CANDIDATES[name]
        setting = candidate.settings()[0]
        pipeline = build_pipeline(candidate, params.target.task, features, setting,
                                  params.seed).fit(X, y)
        manifest = Manifest(
            version=VERSION, name=name, params=setting, task=params.target.task,
            target=schema.target.name, classes=(negative, positive),
            typical=typical_row(X, features), libraries=library_versions(), **asdict(features))
        portable = compile_model(pipeline, description_of(manifest))
        for way, text in (("portable", to_json(portable)),
                          ("pipeline", obstacle_to_json("measured so"))):
            save_bundle(pipeline, text, manifest, Path("bundles", name, way, "model.skops"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
