"""What the model is worth on the held-out test rows."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..data.schema import load_schema
from ..data.target import target_values
from ..files import write_json, write_text
from ..params import Params
from ..paths import FIGURES, IMPORTANCE, TEST_METRICS, MODEL, MODEL_CARD, TEST, TRAIN
from ..visualization import figures
from ..visualization.style import save_figure
from .gates import failures
from .importance import permutation_importance
from .manifest import Manifest, check_contract
from .metrics import Interval, measure
from .model_card import model_card
from .scorer import load_scorer
from .summary import metrics_table


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
    X = pa.Table.from_pandas(test[[*manifest.numbers, *manifest.categories]],
                             preserve_index=False)
    y, baseline = target_values(test, schema), target_values(train, schema).mean()
    score = scorer.score(X)
    found = _measure(params, y, score)
    # The mean is the share of the positive class, too: what a model knows that sees no feature.
    beside = _measure(params, y, np.full(len(y), baseline))
    importance = permutation_importance(scorer.score, X, y, params.training.metric, params.seed)
    metrics = _report(params, manifest, (len(train), len(test)), found, beside)
    write_json(TEST_METRICS, metrics)
    write_json(IMPORTANCE, importance)
    _draw(manifest, y, score, importance, params)
    write_text(MODEL_CARD, model_card(schema, manifest, metrics, importance, params))
    return metrics_table(metrics)


def _measure(params: Params, y: np.ndarray, score: np.ndarray) -> dict[str, Interval]:
    return measure(params.target.task, y, score, params.predict.cutoff, params.seed)


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
