"""Looking for features that give the target away, before anything is trained on them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import get_scorer
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ..data.infer_schema import MANY_ROWS, counts_rows
from ..params import Finding, Params, Task
from .build_features import DerivedFeatures, Features

MOST_ROWS = 20_000
FEW_ROWS = 500
DIFFERENT = 0.95
EXACT = 1e-9
# Enough to tell; there are as many rows for them as the split left.
MOST_FOLDS = 3
Folds = Sequence[tuple[np.ndarray, np.ndarray]]
LABEL = {"classification": "roc_auc", "regression": "r2 of ranks"}
CURE = "list it under columns.exclude in params.yaml, or, if it is known at scoring time, say " \
    "`leakage.accept: [{}]`"


def find_leakage(rows: pd.DataFrame, y: np.ndarray, features: Features, folds: Folds,
                 params: Params) -> list[tuple[Finding, str]]:
    """Look for an identifier, a single telling feature, and columns that add up to the target.

    `rows` are training rows, `folds` those of the cross-validation, or fewer: positions to fit
    and to score on. Returns each finding with a sentence that holds names and figures.
    """
    identifiers = _identifiers(rows, features)
    if len(rows) > MOST_ROWS:
        chosen = _some(y, params)
        rows, y = rows.iloc[chosen], y[chosen]
        folds = [tuple(np.flatnonzero(np.isin(chosen, part)) for part in fold) for fold in folds]
        folds = [fold for fold in folds if _can_tell(y, *fold, len(folds), params)]
    return [*identifiers, *_single_features(rows, y, features, folds, params),
            *_sums(rows, y, features, params)]


def _some(y: np.ndarray, params: Params) -> np.ndarray:
    """Draw MOST_ROWS rows, or a little more: of a rare class all, where they are few."""
    random = np.random.default_rng(params.seed)
    if params.target.task == "regression":
        return random.choice(len(y), MOST_ROWS, replace=False)
    drawn = []
    for name in np.unique(y):
        members = np.flatnonzero(y == name)
        share = max(FEW_ROWS, round(len(members) * MOST_ROWS / len(y)))
        drawn.append(random.permutation(members)[:share])
    return np.sort(np.concatenate(drawn))


def _can_tell(y: np.ndarray, fit: np.ndarray, held: np.ndarray, least: int,
              params: Params) -> bool:
    """Tell whether rows are enough to fit and score on: of early moments, few may be drawn."""
    if params.target.task == "regression":
        return len(fit) >= FEW_ROWS and len(held) > 1
    classes = len(np.unique(y))
    kinds, counts = np.unique(y[fit], return_counts=True)
    return len(kinds) == classes == len(np.unique(y[held])) and counts.min() >= least


def _identifiers(rows: pd.DataFrame, features: Features) -> list[tuple[Finding, str]]:
    found = [name for name in features.numbers if counts_rows(rows[name].to_numpy())]
    found += [name for name in features.categories
              if len(rows) >= MANY_ROWS and rows[name].nunique() > DIFFERENT * len(rows)]
    return [("identifier", f"column {name} has {rows[name].nunique():,} different values in "
             f"{len(rows):,} rows, as an identifier has; {CURE.format('identifier')}")
            for name in found]


def _single_features(rows: pd.DataFrame, y: np.ndarray, features: Features, folds: Folds,
                     params: Params) -> list[tuple[Finding, str]]:
    """Score a small tree on each column, and each derived feature, alone, by cross-validation.

    The folds are those of the candidates: with rows of one group on both sides, any column that
    is the same in all of them would tell the group, and so the target. A category is read as the
    mean of the target where it occurs, learned on other rows. A number is predicted by its rank:
    otherwise a few large values would hide a perfect relation. A fold counts by its rows: by time,
    the first ones may be few.
    """
    task, limit = params.target.task, params.leakage.max_single_score
    kind = StratifiedKFold if task == "classification" else KFold
    # Only for what the tree learns from: it is scored on rows that the encoder never saw.
    within = kind(max(2, len(folds)), shuffle=True, random_state=params.seed)
    # Rows that grow so fast by time that no fold can tell are taken at random.
    folds = folds or list(within.split(rows, y))
    if task == "regression":
        y = pd.Series(y).rank().to_numpy()
    kind_of_target, score_of = _kind_and_score(task, y)
    found: list[tuple[Finding, str]] = []
    rows = DerivedFeatures(dict(features.derived)).transform(rows)
    for name in [*features.numbers, *features.categories, *features.derived]:
        model = _tree(task, y, params.seed)
        if name in features.categories:
            # Missing is a category of its own here.
            rows[name] = rows[name].astype(object).fillna("")
            model = make_pipeline(TargetEncoder(target_type=kind_of_target, smooth=1.0,
                                                cv=within), model)
        scores = cross_val_score(model, rows[[name]], y, cv=folds, scoring=get_scorer(score_of),
                                 error_score="raise")
        score = float(np.average(scores, weights=[len(held) for _, held in folds]))
        if score >= limit:
            found.append(("single_feature", f"column {name} alone predicts the target with "
                          f"{LABEL[task]} {score:.4f} (suspicious from {limit:g}); "
                          f"{CURE.format('single_feature')}"))
    return found


def _kind_and_score(task: Task, y: np.ndarray) -> tuple[str, str]:
    if task == "regression":
        return "continuous", "r2"
    return ("binary", "roc_auc") if len(np.unique(y)) == 2 else ("multiclass", "roc_auc_ovr")


def _tree(task: Task, y: np.ndarray, seed: int) -> DecisionTreeClassifier | DecisionTreeRegressor:
    # Few leaves for a class; many for a number, which a step function must follow closely.
    if task == "classification":
        return DecisionTreeClassifier(max_leaf_nodes=8 * len(np.unique(y)), random_state=seed)
    return DecisionTreeRegressor(min_samples_leaf=2, random_state=seed)


def _sums(rows: pd.DataFrame, y: np.ndarray, features: Features,
          params: Params) -> list[tuple[Finding, str]]:
    """Fit the target exactly by number columns, least squares, on the rows without a hole."""
    if params.target.task != "regression" or not features.numbers:
        return []
    names = [name for name in features.numbers if rows[name].notna().mean() > 0.5]
    whole = rows[names].notna().all(axis=1).to_numpy()
    # A column that is constant where all are known adds nothing to the constant term.
    names = [name for name in names if rows.loc[whole, name].nunique() > 1]
    matrix, y = rows.loc[whole, names].to_numpy(), y[whole]
    if not names or len(matrix) < 2 * len(names) + 10 or np.ptp(y) == 0:
        return []
    spread = np.ptp(matrix, axis=0)
    scaled = np.column_stack([matrix / spread, np.ones(len(matrix))])
    weights = np.linalg.lstsq(scaled, y, rcond=None)[0]
    if np.abs(scaled @ weights - y).max() > EXACT * np.ptp(y):
        return []
    parts = [f"{weight / step:+.6g} {name}" for name, weight, step
             in zip([*names, "(constant)"], weights, [*spread, 1.0])
             if abs(weight) > EXACT * np.ptp(y)]
    return [("sum_of_columns", f"the target is the sum {' '.join(parts)} in all "
             f"{len(matrix):,} rows; {CURE.format('sum_of_columns')}")]
