"""Choosing a candidate: the simplest within one standard error of the best."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import make_table, write_params
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsRegressor

from slipway_package.errors import UserError
from slipway_package.features.build_features import Features
from slipway_package.models import select_model as selecting
from slipway_package.models.candidates import (
    Candidate,
    build_pipeline,
    chosen_candidates,
)
from slipway_package.models.select_model import (
    Scored,
    count_fits,
    one_standard_error,
    select_model,
)
from slipway_package.models.training_rows import Rows

FEATURES = Features(("income", "age"), ("home town",), {})


def rows_of(table: pd.DataFrame) -> Rows:
    """The rows of a regression, which weigh alike and are split at random."""
    return Rows(table[FEATURES.columns], table["target"].to_numpy(), None, None, None, 0)


def scored(name: str, *scores: float) -> Scored:
    return Scored(name, {}, scores, 0.0)


@pytest.mark.parametrize("simple, chosen", [
    ((0.79, 0.81), "simple"),  # 0.80: at the threshold, 0.82 - 0.02
    ((0.75, 0.84), "middle"),
    ((0.83, 0.83), "simple"),
])
def test_the_first_within_one_standard_error_of_the_best_is_chosen(
        simple: tuple[float, ...], chosen: str) -> None:
    best = scored("best", 0.80, 0.84)
    assert (best.mean, best.standard_error) == pytest.approx((0.82, 0.02))
    middle = scored("middle", 0.80, 0.82)
    selection = one_standard_error([scored("simple", *simple), middle, best],
                                   scored("baseline", 0.9, 0.9))
    assert selection.chosen.name == chosen
    assert selection.baseline.name == "baseline"


def test_errors_are_compared_the_right_way_round() -> None:
    selection = one_standard_error([scored("poor", -90, -80), scored("good", -11, -9)],
                                   scored("baseline", -100, -100))
    assert (selection.chosen.name, selection.best.name) == ("good", "good")
    assert selection.threshold == pytest.approx(-11)


def test_scores_are_those_of_cross_validation_by_hand(folder: Path) -> None:
    table = make_table("regression", rows=120)
    rows = rows_of(table)
    X, y = rows.X, rows.y
    params = write_params("regression", training={"candidates": ["ridge_regression"]})
    candidates = chosen_candidates(params)
    ticks: list[str] = []
    selection = select_model(candidates, FEATURES, rows, params, ticks.append)
    assert len(ticks) == count_fits(candidates, params) == 12
    by_hand = {}
    for alpha in (1.0, 10.0, 100.0):
        scores = []
        for fit, held_out in KFold(3, shuffle=True, random_state=params.seed).split(X):
            model = build_pipeline(candidates["ridge_regression"], "regression", FEATURES,
                                   {"alpha": alpha}, 7).fit(X.iloc[fit], y[fit])
            scores.append(r2_score(y[held_out], model.predict(X.iloc[held_out])))
        by_hand[alpha] = scores
    best = max(by_hand, key=lambda alpha: np.mean(by_hand[alpha]))
    assert selection.chosen.params == {"alpha": best}
    assert selection.chosen.scores == pytest.approx(by_hand[best], abs=1e-12)
    assert max(selection.baseline.scores) <= 0


def test_a_candidate_that_cannot_be_fitted_is_named(folder: Path) -> None:
    table = make_table("regression", rows=60)
    broken = Candidate({"regression": Ridge}, numbers="scaled", grid={"alpha": [-1.0]},
                       seeded=False)
    with pytest.raises(UserError, match=r"candidates.py: mine with {'alpha': -1.0} cannot be fit"):
        select_model({"mine": broken}, FEATURES, rows_of(table), write_params("regression"),
                     print)
    seeded = Candidate({"regression": KNeighborsRegressor}, numbers="scaled")
    with pytest.raises(UserError, match="takes no seed needs `seeded=False` there"):
        select_model({"mine": seeded}, FEATURES, rows_of(table), write_params("regression"),
                     print)


def test_a_score_that_is_no_finite_number_is_named(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_table("regression", rows=60)
    monkeypatch.setattr(selecting, "get_scorer", lambda name: lambda *_, **weights: np.nan)
    with pytest.raises(UserError, match=r"candidates.py: baseline with {} has nan as r2 on a fold"):
        select_model({}, FEATURES, rows_of(table), write_params("regression"), print)


def test_the_baseline_gives_the_shares_of_the_classes_whatever_they_weigh(folder: Path) -> None:
    table = make_table("classification", rows=300)
    y = (np.arange(300) % 10 == 0).astype(np.int64)
    rows = Rows(table[FEATURES.columns], y, None, np.where(y, 9.0, 1.0), None, 2)
    params = write_params(training={"candidates": ["decision_tree"], "metric": "neg_log_loss"})
    found = select_model(chosen_candidates(params), FEATURES, rows, params, lambda name: None)
    entropy = 0.1 * np.log(0.1) + 0.9 * np.log(0.9)
    assert found.baseline.mean == pytest.approx(entropy, abs=1e-9)
