"""What the model is worth on the held-out test rows."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from ..data.schema import load_schema
from ..data.target import target_values
from ..features.build_features import Features
from ..files import write_json, write_text
from ..params import Params
from ..paths import FIGURES, IMPORTANCE, METRICS, MODEL, MODEL_CARD, TEST, TRAIN
from ..visualization import figures
from ..visualization.style import save_figure
from .bundle import Manifest, check_contract, load_bundle
from .candidates import build_baseline
from .gates import failures
from .metrics import Interval, measure
from .model_card import model_card
from .predict_model import predict
from .summary import metrics_table
from .threads import threads_for

REPEATS = 5


def evaluate_model(params: Params) -> list[str]:
    """Measure model and baseline on the test rows; write metrics, figures and the model card.

    Returns notices for the user. A failed gate is written down, it is no error here: `check_gates`
    stops what would publish the model.

    Raises:
        UserError: the model cannot be loaded.
    """
    schema = load_schema(params)
    pipeline, manifest = load_bundle(MODEL)
    check_contract(MODEL, manifest, schema)
    train, test = pd.read_parquet(TRAIN), pd.read_parquet(TEST)
    features = Features(manifest.numbers, manifest.categories, manifest.derived)
    X, y = test[features.columns], target_values(test, schema)
    baseline = build_baseline(manifest.task)
    baseline.fit(train[features.columns], target_values(train, schema))
    score = predict(pipeline, manifest, X)
    found = _measure(params, y, score)
    beside = _measure(params, y, predict(baseline, manifest, X))
    importance = _importance(pipeline, X, y, params)
    metrics = _report(params, manifest, (len(train), len(test)), found, beside)
    write_json(METRICS, metrics)
    write_json(IMPORTANCE, importance)
    _draw(manifest, y, score, importance, params)
    write_text(MODEL_CARD, model_card(schema, manifest, metrics, importance, params))
    return metrics_table(metrics)


def _measure(params: Params, y: np.ndarray, score: np.ndarray) -> dict[str, Interval]:
    return measure(params.target.task, y, score, params.predict.cutoff, params.seed)


def _importance(pipeline: Pipeline, X: pd.DataFrame, y: np.ndarray,
                params: Params) -> list[dict[str, Any]]:
    with threads_for(len(X)):
        result = permutation_importance(pipeline, X, y, scoring=params.training.metric,
                                        n_repeats=REPEATS, random_state=params.seed)
    found = [{"feature": name, "mean": float(mean), "std": float(std)} for name, mean, std
             in zip(X.columns, result.importances_mean, result.importances_std)]
    return sorted(found, key=lambda item: -item["mean"])


def _report(params: Params, manifest: Manifest, rows: tuple[int, int], found: dict[str, Interval],
            baseline: dict[str, Interval]) -> dict[str, Any]:
    metric = params.training.metric
    value, beside = found[metric].value, baseline[metric].value
    failed = failures(metric, value, beside, params.gates)
    return {
        "model": manifest.name,
        "task": manifest.task,
        "rows": {"train": rows[0], "test": rows[1]},
        "metric": metric,
        "test": {name: asdict(interval) for name, interval in found.items()},
        "baseline": {name: interval.value for name, interval in baseline.items()},
        "gain": value - beside,
        "gates": {"passed": not failed, "failures": failed},
    }


def _draw(manifest: Manifest, y: np.ndarray, score: np.ndarray, importance: list[dict[str, Any]],
          params: Params) -> None:
    if manifest.task == "classification":
        drawn = {"roc_curve": figures.roc_curve_figure(y, score),
                 "precision_recall": figures.precision_recall_figure(y, score),
                 "calibration": figures.calibration_figure(y, score)}
    else:
        drawn = {"predicted_against_actual": figures.predicted_against_actual_figure(y, score),
                 "residuals": figures.residuals_figure(y, score)}
    drawn["permutation_importance"] = figures.permutation_importance_figure(
        pd.DataFrame(importance), params.training.metric)
    for name, figure in drawn.items():
        save_figure(figure, FIGURES / f"{name}.png")
