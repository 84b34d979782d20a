"""Which candidates run, and that each of them can be fitted."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import few_trees, make_table, write_params
from sklearn.linear_model import LogisticRegression

from slipway_package.errors import UserError
from slipway_package.features.build_features import Features
from slipway_package.models.candidates import (
    CANDIDATES,
    Candidate,
    build_pipeline,
    chosen_candidates,
)
from slipway_package.params import Task


def test_candidates_run_in_the_order_of_params(folder: Path) -> None:
    names = ["hist_gradient_boosting", "logistic_regression"]
    chosen = chosen_candidates(write_params(training={"candidates": names}))
    assert list(chosen) == names
    mine = Candidate({}, "scaled", {"C": [0.01, 0.1], "tol": [1]})
    assert mine.settings() == [{"C": 0.01, "tol": 1}, {"C": 0.1, "tol": 1}]


@pytest.mark.parametrize("names, message", [
    (["logistic"], "logistic is no candidate for regression; choose from .*ridge_regression"),
    (["random_forrest"], "random_forrest is .*; did you mean `random_forest`[?]"),
    (["logistic_regression"], "logistic_regression is no candidate for regression"),
    (["decision_tree", "decision_tree"], "decision_tree is given twice; keep one"),
])
def test_a_candidate_that_cannot_run_is_refused(names: list[str], message: str,
                                                folder: Path) -> None:
    with pytest.raises(UserError, match=f"params.yaml: training.candidates: {message}"):
        chosen_candidates(write_params("regression", training={"candidates": names}))


def test_every_candidate_takes_columns_without_a_value(task: Task) -> None:
    rows = make_table(task, rows=60)
    y = (rows["target"] == "bad").astype(float) if task == "classification" else rows["target"]
    hollow = rows.assign(income=np.nan, job=pd.Series([None] * 60, dtype="str"))
    features = Features(("income", "age"), ("home town", "job"), {"ratio": "age / income"})
    for name, candidate in CANDIDATES.items():
        if task in candidate.build:
            pipeline = build_pipeline(candidate, task, features, few_trees(name), seed=1)
            pipeline.fit(hollow[features.columns], y)
            for new in (hollow, rows):
                assert np.isfinite(pipeline.predict(new[features.columns])).all(), name


def test_every_setting_of_every_candidate_is_one_that_the_estimator_has() -> None:
    for candidate in CANDIDATES.values():
        for build in candidate.build.values():
            for setting in candidate.settings():
                assert setting.items() <= build(**setting).get_params().items()


def test_settings_are_kept_as_plain_numbers_words_and_lists(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    params = write_params(training={"candidates": ["mine"]})

    def setting(value: Any) -> None:
        monkeypatch.setitem(CANDIDATES, "mine", Candidate(
            {"classification": LogisticRegression}, numbers="scaled", grid={"C": [value]}))
    for value, plain in [(np.float64(0.5), 0.5), (np.int64(2), 2), ((1, 2), [1, 2]),
                         (np.arange(2), [0, 1]), ({"a": True, "b": None}, {"a": True, "b": None})]:
        setting(value)
        (found,) = chosen_candidates(params)["mine"].settings()
        assert found == {"C": plain} and type(found["C"]) is type(plain)
    for value in (object(), float("nan")):
        setting(value)
        with pytest.raises(UserError, match="models/candidates.py: mine: its settings are kept"):
            chosen_candidates(params)
