"""Comparing candidates by cross-validation and choosing the simplest of the best."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer

from ..errors import UserError
from ..features.build_features import Features
from ..params import Params
from .candidates import BASELINE, Candidate, build_baseline, build_pipeline
from .fitting_engine import fitting_engine
from .training_rows import Fold, Rows, fit, folds_of

# Of more than two classes, the mean over each one against the rest.
SEVERAL = {"roc_auc": "roc_auc_ovr"}


@dataclass(frozen=True)
class Trial:
    """A candidate with one setting, and what builds its pipeline."""

    name: str
    setting: dict[str, Any]
    build: Callable[[], BaseEstimator]


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
    scoring = SEVERAL.get(metric, metric) if rows.classes > 2 else metric
    folds = folds_of(rows, params)

    trials = [Trial(BASELINE, {}, partial(build_baseline, task))]
    trials += [Trial(name, setting, partial(build_pipeline, candidate, task, features, setting,
                                            params.seed, params.target.log))
               for name, candidate in candidates.items() for setting in candidate.settings()]
    with fitting_engine(params, rows, trials * len(folds)) as run:
        fits = Parallel(return_as="generator", batch_size=1)(
            delayed(run)(fit_and_score, trial, rows, fold, scoring)
            for trial in trials for fold in folds)
        tried = [_scored(trial, fits, len(folds), tick) for trial in trials]
        # Joblib takes leave of what it is asked for after the last one.
        next(fits, None)
    baseline, *others = tried
    scored = [max((found for found in others if found.name == name), key=lambda found: found.mean)
              for name in candidates]
    return one_standard_error(scored, baseline)


def fit_and_score(trial: Trial, rows: Rows, fold: Fold, scoring: str) -> tuple[float, float]:
    """Fit a trial on a fold's rows and score it on the others; return score and seconds.

    `scoring` is a metric by scikit-learn's name.

    Raises:
        UserError: it cannot be fitted or scored, or its score is no finite number.
    """
    started = time.perf_counter()
    known, held = map(rows.take, fold)
    if trial.name == BASELINE:
        # The shares of the classes as they are: with others, any model would beat it.
        known = replace(known, fit_weights=known.weights)
    try:
        model = fit(trial.build(), known)
        found = get_scorer(scoring)(model, held.X, held.y, sample_weight=held.weights)
    except Exception as error:  # The user's own candidate may raise anything.
        mend = "; an estimator that takes no seed needs `seeded=False` there" \
            if "random_state" in str(error) else ""
        raise UserError(f"models/candidates.py: {trial.name} with {trial.setting} cannot be "
                        f"fitted: {' '.join(str(error).split())}{mend}") from error
    if not np.isfinite(found):
        raise UserError(f"models/candidates.py: {trial.name} with {trial.setting} has {found} as "
                        f"{scoring} on a fold, which is no finite number; see what it predicts, or "
                        "choose another training.metric or fewer training.folds in params.yaml")
    return float(found), time.perf_counter() - started


def _scored(trial: Trial, fits: Iterator[tuple[float, float]], folds: int,
            tick: Callable[[str], None]) -> Scored:
    scores, seconds = [], 0.0
    for score, taken in islice(fits, folds):
        scores.append(score)
        seconds += taken
        tick(trial.name)
    return Scored(trial.name, trial.setting, tuple(scores), seconds)


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
