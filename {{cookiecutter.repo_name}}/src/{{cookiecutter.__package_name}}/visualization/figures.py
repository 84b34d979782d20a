"""Figures about a model: how well it ranks, how true its numbers are, what it rests on.

Each function takes numpy arrays or pandas objects and returns a figure; none touches a file.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import curves
from .labels import direction, metric_label, shorts
from .style import (BLUE, GREY, ORANGE, PALE, SKY, blank, message_figure, plain_numbers, styled,
                    unit_square)

POOLED = ", each class against the rest, all pooled"
DASHED = {"color": GREY, "linestyle": "--", "linewidth": 1}


@styled
def candidates_figure(candidates: pd.DataFrame, metric: str, chosen: str,
                      threshold: float) -> Figure:
    """Draw each candidate's cross-validated score with a whisker of one standard error.

    Args:
        candidates: one row a candidate with name, baseline (bool), mean and standard_error.
        metric: the scorer's name; of "neg_..." the error itself is drawn.
        chosen: the name of the candidate that was taken.
        threshold: the best mean less its standard error, as a score.
    """
    label, sign = metric_label(metric)
    names = candidates["name"].astype(str)
    places = np.arange(len(candidates))[::-1]
    means, errors = candidates["mean"] * sign, candidates["standard_error"]
    colours = np.where(names == chosen, ORANGE, np.where(candidates["baseline"], GREY, BLUE))
    figure, axes = blank(1, 2, 1.5 + 0.35 * len(candidates), sharey=True, width_ratios=[2, 3],
                         title="Candidates under cross-validation")
    rivals = ~candidates["baseline"].to_numpy(dtype=bool)
    for one, shown, title in ((axes[0], rivals | True, "With the baseline"),
                              (axes[1], rivals, "Close up: mean ± one standard error")):
        for place, mean, error, colour in zip(places[shown], means[shown], errors[shown],
                                              colours[shown]):
            one.errorbar(mean, place, xerr=error, fmt="o", color=colour, markersize=7)
        one.set_title(title)
        one.set_xlabel(f"{label} ({direction(sign)})")
        one.grid(axis="x")
        one.margins(x=0.08, y=0.15)
        plain_numbers(one, y=False)
    for baseline in means[~rivals]:
        axes[0].axvline(baseline, **DASHED)
    axes[0].set_yticks(places, shorts(names))
    axes[0].locator_params(axis="x", nbins=3)
    axes[1].locator_params(axis="x", nbins=5)
    axes[1].axvline(threshold * sign, color=GREY, linestyle=":")
    low, high = axes[1].get_xlim()
    edge = high if sign > 0 else low
    axes[1].axvspan(threshold * sign, edge, color=PALE, zorder=0,
                    label="within one standard error of the best")
    axes[1].set_xlim(low, high)
    axes[1].plot([], [], "o", color=ORANGE, label="chosen")
    figure.legend(loc="outside lower right", ncols=2)
    return figure


@styled
def roc_curve_figure(truth: np.ndarray, probability: np.ndarray, pooled: bool = False) -> Figure:
    """Draw the receiver operating characteristic.

    Args:
        truth: shape (rows,), true for the positive class.
        probability: shape (rows,), of the positive class.
        pooled: whether they are those of each of many classes against the rest, one after the
            other.
    """
    truth = np.asarray(truth)
    counts = curves.rank_counts(truth, np.asarray(probability, dtype=float))
    if not counts.positives or not counts.negatives:
        return message_figure("No ROC curve: the rows hold one class only.")
    figure, (axes,) = blank(height=4.6, title=f"ROC curve{POOLED if pooled else ''}")
    if pooled:
        _draw_roc(axes, curves.share_counts(truth), "class shares alone:", **DASHED)
    else:
        axes.plot([0, 1], [0, 1], label="by chance: 0.5", **DASHED)
    _draw_roc(axes, counts, f"model: {'pooled ' if pooled else ''}area", color=BLUE)
    unit_square(axes, "false positive rate", "true positive rate")
    axes.legend(loc="lower right")
    return figure


@styled
def precision_recall_figure(truth: np.ndarray, probability: np.ndarray,
                            pooled: bool = False) -> Figure:
    """Draw precision against recall; arguments as for `roc_curve_figure`."""
    truth = np.asarray(truth)
    counts = curves.rank_counts(truth, np.asarray(probability, dtype=float))
    if not counts.positives:
        return message_figure("No precision-recall curve: no row is of the positive class.")
    figure, (axes,) = blank(height=4.6, title=f"Precision and recall{POOLED if pooled else ''}")
    if pooled:
        _draw_precision(axes, curves.share_counts(truth), "class shares alone:", **DASHED)
    else:
        base = counts.positives / (counts.positives + counts.negatives)
        axes.axhline(base, label=f"by chance: {base:.3f}", **DASHED)
    _draw_precision(axes, counts, f"model: {'pooled ' if pooled else ''}average precision",
                    color=BLUE)
    unit_square(axes, "recall", "precision")
    axes.legend(loc="best")
    return figure


@styled
def calibration_figure(truth: np.ndarray, probability: np.ndarray, pooled: bool = False,
                       bins: int = 10) -> Figure:
    """Draw observed shares against predicted probabilities, in bins of about as many rows.

    Whiskers are 95 % intervals (Wilson); arguments as for `roc_curve_figure`.
    """
    truth, probability = np.asarray(truth, dtype=bool), np.asarray(probability, dtype=float)
    if not len(truth):
        return message_figure("No calibration curve: there is no row.")
    groups = curves.quantile_bins(probability, bins)
    rows, predicted, _ = curves.bin_means(groups, probability)
    positives = np.bincount(groups, truth)
    low, high = curves.wilson_interval(positives, rows)
    observed = positives / rows
    figure, axes = blank(2, 1, 5.4, f"Do the probabilities come true{POOLED if pooled else ''}?",
                         sharex=True, height_ratios=[3, 1])
    axes[0].plot([0, 1], [0, 1], label="perfect", **DASHED)
    whiskers = np.maximum([observed - low, high - observed], 0)
    axes[0].errorbar(predicted, observed, yerr=whiskers, fmt="o-", color=BLUE, markersize=5,
                     label="model, with 95 % intervals"
                     f"{' (as if answers were independent)' if pooled else ''}")
    unit_square(axes[0], "", "observed share")
    axes[0].legend(loc="upper left")
    edges = np.linspace(0, 1, 41)
    axes[1].hist([probability[~truth], probability[truth]], edges, stacked=True,
                 color=[SKY, ORANGE], label=["rows of another class", "rows of the class"] if pooled
                 else ["negative rows", "positive rows"])
    axes[1].set(xlabel="predicted probability", ylabel="rows")
    axes[1].legend(loc="upper right")
    plain_numbers(axes[1], x=False)
    return figure


@styled
def permutation_importance_figure(importance: pd.DataFrame, metric: str, top: int = 15) -> Figure:
    """Draw how far the score falls when a column is shuffled, the `top` columns.

    Args:
        importance: one row a column with feature, mean and std (in units of the score).
        metric: the scorer's name.
    """
    if importance.empty:
        return message_figure("No permutation importance: the model has no column.")
    shown = importance.sort_values("mean", ascending=False, kind="stable").head(top)
    label, sign = metric_label(metric)
    few = f", {len(shown)} of {len(importance):,} columns" if len(importance) > top else ""
    figure, (axes,) = blank(height=1.4 + 0.26 * len(shown),
                            title=f"What the model rests on{few}")
    places = np.arange(len(shown))[::-1]
    axes.barh(places, shown["mean"], xerr=shown["std"], height=0.65, color=BLUE, ecolor=GREY)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(places, shorts([*shown["feature"], *importance["feature"]])[:len(shown)])
    change = "fall" if sign > 0 else "rise"
    axes.set_xlabel(f"{change} of {label} on the test rows when the column is shuffled\n"
                    "(mean of the shuffles ± one standard deviation of them)")
    axes.grid(axis="x")
    axes.margins(y=0.02)
    plain_numbers(axes, y=False)
    return figure


@styled
def predicted_against_actual_figure(actual: np.ndarray, predicted: np.ndarray) -> Figure:
    """Draw predictions against the truth, in the target's units; both of shape (rows,)."""
    actual, predicted, note = curves.thinned(actual, predicted)
    if not len(actual):
        return message_figure("No predictions to draw: there is no row.")
    figure, (axes,) = blank(height=5.2, title=f"Predicted against actual{note}")
    low = min(actual.min(), predicted.min())
    high = max(actual.max(), predicted.max())
    axes.plot([low, high], [low, high], label="perfect", **DASHED)
    axes.plot(actual, predicted, "o", color=BLUE, alpha=0.35, markersize=4, markeredgewidth=0)
    axes.set(xlabel="actual", ylabel="predicted")
    axes.grid()
    axes.legend(loc="upper left")
    plain_numbers(axes)
    return figure


@styled
def residuals_figure(actual: np.ndarray, predicted: np.ndarray) -> Figure:
    """Draw residuals (actual less predicted) against predictions, and how they spread."""
    actual, predicted, note = curves.thinned(actual, predicted)
    if not len(actual):
        return message_figure("No residuals to draw: there is no row.")
    residual = actual - predicted
    figure, axes = blank(1, 2, 4.2, f"Residuals{note}", sharey=True, width_ratios=[3, 1])
    groups = curves.quantile_bins(predicted, 10)
    medians = pd.DataFrame({"x": predicted, "y": residual}).groupby(groups).median()
    axes[0].axhline(0, **DASHED)
    axes[0].plot(predicted, residual, "o", color=BLUE, alpha=0.35, markersize=4,
                 markeredgewidth=0)
    axes[0].plot(medians["x"], medians["y"], color=ORANGE, label="median by tenths")
    axes[0].set(xlabel="predicted", ylabel="actual less predicted")
    axes[0].legend(loc="best")
    edges = curves.even_edges(residual.min(), residual.max(), 40)
    axes[1].hist(residual, edges, orientation="horizontal", color=BLUE)
    axes[1].set_xlabel("rows")
    axes[1].locator_params(axis="x", nbins=3)
    plain_numbers(axes[0])
    plain_numbers(axes[1], y=False)
    return figure


def _draw_roc(axes: Axes, counts: curves.RankCounts, name: str, **look: Any) -> None:
    axes.plot(counts.false_alarms / counts.negatives, counts.hits / counts.positives,
              label=f"{name} {curves.roc_auc(counts):.3f}", **look)


def _draw_precision(axes: Axes, counts: curves.RankCounts, name: str, **look: Any) -> None:
    precision = counts.hits[1:] / (counts.hits + counts.false_alarms)[1:]
    axes.step(counts.hits / counts.positives, np.append(precision[0], precision), where="pre",
              label=f"{name} {curves.average_precision(counts):.3f}", **look)
