"""What the model is worth on the held-out test rows."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..data.schema import Schema, load_schema
from ..data.target import classes_of, target_values
from ..files import write_json, write_text
from ..params import Params
from ..paths import FIGURES, IMPORTANCE, TEST_METRICS, MODEL, MODEL_CARD, TEST, TRAIN
from ..visualization import figures
from ..visualization.classes import confusion_figure, flat_classes
from ..visualization.style import save_figure
from .gates import failures, thresholds
from .importance import permutation_importance
from .manifest import Manifest, check_contract, columns_of
from .metrics import Interval, measure, measure_once
from .model_card import model_card
from .scorer import load_scorer
from .summary import metrics_table
from .weights import sample_weights


def evaluate_model(params: Params) -> list[str]:
    """Measure model and baseline on the test rows; write metrics, figures and the model card.

    Returns notices for the user. A failed gate is written down, it is no error here: `check_gates`
    stops what would publish the model.

    Raises:
        UserError: the model cannot be loaded.
    """
    schema = load_schema(params)
    scorer = load_scorer(MODEL)
    manifest = scorer.manifest
    check_contract(MODEL, manifest, schema)
    train, test = pd.read_parquet(TRAIN), pd.read_parquet(TEST)
    X = pa.Table.from_pandas(test[columns_of(manifest)], preserve_index=False)
    y, weights = target_values(test, schema), sample_weights(test, params)
    score = scorer.score(X)
    groups = test[params.split.column].to_numpy() if params.split.by == "group" else None
    task, cutoff = params.target.task, params.predict.cutoff
    found = measure(task, y, score, cutoff, params.seed, weights, groups)
    beside = measure_once(task, y, _baseline(params, schema, train, len(y)), cutoff, weights)
    importance = permutation_importance(scorer.score, X, y, params.training.metric, params.seed,
                                        weights)
    metrics = _report(params, manifest, (len(train), len(test)), found, beside)
    write_json(TEST_METRICS, metrics)
    write_json(IMPORTANCE, importance)
    _draw(manifest, y, score, importance, params)
    write_text(MODEL_CARD, model_card(schema, manifest, metrics, importance, params))
    return metrics_table(metrics)


def _baseline(params: Params, schema: Schema, train: pd.DataFrame, rows: int) -> np.ndarray:
    """Score rows as one does who sees no feature: by the mean, or the shares of the classes."""
    y, weights = target_values(train, schema), sample_weights(train, params)
    if params.target.task == "regression":
        return np.full(rows, np.average(y, weights=weights))
    counts = np.bincount(y, weights, minlength=len(classes_of(schema)))
    shares = np.tile(counts / counts.sum(), (rows, 1))
    return shares[:, 1] if shares.shape[1] == 2 else shares


def _report(params: Params, manifest: Manifest, rows: tuple[int, int], found: dict[str, Interval],
            baseline: dict[str, float]) -> dict[str, Any]:
    metric = params.training.metric
    value, beside = found[metric].value, baseline[metric]
    failed = failures(metric, value, beside, params.gates)
    return {
        "model": manifest.name,
        "sha256": manifest.sha256,
        "task": manifest.task,
        "rows": {"train": rows[0], "test": rows[1]},
        "metric": metric,
        "cutoff": params.predict.cutoff if len(manifest.classes or ()) == 2 else None,
        "sample_weight": params.training.sample_weight,
        "test": {name: asdict(interval) for name, interval in found.items()},
        "baseline": baseline,
        "gain": value - beside,
        "gates": {"thresholds": thresholds(params.gates), "passed": not failed,
                  "failures": failed},
    }


def _draw(manifest: Manifest, y: np.ndarray, score: np.ndarray, importance: list[dict[str, Any]],
          params: Params) -> None:
    if manifest.classes:
        truth, share = flat_classes(y, score)
        decided = np.asarray(score >= params.predict.cutoff, dtype=np.intp) \
            if score.ndim == 1 else score.argmax(axis=1)
        pooled = score.ndim == 2
        drawn = {"roc_curve": figures.roc_curve_figure(truth, share, pooled),
                 "precision_recall": figures.precision_recall_figure(truth, share, pooled),
                 "calibration": figures.calibration_figure(truth, share, pooled),
                 "confusion_matrix": confusion_figure(
                     y, decided, manifest.classes, None if pooled else params.predict.cutoff)}
    else:
        drawn = {"predicted_against_actual": figures.predicted_against_actual_figure(y, score),
                 "residuals": figures.residuals_figure(y, score)}
    drawn["permutation_importance"] = figures.permutation_importance_figure(
        pd.DataFrame(importance), params.training.metric)
    for name, figure in drawn.items():
        save_figure(figure, FIGURES / f"{name}.png")
