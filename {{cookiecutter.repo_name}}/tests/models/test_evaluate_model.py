"""Measuring a trained model: metrics beside the baseline's, gates, figures, the model card."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import METRIC, write_params
from sklearn.metrics import r2_score, roc_auc_score

from slipway_package.files import read_json
from slipway_package.models.bundle import load_bundle
from slipway_package.models.evaluate_model import evaluate_model
from slipway_package.models.pipeline_scorer import predict
from slipway_package.params import Task, load_params
from slipway_package.paths import (
    FIGURES,
    IMPORTANCE,
    TEST_METRICS,
    MODEL,
    MODEL_CARD,
    TEST,
)

DRAWN = {"classification": {"roc_curve", "precision_recall", "calibration",
                            "confusion_matrix"},
         "regression": {"predicted_against_actual", "residuals"}}


def test_what_is_written_is_what_scikit_learn_finds(task: Task, trained: Path) -> None:
    lines = evaluate_model(load_params())
    found = read_json(TEST_METRICS)
    pipeline, manifest = load_bundle(MODEL)
    test = pd.read_parquet(TEST)
    score = predict(pipeline, manifest, test)
    if task == "classification":
        expected = {"roc_auc": roc_auc_score(test["target"] == "bad", score),
                    "accuracy": ((score >= 0.5) == (test["target"] == "bad")).mean()}
    else:
        expected = {"r2": r2_score(test["target"], score),
                    "neg_mean_absolute_error": -np.abs(test["target"] - score).mean()}
    for name, value in expected.items():
        assert found["test"][name]["value"] == pytest.approx(value, abs=1e-12)
        assert found["test"][name]["low"] < value < found["test"][name]["high"]
    metric = METRIC[task]
    assert found["rows"] == {"train": 240, "test": 60}
    assert found["gain"] == found["test"][metric]["value"] - found["baseline"][metric] > 0.2
    assert found["gates"] == {"thresholds": {}, "passed": True, "failures": []}
    assert lines[-1].strip() == "gates none: params.yaml asks nothing of the model"
    importance = read_json(IMPORTANCE)
    assert {item["feature"] for item in importance} == {"income", "age", "home town", "job"}
    assert importance[0]["mean"] == max(item["mean"] for item in importance) > 0
    figures = {path.stem for path in FIGURES.glob("*.png") if path.stat().st_size > 5000}
    assert figures == DRAWN[task] | {"permutation_importance"}
    assert any(metric in line for line in lines)

    card = MODEL_CARD.read_text(encoding="utf-8")
    assert "No gates were set for it." in card
    assert f"| {metric} | {found['test'][metric]['value']:.4g} |" in card
    assert "| `home town` | category | `east`, `north`, `south` |" in card
    assert "`id` (identifier)" in card
    assert manifest.sha256 in card


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_a_failed_gate_is_written_down_and_is_no_error_here(trained: Path, task: Task) -> None:
    evaluate_model(write_params(task, gates={"min_metric": 0.999, "min_gain": 0.01}))
    gates = read_json(TEST_METRICS)["gates"]
    assert gates["thresholds"] == {"min_metric": 0.999, "min_gain": 0.01} and not gates["passed"]
    assert gates["failures"][0].endswith("at least 0.999 is asked for")
    assert "**It failed its gates**" in MODEL_CARD.read_text(encoding="utf-8")
