"""The model report: read from what the stages write, told in words that fit."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from slipway_package.errors import UserError
from slipway_package.visualization import model_words
from slipway_package.visualization.model_report import read_model_report

ROWS = 40


def write_reports(folder: Path, task: str, passed: bool = True) -> tuple[Path, Path, Path]:
    """Write what train, evaluate and predict write, for a model that errs where x is large."""
    x = np.arange(ROWS, dtype=float)
    answers = {"classification": np.array(["no", "yes"] * (ROWS // 2)), "regression": x}[task]
    # An identifier, with a hole, stands between the row and its score.
    identifiers = [None, *(f"id {row}" for row in range(2, ROWS + 1))]
    scores = {"row": np.arange(1, ROWS + 1), "id": identifiers,
              "probability": np.where(answers == "yes", 0.9, 0.1),
              "prediction": answers}
    if task == "classification":
        scores["prediction"] = np.where(x >= 30, "no", answers)
    else:
        del scores["probability"]
        scores["prediction"] = answers + np.where(x >= 30, 10 + x % 2, 0.1)
    metric, sign = {"classification": ("roc_auc", 1), "regression":
                    ("neg_mean_absolute_error", -1)}[task]
    candidates = [{"name": name, "baseline": name == "baseline", "params": params, "mean": mean,
                   "standard_error": 0.01, "scores": [mean] * 5}
                  for name, params, mean in (("line", {"C": 1.0}, 0.80 * sign),
                                             ("trees", {}, (0.805 if sign > 0 else 0.795) * sign),
                                             ("baseline", {}, (0.5 if sign > 0 else 2) * sign))]
    test = {metric: {"value": 0.8 * sign, "low": 0.7 * sign, "high": 0.9 * sign}}
    gates = {"thresholds": {"min_metric": 0.9}, "passed": passed,
             "failures": [] if passed else ["roc_auc is 0.8, 0.9 is asked for"]}
    content = {
        "candidates.json": {"metric": metric, "folds": 5, "best": "trees", "chosen": "line",
                            "threshold": 0.795, "candidates": candidates},
        "metrics.json": {"model": "line", "task": task, "rows": {"train": 160, "test": ROWS},
                         "metric": metric, "test": test, "baseline": {metric: 0.5 * sign},
                         "gain": 0.3, "gates": gates},
        "permutation_importance.json": [{"feature": "x", "mean": 0.2, "std": 0.01},
                                        {"feature": "word", "mean": 0.0, "std": 0.01}]}
    for name, value in content.items():
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    pd.DataFrame(scores).to_csv(folder / "predictions.csv", index=False)
    rows = pd.DataFrame({"x": x, "word": ["a", None] * (ROWS // 2), "target": answers})
    rows.to_parquet(folder / "test.parquet", index=False)
    target = {"name": "target", "task": task, "positive": "yes"}
    (folder / "schema.yaml").write_text(yaml.safe_dump({"target": target}), encoding="utf-8")
    return folder, folder / "test.parquet", folder / "schema.yaml"


def test_a_classifier_is_told(tmp_path: Path) -> None:
    report = read_model_report(*write_reports(tmp_path, "classification", passed=False))
    assert report.error.sum() == 5
    headline = model_words.headline(report)
    assert "ROC AUC is **0.800** (95 % interval 0.700 to 0.900)" in headline
    assert "must not be published" in headline and "0.9 is asked for" in headline
    report.metrics["test"]["roc_auc"].update(low=None, high=None)
    headline = model_words.headline(report)
    assert "**0.800** (no 95 % interval: too few to tell); the" in headline
    assert "how surely cannot be told" in headline
    assert "| too few to tell |" in model_words.metric_table(report)
    report.metrics["gates"] = {"thresholds": {}, "passed": True, "failures": []}
    assert "passed" not in model_words.gates(report)
    assert "**No gates are set**" in model_words.gates(report)
    told = model_words.selection(report)
    assert "`trees` has the best ROC AUC, 0.8050" in told and "`line`, with 0.8000" in told
    assert "2 columns" not in model_words.importance(report)
    assert "The fall for 1 column of 2 is within two" in model_words.importance(report)


def test_a_regression_is_told_with_errors_above_zero(tmp_path: Path) -> None:
    report = read_model_report(*write_reports(tmp_path, "regression"))
    assert "-" not in model_words.metric_table(report).splitlines()[2]
    assert "0.700 to 0.900" in model_words.metric_table(report)
    told = model_words.segment_words(report, report.segments(2, fewest=5))
    assert "`x` is `33 to 39`: 10.6" in told and "(missing)" not in told
    worst = model_words.worst_rows(report, top=1, columns=2).splitlines()[-1]
    assert worst.startswith("| 32 | 31 | 42 | 31 |") and worst.endswith("| missing |")
    assert model_words.candidate_table(report).count("\n") == 4


def test_the_mean_over_many_classes_is_told_from_the_pooled_area(tmp_path: Path) -> None:
    files = write_reports(tmp_path, "classification")
    two = model_words.metric_table(read_model_report(*files))
    scores = pd.read_csv(tmp_path / "predictions.csv").drop(columns="probability")
    scores.assign(probability_no=0.2, probability_or=0.3, probability_yes=0.5).to_csv(
        tmp_path / "predictions.csv", index=False)
    report = read_model_report(*files)
    words = "ROC AUC is the mean over the classes, each against the rest; the pictures pool"
    assert words in model_words.metric_table(report) and words not in two
    report.metrics["sample_weight"] = "how many"
    assert "weigh each row by `how many`" in model_words.metric_table(report)
    assert "weigh" not in two
    report.metrics["test"]["accuracy"] = report.metrics["test"].pop("roc_auc")
    assert words not in model_words.metric_table(report)


def test_predictions_of_other_rows_are_refused(tmp_path: Path) -> None:
    files = write_reports(tmp_path, "regression")
    pd.read_csv(tmp_path / "predictions.csv").head(5).to_csv(tmp_path / "predictions.csv")
    with pytest.raises(UserError, match="5 scores for 40 test rows; `make predict`"):
        read_model_report(*files)
    (tmp_path / "metrics.json").unlink()
    with pytest.raises(UserError, match="metrics.json: .*`make evaluate`"):
        read_model_report(*files)
