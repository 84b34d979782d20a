"""Permutation importance: scikit-learn's, without scikit-learn."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import permutation_importance as by_scikit_learn
from sklearn.metrics import mean_squared_error, r2_score, roc_auc_score

from slipway_package.models.importance import (
    permutation_importance,
)
from slipway_package.params import Metric

RANDOM = np.random.default_rng(0)
ROWS = 800
TABLE = pd.DataFrame({
    "weak": RANDOM.normal(size=ROWS),
    "of no use": RANDOM.normal(size=ROWS),
    "strong": RANDOM.normal(size=ROWS),
    "job": pd.Series(RANDOM.choice(["free", "fixed", None], ROWS), dtype="str"),
})
NOISE = RANDOM.normal(0, 0.5, ROWS)


def signal(table: pd.DataFrame) -> np.ndarray:
    """A score that is known, of two numbers and a category with holes."""
    return (0.5 * table["weak"] + 2 * table["strong"] + (table["job"] == "free")).to_numpy()


class Known(RegressorMixin, BaseEstimator):
    """The known score as an estimator."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> "Known":
        """Do nothing."""
        self.fitted_ = True
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Score."""
        return signal(X)


def score(table: pa.Table) -> np.ndarray:
    """Score an Arrow table."""
    return signal(table.to_pandas())


@pytest.mark.parametrize("metric, measure", [
    ("r2", r2_score), ("roc_auc", roc_auc_score),
    ("neg_mean_squared_error", lambda y, found: -mean_squared_error(y, found)),
])
def test_it_agrees_with_scikit_learn_within_the_noise(
        metric: Metric, measure: Callable[[np.ndarray, np.ndarray], float]) -> None:
    y = signal(TABLE) + NOISE
    y = y > 0 if metric == "roc_auc" else y
    found = permutation_importance(score, pa.Table.from_pandas(TABLE), y, metric, seed=1)
    theirs = by_scikit_learn(
        Known().fit(TABLE, y), TABLE, y, n_repeats=5, random_state=0,
        scoring=lambda estimator, X, truth: measure(truth, estimator.predict(X)))
    assert {item["feature"] for item in found} == set(TABLE)
    for item in found:
        place = TABLE.columns.get_loc(item["feature"])
        spread = max(item["std"], theirs.importances_std[place])
        assert item["mean"] == pytest.approx(theirs.importances_mean[place], abs=3 * spread + 1e-12)
    assert found[0]["feature"] == "strong"
    assert found == sorted(found, key=lambda item: -item["mean"])
    assert found[-1] == {"feature": "of no use", "mean": 0.0, "std": 0.0}


def test_the_seed_alone_decides_and_the_table_is_left_alone() -> None:
    table, y = pa.Table.from_pandas(TABLE), signal(TABLE) + NOISE
    first = permutation_importance(score, table, y, "r2", seed=3)
    assert permutation_importance(score, table, y, "r2", seed=3) == first
    assert permutation_importance(score, table, y, "r2", seed=4) != first
    assert table.equals(pa.Table.from_pandas(TABLE))
    chunked = pa.concat_tables([table.slice(0, 300), table.slice(300)])
    assert permutation_importance(score, chunked, y, "r2", seed=3) == first
