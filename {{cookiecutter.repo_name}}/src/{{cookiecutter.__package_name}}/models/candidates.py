"""The candidate models and each one's small search. This is the third of the places to edit.

params.yaml (training.candidates) says which of them run, the simplest first.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ..errors import UserError
from ..features.build_features import Features, Numbers, build_features
from ..params import Params, Task
from ..suggestions import guess
from .log_target import LogTarget
from .points import PointsTable

BASELINE = "baseline"


@dataclass(frozen=True)
class Candidate:
    """A kind of model: its estimator for each task, its features, and the settings to try.

    It is left out where there are more than `most_classes`. `build` takes a setting of `grid`
    (and the seed, where it draws) as keyword arguments.
    """

    build: Mapping[Task, Callable[..., BaseEstimator]]
    numbers: Numbers
    grid: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    seeded: bool = True
    most_classes: int | None = None

    def settings(self) -> list[dict[str, Any]]:
        """List every combination of the grid, as it is written down and read again.

        Raises:
            TypeError, ValueError: a value cannot be written as JSON.
        """
        return [json.loads(json.dumps(setting, default=_plain, allow_nan=False))
                for setting in ParameterGrid(dict(self.grid))]


CANDIDATES: dict[str, Candidate] = {
    # At `base` points the odds are `odds` to 1 against the positive class, and each `double`
    # points more double them.
    "scorecard": Candidate(
        {"classification": PointsTable}, numbers="binned",
        grid={"C": [0.1, 1.0], "base": [600.0], "odds": [30.0], "double": [20.0]}, seeded=False,
        most_classes=2),
    "logistic_regression": Candidate(
        {"classification": lambda **setting: LogisticRegression(max_iter=2000, **setting)},
        numbers="scaled", grid={"C": [0.01, 0.1, 1.0]}, seeded=False),
    "ridge_regression": Candidate(
        {"regression": Ridge}, numbers="scaled", grid={"alpha": [1.0, 10.0, 100.0]},
        seeded=False),
    "decision_tree": Candidate(
        {"classification": DecisionTreeClassifier, "regression": DecisionTreeRegressor},
        numbers="imputed", grid={"max_depth": [4, 6], "min_samples_leaf": [20]}),
    "random_forest": Candidate(
        {"classification": RandomForestClassifier, "regression": RandomForestRegressor},
        numbers="imputed", grid={"n_estimators": [100], "max_leaf_nodes": [64],
                                 "min_samples_leaf": [2, 5], "max_features": [0.33]}),
    "hist_gradient_boosting": Candidate(
        {"classification": HistGradientBoostingClassifier,
         "regression": HistGradientBoostingRegressor},
        numbers="raw", grid={"max_iter": [200], "learning_rate": [0.05],
                             "max_leaf_nodes": [7, 15]}),
}


def chosen_candidates(params: Params, classes: int = 0) -> dict[str, Candidate]:
    """Pick the candidates that params.yaml names, in its order, and that take so many classes.

    Raises:
        UserError: a name is unknown, given twice, or its model does not fit the task; or none is
            left.
    """
    task, names = params.target.task, params.training.candidates
    fitting = [name for name, candidate in CANDIDATES.items() if task in candidate.build]
    for name in names:
        if name not in fitting:
            near = guess(name, fitting)
            raise UserError(f"params.yaml: training.candidates: {name} is no candidate for "
                            f"{task}; choose from {', '.join(fitting)}"
                            + (f"; {near}" if near else ""))
        if names.count(name) > 1:
            raise UserError(f"params.yaml: training.candidates: {name} is given twice; keep one")
        _check_settings(name)
    chosen = {name: CANDIDATES[name] for name in names
              if classes <= (CANDIDATES[name].most_classes or classes)}
    if not chosen:
        raise UserError(f"params.yaml: training.candidates: {', '.join(names)} cannot tell "
                        f"{classes} classes apart; add one that can")
    return chosen


def _check_settings(name: str) -> None:
    try:
        CANDIDATES[name].settings()
    except (TypeError, ValueError) as error:
        raise UserError(f"models/candidates.py: {name}: its settings are kept beside the model, as "
                        f"numbers, words, true, false, None and lists of them ({error}); build "
                        "other objects inside of `build`") from None


def _plain(value: object) -> object:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} is none of these")


def build_pipeline(candidate: Candidate, task: Task, features: Features, setting: dict[str, Any],
                   seed: int, log: bool = False) -> Pipeline:
    """Build the whole unfitted pipeline of a candidate with one setting.

    `log` lets it learn the logarithm of the target.
    """
    seeded = {"random_state": seed} if candidate.seeded else {}
    estimator = candidate.build[task](**setting, **seeded)
    if log:
        estimator = LogTarget(estimator)
    return Pipeline([*build_features(features, candidate.numbers), ("estimate", estimator)])


def build_baseline(task: Task) -> BaseEstimator:
    """Build the model that ignores every feature: the class shares, or the mean."""
    if task == "classification":
        return DummyClassifier(strategy="prior")
    return DummyRegressor(strategy="mean")
