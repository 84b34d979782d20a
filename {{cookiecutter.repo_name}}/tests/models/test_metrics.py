"""Metrics: scikit-learn's own values, and honest intervals."""

from functools import partial

import numpy as np
import pytest
import sklearn.metrics as reference

from slipway_package.models import metrics
from slipway_package.params import Task

RANDOM = np.random.default_rng(0)
ROWS = 200
TRUTH = (RANDOM.random(ROWS) < 0.3).astype(int)
PROBABILITY = np.clip(np.round(0.3 * TRUTH + 0.7 * RANDOM.random(ROWS), 2), 0, 1)  # many ties
PROBABILITY[:3] = [0, 1, 0.5]
VALUES = RANDOM.normal(50, 10, ROWS)
PREDICTED = VALUES + RANDOM.normal(0, 5, ROWS)


def minus(metric, y, score, sample_weight):  # noqa: ANN001, ANN201
    return -metric(y, score, sample_weight=sample_weight)


def accuracy(y, score, sample_weight):  # noqa: ANN001, ANN201
    return reference.accuracy_score(y, score >= 0.4, sample_weight=sample_weight)


REFERENCE = {
    "classification": {
        "roc_auc": reference.roc_auc_score,
        "neg_log_loss": partial(minus, reference.log_loss),
        "neg_brier_score": partial(minus, reference.brier_score_loss),
        "accuracy": accuracy,
    },
    "regression": {
        "r2": reference.r2_score,
        "neg_mean_squared_error": partial(minus, reference.mean_squared_error),
        "neg_root_mean_squared_error": partial(minus, reference.root_mean_squared_error),
        "neg_mean_absolute_error": partial(minus, reference.mean_absolute_error),
    },
}
SCORED = {"classification": (TRUTH, PROBABILITY), "regression": (VALUES, PREDICTED)}


def test_metrics_are_scikit_learn_s_on_all_rows_and_on_resamples(task: Task) -> None:
    y, score = SCORED[task]
    weights = np.vstack([np.ones(ROWS), RANDOM.multinomial(ROWS, np.full(ROWS, 1 / ROWS), 5)])
    found = metrics._metrics(task, cutoff=0.4)
    assert found.keys() == REFERENCE[task].keys()
    for name, metric in found.items():
        expected = [REFERENCE[task][name](y, score, sample_weight=row) for row in weights]
        assert metric(y, score, weights) == pytest.approx(expected, abs=1e-12), name


def test_r2_is_exact_far_from_zero() -> None:
    y, score = VALUES + 1.7e9, PREDICTED + 1.7e9
    assert metrics.r2(y, score, np.ones((1, ROWS)))[0] == pytest.approx(
        reference.r2_score(y, score), abs=1e-6)


def test_a_resample_without_both_classes_has_no_area_and_no_say() -> None:
    weights = np.zeros((1, ROWS))
    weights[0, np.flatnonzero(TRUTH == 0)[:5]] = 1
    assert np.isnan(metrics.roc_auc(TRUTH, PROBABILITY, weights)).all()
    found = metrics.measure("classification", np.array([1, 0, 0]), np.array([0.9, 0.5, 0.1]), 0.5,
                            seed=0)
    # A third of such resamples are without: nobody could say what an interval of the others means.
    assert found["roc_auc"] == metrics.Interval(1.0, None, None)
    assert found["accuracy"].low is not None
    once = metrics.measure_once("classification", np.array([1, 0, 0]), np.array([0.9, 0.5, 0.1]),
                                0.5)
    assert once == {name: interval.value for name, interval in found.items()}


def test_what_rounding_leaves_is_no_variance() -> None:
    y = np.zeros(60)
    y[:3] = [0.1, 0.3, 0.7]
    found = metrics.measure("regression", y, np.full(60, 0.1), 0.5, seed=0)["r2"]
    assert found.low is None or found.low > -100
    alike = np.random.default_rng(0).multinomial(60, np.full(60, 1 / 60), 200) * (y == 0.0)
    assert np.isnan(metrics.r2(y, np.full(60, 0.1), alike)).all()


def test_few_groups_have_no_interval() -> None:
    for count in (9, 10):
        groups = np.arange(ROWS) % count
        found = metrics.measure("classification", TRUTH, PROBABILITY, 0.5, seed=0, groups=groups)
        assert all((interval.low is None) == (count < 10) for interval in found.values())


def test_intervals_hold_the_value_and_come_again(task: Task,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    found = metrics.measure(task, *SCORED[task], 0.4, seed=1)
    for interval in found.values():
        assert interval.low < interval.value < interval.high
    assert found != metrics.measure(task, *SCORED[task], 0.4, seed=2)
    monkeypatch.setattr(metrics, "BLOCK_WEIGHTS", 7 * ROWS)
    in_blocks = metrics.measure(task, *SCORED[task], 0.4, seed=1)
    for name, interval in found.items():
        assert in_blocks[name].low == pytest.approx(interval.low, abs=1e-12)


def test_intervals_of_groups_hold_the_truth_as_often_as_they_say(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "RESAMPLES", 200)
    random, truth, held = np.random.default_rng(3), -1.09, 0
    groups = np.repeat([f"patient {number}" for number in range(40)], 25)
    for trial in range(60):
        y = np.repeat(random.normal(size=40), 25) + random.normal(0, 0.3, 1000)
        found = metrics.measure("regression", y, np.zeros(1000), 0.5, trial, groups=groups)
        interval = found["neg_mean_squared_error"]
        held += interval.low <= truth <= interval.high
    assert held >= 51  # rows would hold it in 16 of 60


def test_groups_of_one_row_are_rows(task: Task) -> None:
    by_group = metrics.measure(task, *SCORED[task], 0.4, seed=1, groups=np.arange(ROWS))
    assert by_group == metrics.measure(task, *SCORED[task], 0.4, seed=1)


@pytest.mark.filterwarnings("error")
def test_a_resample_of_rows_that_weigh_nothing_has_no_say() -> None:
    groups = np.arange(ROWS) % 10
    weights = np.where(groups < 3, 1.0, 0.0)
    found = metrics.measure("regression", *SCORED["regression"], 0.5, 0, weights, groups)
    assert all(np.isfinite([interval.low, interval.high]).all() for interval in found.values())


def test_intervals_are_as_wide_as_theory_says() -> None:
    found = metrics.measure("classification", *SCORED["classification"], 0.4, seed=1)["accuracy"]
    expected = 2 * 1.96 * np.sqrt(found.value * (1 - found.value) / ROWS)
    assert found.high - found.low == pytest.approx(expected, rel=0.15)
