"""How long the fits of a project take, one after another: run in its folder and environment.

Prints the seconds that `fit` takes in all, over the cross-validation and the final fit, with
everything imported and loaded before the clock runs.
"""

import importlib
import sys
import time

import pandas as pd
from sklearn.pipeline import Pipeline


def main(package: str) -> None:
    """Repeat the fits of the train stage of `package` and add up their times."""
    params_module = importlib.import_module(f"{package}.params")
    schema_module = importlib.import_module(f"{package}.data.schema")
    features_module = importlib.import_module(f"{package}.features.build_features")
    candidates_module = importlib.import_module(f"{package}.models.candidates")
    select_module = importlib.import_module(f"{package}.models.select_model")
    rows_module = importlib.import_module(f"{package}.models.training_rows")
    threads_module = importlib.import_module(f"{package}.models.threads")
    engine_module = importlib.import_module(f"{package}.models.fitting_engine")
    params = params_module.load_params()
    schema = schema_module.load_schema(params)
    features = features_module.features_of(params, schema)
    candidates = candidates_module.chosen_candidates(params)
    rows = rows_module.training_rows(pd.read_parquet("data/processed/train.parquet"),
                                     features.columns, schema, params)

    taken = 0.0
    fit = Pipeline.fit

    def timed(self: Pipeline, *arguments: object, **settings: object) -> Pipeline:
        nonlocal taken
        started = time.perf_counter()
        fitted = fit(self, *arguments, **settings)
        if any(name == "estimate" for name, _ in self.steps):  # not the pipelines within
            taken += time.perf_counter() - started
        return fitted

    Pipeline.fit = timed
    # One after another in this process: side by side they would wait for each other.
    engine_module.cores = lambda: 1
    with threads_module.threads_for(len(rows.X)):
        chosen = select_module.select_model(candidates, features, rows, params,
                                            lambda name: None).chosen
        rows_module.fit(candidates_module.build_pipeline(
            candidates[chosen.name], params.target.task, features, chosen.params, params.seed),
            rows)
    print(taken)


if __name__ == "__main__":
    main(sys.argv[1])
