"""Targets and columns of every kind, from the raw table to the scores: nothing but params.yaml."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import few_trees, make_table, write_params, write_table
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    log_loss,
    roc_auc_score,
)

from slipway_package.data.make_dataset import make_dataset
from slipway_package.data.schema import load_schema
from slipway_package.data.target import target_values
from slipway_package.errors import UserError
from slipway_package.files import read_json
from slipway_package.models import evaluate_model as evaluation
from slipway_package.models.bundle import load_bundle
from slipway_package.models.candidates import CANDIDATES
from slipway_package.models.evaluate_model import evaluate_model
from slipway_package.models.manifest import load_manifest
from slipway_package.models.metrics import measure
from slipway_package.models.pipeline_scorer import predict
from slipway_package.models.predict_model import predict_file
from slipway_package.models.portable_file import load_portable
from slipway_package.models.summary import metrics_table
from slipway_package.models.train_model import train_model
from slipway_package.params import Params, Task
from slipway_package.paths import (
    CANDIDATE_SCORES,
    FIGURES,
    MODEL,
    MODEL_CARD,
    PREDICTIONS,
    TEST,
    TEST_METRICS,
    TRAIN,
)


@pytest.fixture(autouse=True)
def light_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every candidate, with one setting and few trees."""
    for name, candidate in CANDIDATES.items():
        grid = {key: [value] for key, value in few_trees(name).items()}
        monkeypatch.setitem(CANDIDATES, name, replace(candidate, grid=grid))


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluate without drawing, which takes longer than all else."""
    monkeypatch.setattr(evaluation, "_draw", lambda *_: None)


def run(table: pd.DataFrame, task: Task, **changes: dict[str, Any]) -> Params:
    """Run data, train, evaluate and predict on a table."""
    params = trained_on(table, task, **changes)
    evaluate_model(params)
    predict_file(params, MODEL, TEST, PREDICTIONS)
    return params


def trained_on(table: pd.DataFrame, task: Task, **changes: dict[str, Any]) -> Params:
    """Run data and train on a table."""
    write_table(table)
    if task == "classification":
        changes["target"] = {"positive": None, **changes.get("target", {})}
    params = write_params(task, **{"features": {}, **changes})
    make_dataset(params)
    train_model(params)
    return params


def three_classes() -> pd.DataFrame:
    """A table whose target has three classes."""
    table = make_table("regression", rows=400)
    thirds = pd.qcut(table["target"], [0, 0.2, 0.7, 1], labels=["low", "mid", "high"])
    return table.assign(target=thirds.astype(str))


@pytest.mark.parametrize("candidate", ["logistic_regression", "hist_gradient_boosting"])
def test_three_classes_are_told_apart(candidate: str, folder: Path) -> None:
    run(three_classes(), "classification", training={"candidates": ["scorecard", candidate]})
    assert [found["name"] for found in read_json(CANDIDATE_SCORES)["candidates"]] == [
        "baseline", candidate]
    manifest = load_manifest(MODEL)
    assert manifest.classes == ("high", "low", "mid")
    scores, test = pd.read_csv(PREDICTIONS), pd.read_parquet(TEST)
    shares = scores[[f"probability_{name}" for name in manifest.classes]].to_numpy()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(shares, predict(*load_bundle(MODEL), test), 1e-12, 1e-12)
    assert scores["prediction"].tolist() == [manifest.classes[code]
                                             for code in shares.argmax(axis=1)]
    found = {name: item["value"] for name, item in read_json(TEST_METRICS)["test"].items()}
    onehot = pd.get_dummies(test["target"]).to_numpy(dtype=float)
    assert found == pytest.approx({
        "roc_auc": roc_auc_score(test["target"], shares, multi_class="ovr"),
        "neg_log_loss": -log_loss(test["target"], shares),
        "neg_brier_score": -((onehot - shares) ** 2).sum(axis=1).mean(),
        "accuracy": accuracy_score(test["target"], scores["prediction"])}, rel=1e-12)
    assert found["neg_brier_score"] == pytest.approx(-brier_score_loss(
        test["target"], shares, labels=list(manifest.classes), scale_by_half=False))
    assert found["roc_auc"] > 0.7 > 0.5 == read_json(TEST_METRICS)["baseline"]["roc_auc"]
    assert "of which there are 3, and predicts the most probable" in MODEL_CARD.read_text()
    assert (FIGURES / "confusion_matrix.png").stat().st_size > 1000


def test_a_positive_class_among_three_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="target.positive: low: of 3 classes none is the positive"):
        run(three_classes(), "classification", target={"positive": "low"})


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("candidate", ["ridge_regression", "random_forest"])
def test_a_long_tail_is_learned_as_its_logarithm(candidate: str, folder: Path) -> None:
    table = make_table("regression")
    table["target"] = np.expm1(3 + table["target"] / 200).clip(0).round(3)
    run(table, "regression", target={"log": True}, training={"candidates": [candidate]})
    pipeline, manifest = load_bundle(MODEL)
    assert load_portable(MODEL, manifest).link.kind == "exponential"
    scores = pd.read_csv(PREDICTIONS)["prediction"]
    np.testing.assert_allclose(scores, pipeline.predict(pd.read_parquet(TEST)), 1e-12)
    logs = pipeline[-1].regressor_.predict(pipeline[:-1].transform(pd.read_parquet(TEST)))
    np.testing.assert_allclose(scores, np.exp(logs) - 1, 1e-12)
    assert read_json(TEST_METRICS)["test"]["r2"]["value"] > 0.2


def test_a_negative_number_has_no_logarithm(folder: Path) -> None:
    with pytest.raises(UserError, match="target target: -.* is negative, and has no logarithm"):
        run(make_table("regression"), "regression", target={"log": True})


@pytest.mark.usefixtures("no_figures")
def test_dates_are_read_by_their_parts(task: Task, folder: Path) -> None:
    table = make_table(task, rows=600)
    random = np.random.default_rng(3)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 1400, 600), "D")
    seen = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 10**8, 600), "s")
    summer = days.month.isin([6, 7, 8])
    table["target"] = np.where(summer ^ (random.random(600) < 0.1), "bad", "good") \
        if task == "classification" else 10 * summer + random.normal(size=600)
    table["joined on"] = days.strftime("%Y-%m-%d")
    table["seen"] = seen.strftime("%Y-%m-%d %H:%M:%S")
    table.loc[::9, "joined on"] = None
    params = run(table, task, training={"candidates": ["decision_tree"]},
                 features={"stay": "days(seen) - days(`joined on`)"})
    schema = load_schema(params)
    assert {name: column.kind for name, column in schema.columns.items()
            if column.kind == "date"} == {"joined on": "date", "seen": "date"}
    assert [len(end) for end in schema.columns["joined on"].dates] == [10, 10]
    pipeline, manifest = load_bundle(MODEL)
    assert list(manifest.derived) == [
        "decades", "stay", *(f"joined on {part}" for part in ("year", "month", "day", "weekday")),
        *(f"seen {part}" for part in ("year", "month", "day", "weekday", "hour"))]
    model = load_portable(MODEL, manifest)
    assert "joined on" in {column.name for column in model.inputs if column.kind == "date"}
    test, scores = pd.read_parquet(TEST), pd.read_csv(PREDICTIONS)
    column = "probability" if task == "classification" else "prediction"
    np.testing.assert_allclose(scores[column], predict(pipeline, manifest, test), 1e-12, 1e-12)
    metrics = read_json(TEST_METRICS)
    assert metrics["gain"] > 0.2
    text = "\n".join(["joined on,seen,income,age,home town,job",
                      "2024-06-01,2021-01-01,1,30,n,f",
                      "1.6.2024,2021-01-01,1,30,n,f", ",2021-01-01 10:00,1,30,n,f"])
    Path("new.csv").write_text(text)
    predict_file(params, MODEL, Path("new.csv"), Path("out.csv"))
    assert pd.read_csv("out.csv")["prediction"].isna().tolist() == [False, True, False]
    assert pd.read_csv("out.rejects.csv")["reason"].tolist() == [
        "joined on: '1.6.2024' is no date, as 2024-03-05 or 2024-03-05 14:30"]


@pytest.mark.usefixtures("no_figures")
def test_weights_of_rows_count_in_fits_and_in_metrics(task: Task, folder: Path) -> None:
    table = make_table(task).assign(weight=lambda rows: np.where(rows["age"] > 45, 5, 1))
    table["weight"] = table["weight"].astype(float) + 0.5
    settings = {"target": {"positive": "bad"}} if task == "classification" else {}
    params = run(table, task, training={"sample_weight": "weight", "candidates": [
        "decision_tree"]}, **settings)
    train, test = pd.read_parquet(TRAIN), pd.read_parquet(TEST)
    pipeline, manifest = load_bundle(MODEL)
    assert "weight" not in (*manifest.numbers, *manifest.derived)
    y = (train["target"] == "bad").astype(int) if task == "classification" else train["target"]
    weighed = pipeline[-1].tree_.weighted_n_node_samples[0]
    assert weighed == pytest.approx(train["weight"].sum())
    truth = (test["target"] == "bad").to_numpy(int) if task == "classification" \
        else test["target"].to_numpy()
    found = measure(task, truth, predict(pipeline, manifest, test), 0.5, params.seed,
                    test["weight"].to_numpy())
    metrics = read_json(TEST_METRICS)
    name = metrics["metric"]
    assert metrics["test"][name]["value"] == found[name].value
    plain = measure(task, truth, predict(pipeline, manifest, test), 0.5, params.seed)
    assert found[name].value != plain[name].value
    share = np.average(y, weights=train["weight"])
    beside = measure(task, truth, np.full(len(truth), share), 0.5, params.seed,
                     test["weight"].to_numpy())
    assert metrics["baseline"][name] == pytest.approx(beside[name].value, rel=1e-12)


def test_a_weight_that_is_missing_is_refused(folder: Path) -> None:
    table = make_table("regression").assign(weight=[1.0, None] * 150)
    with pytest.raises(UserError, match="the weight weight is missing or negative in 150 rows, the "
                                        "first is row 2"):
        run(table, "regression", training={"sample_weight": "weight"})


def test_classes_are_weighed_as_params_say(folder: Path) -> None:
    table = make_table("classification", rows=400)
    table.loc[table.index % 5 > 0, "target"] = "good"
    settings = {"candidates": ["logistic_regression"], "metric": "neg_log_loss"}
    means = {}
    for given in (None, "balanced", {"good": 1, "bad": 100}):
        Path("references/schema.yaml").unlink(missing_ok=True)
        trained_on(table, "classification", training={**settings, "class_weight": given})
        means[str(given)] = predict(*load_bundle(MODEL), pd.read_parquet(TEST)).mean()
    assert means["None"] < 0.25 < 0.35 < means["balanced"] < 0.6 < 0.7 < \
        means["{'good': 1, 'bad': 100}"]
    with pytest.raises(UserError, match="class_weight: weighs bad, but the classes are good, bad"):
        trained_on(table, "classification", training={**settings, "class_weight": {"bad": 2}})


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("few", ["groups", "rows of a class"])
def test_too_little_to_resample_is_said_and_not_made_up(few: str, folder: Path) -> None:
    table = make_table("classification", rows=300)
    table["region"] = np.arange(300) % 20
    changes: dict[str, Any] = {"split": {"by": "group", "column": "region"}}
    if few != "groups":
        changes = {"split": {"test_share": 0.2}, "training": {"candidates": ["decision_tree"]}}
        table["target"] = [f"class {row % 30}" for row in range(300)]
    run(table, "classification", **changes)
    found = read_json(TEST_METRICS)
    assert found["test"]["roc_auc"]["low"] is None and found["test"]["roc_auc"]["value"] >= 0
    assert any("too few to tell" in line for line in metrics_table(found))
    assert "| too few to tell |" in MODEL_CARD.read_text()


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("by, column", [("group", "household"), ("time", "month")])
def test_cross_validation_splits_as_the_test_rows_are_split_off(
        by: str, column: str, task: Task, folder: Path) -> None:
    table = make_table(task, rows=400)
    table["household"] = np.random.default_rng(2).integers(0, 100, 400)
    table["month"] = [f"2024-{month:02}-01" for month in 1 + np.arange(400) * 12 // 400]
    params = run(table, task, split={"by": by, "column": column})
    train, test = pd.read_parquet(TRAIN), pd.read_parquet(TEST)
    if by == "group":
        assert not set(train["household"]) & set(test["household"])
        assert "household" not in load_manifest(MODEL).numbers
        assert "for which all rows of a `household` together were" in MODEL_CARD.read_text()
        truth = target_values(test, load_schema(params))
        found = measure(task, truth, predict(*load_bundle(MODEL), test), 0.5, params.seed,
                        groups=test["household"].to_numpy())[params.training.metric]
        assert read_json(TEST_METRICS)["test"][params.training.metric] == pytest.approx(
            {"value": found.value, "low": found.low, "high": found.high}, rel=1e-9)
    else:
        assert train["month"].max() < test["month"].min()
        assert "for which rows were drawn" in MODEL_CARD.read_text()
    assert read_json(TEST_METRICS)["gain"] > 0
