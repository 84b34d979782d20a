"""Comparing candidates by cross-validation and choosing the simplest of the best."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer

from ..errors import UserError
from ..features.build_features import Features
from ..params import Params
from .candidates import BASELINE, Candidate, build_baseline, build_pipeline
from .training_rows import Rows, fit, folds_of

# Of more than two classes, the mean over each one against the rest.
SEVERAL = {"roc_auc": "roc_auc_ovr"}


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


def select_model(candidates: dict[str, Candidate], features: Features, rows: Rows,
                 params: Params, tick: Callable[[str], None]) -> Selection:
    """Cross-validate every setting of every candidate on the same folds and choose one.

    Chosen is the first candidate, in the order of params.yaml, that comes within one standard
    error of the best (Breiman, Friedman, Olshen, Stone, Classification and Regression Trees,
    1984, section 3.4.3). `tick` is called with a name after each fit.

    Raises:
        UserError: a candidate cannot be fitted or scored.
    """
    task, metric = params.target.task, params.training.metric
    scorer = get_scorer(SEVERAL.get(metric, metric) if rows.classes > 2 else metric)
    folds = folds_of(rows, params)

    def score(name: str, pipeline: Callable[[], BaseEstimator], setting: dict[str, Any]) -> Scored:
        started = time.perf_counter()
        scores = []
        for fitted_on, held_out in folds:
            try:
                model = fit(pipeline(), rows.take(fitted_on))
                held = rows.take(held_out)
                found = scorer(model, held.X, held.y, sample_weight=held.weights)
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
                                                    params.seed, params.target.log), setting)
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
