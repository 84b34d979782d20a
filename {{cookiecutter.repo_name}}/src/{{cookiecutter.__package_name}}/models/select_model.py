"""Comparing candidates by cross-validation and choosing the simplest of the best."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer
from sklearn.model_selection import KFold, StratifiedKFold

from ..errors import UserError
from ..features.build_features import Features
from ..params import Params, Task
from .candidates import BASELINE, Candidate, build_baseline, build_pipeline


@dataclass(frozen=True)
class Scored:
    """A candidate's best setting and its cross-validated scores (greater is better)."""

    name: str
    params: dict[str, Any]
    scores: tuple[float, ...]
    fit_seconds: float

    @property
    def mean(self) -> float:
        """The mean over the folds."""
        return float(np.mean(self.scores))

    @property
    def standard_error(self) -> float:
        """The standard error of the mean over the folds."""
        return float(np.std(self.scores, ddof=1) / np.sqrt(len(self.scores)))


@dataclass(frozen=True)
class Selection:
    """All candidates with their scores, the baseline, the best, and the chosen one."""

    scored: tuple[Scored, ...]
    baseline: Scored
    best: Scored
    chosen: Scored
    threshold: float


def select_model(candidates: dict[str, Candidate], features: Features, X: pd.DataFrame,
                 y: np.ndarray, params: Params, tick: Callable[[str], None]) -> Selection:
    """Cross-validate every setting of every candidate on the same folds and choose one.

    Chosen is the first candidate, in the order of params.yaml, that comes within one standard
    error of the best (Breiman, Friedman, Olshen, Stone, Classification and Regression Trees,
    1984, section 3.4.3). `tick` is called with a name after each fit.

    Raises:
        UserError: a candidate cannot be fitted or scored.
    """
    task, metric = params.target.task, params.training.metric
    folds = _folds(task, X, y, params)

    def score(name: str, pipeline: Callable[[], BaseEstimator], setting: dict[str, Any]) -> Scored:
        started = time.perf_counter()
        scores = []
        for fitted_on, held_out in folds:
            try:
                model = pipeline().fit(X.iloc[fitted_on], y[fitted_on])
                found = get_scorer(metric)(model, X.iloc[held_out], y[held_out])
            except Exception as error:  # The user's own candidate may raise anything.
                raise UserError(f"models/candidates.py: {name} with {setting} cannot be fitted: "
                                f"{' '.join(str(error).split())}") from error
            scores.append(float(found))
            tick(name)
        return Scored(name, setting, tuple(scores), time.perf_counter() - started)

    baseline = score(BASELINE, lambda: build_baseline(task), {})
    scored = []
    for name, candidate in candidates.items():
        tried = [score(name, lambda: build_pipeline(candidate, task, features, setting,
                                                    params.seed), setting)
                 for setting in candidate.settings()]
        scored.append(max(tried, key=lambda found: found.mean))
    return one_standard_error(scored, baseline)


def count_fits(candidates: dict[str, Candidate], params: Params) -> int:
    """Count the fits that `select_model` will do."""
    settings = 1 + sum(len(candidate.settings()) for candidate in candidates.values())
    return settings * params.training.folds


def one_standard_error(scored: list[Scored], baseline: Scored) -> Selection:
    """Choose the first of `scored` whose mean is within one standard error of the best mean."""
    best = max(scored, key=lambda found: found.mean)
    threshold = best.mean - best.standard_error
    chosen = next(found for found in scored if found.mean >= threshold)
    return Selection(tuple(scored), baseline, best, chosen, threshold)


def _folds(task: Task, X: pd.DataFrame, y: np.ndarray,
           params: Params) -> list[tuple[np.ndarray, np.ndarray]]:
    kind = StratifiedKFold if task == "classification" else KFold
    folds: Iterator = kind(params.training.folds, shuffle=True,
                           random_state=params.seed).split(X, y)
    return list(folds)
