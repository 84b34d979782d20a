"""What the model report says, as Markdown made from the reports."""

from typing import Any

import numpy as np
import pandas as pd

from .gain_words import interval_words, no_gain
from .labels import (bullets, code, count, day, direction, listing, markdown_table, metric_label,
                     number, share)
from .model_report import ModelReport

MEAN_OVER_CLASSES = "ROC AUC is the mean over the classes, each against the rest; the pictures " \
                    "pool all classes, so that frequent ones count more and the area is another."
# Standard errors above the overall error from which a segment is called worse.
CLEAR = 2.0


def headline(report: ModelReport) -> str:
    """Say in a paragraph what was made, how good it is and whether it may go out."""
    metrics = report.metrics
    label, sign = metric_label(metrics["metric"])
    test = metrics["test"][metrics["metric"]]
    baseline = metrics["baseline"][metrics["metric"]] * sign
    named = "no 95 % interval:" if test["low"] is None else "95 % interval"
    interval = f"{named} {interval_words(test, number, sign)}"
    return f"{code(metrics['model'])} predicts {code(report.target.name)}. On " \
           f"{count(metrics['rows']['test'], 'test row')} that it never saw, its {label} is " \
           f"**{number(test['value'] * sign)}** ({interval}); the " \
           f"baseline's is {number(baseline)} ({direction(sign)}). {_everyday(report)}\n\n" \
           f"{_warning(metrics)}{gates(report)}"


def _warning(metrics: dict[str, Any]) -> str:
    words = no_gain(metrics)
    return f"**{words}**\n\n" if words else ""


def gates(report: ModelReport) -> str:
    """Say whether the gates of params.yaml were passed, which were not, or that there are none."""
    found = report.metrics["gates"]
    if found["passed"] and not found["thresholds"]:
        return "**No gates are set** (`gates` in params.yaml): somebody has to decide whether " \
               "the model is good enough to be published."
    if found["passed"]:
        return "**The gates are passed**: the model may be published."
    failures = bullets(str(failure) for failure in found["failures"])
    return f"**The gates are not passed**: the model must not be published.\n\n{failures}"


def selection(report: ModelReport) -> str:
    """Tell in a few sentences which candidate won and why (the one-standard-error rule)."""
    chosen, best = report.selection["chosen"], report.selection["best"]
    label, sign = metric_label(report.selection["metric"])
    scores = report.candidates.set_index("name")
    bar = number(report.selection["threshold"] * sign, 4)
    leader = f"{code(best)} has the best {label}, {number(scores.at[best, 'mean'] * sign, 4)} " \
             f"± {number(scores.at[best, 'standard_error'], 2)}."
    near = "at least" if sign > 0 else "at most"
    rule = f"Within one standard error of it, that is with {label} of {near} {bar}, candidates " \
           "cannot be told apart, and the simplest of them wins: "
    won = f"here {code(best)} itself." if chosen == best else \
        f"{code(chosen)}, with {number(scores.at[chosen, 'mean'] * sign, 4)}."
    folds = report.selection["folds"]
    return f"Each candidate was trained and scored {folds} times on the training rows, each time " \
           f"with another {share(1 / folds)} of them held back. {leader} {rule}{won}"


def candidate_table(report: ModelReport) -> str:
    """List the candidates with their settings and scores, the simplest first."""
    label, sign = metric_label(report.selection["metric"])
    lines = []
    for one in report.selection["candidates"]:
        settings = ", ".join(f"{name} = {value}" for name, value in one["params"].items())
        mark = " (chosen)" if one["name"] == report.selection["chosen"] else \
            " (baseline)" if one["baseline"] else ""
        lines.append([code(one["name"]) + mark, code(settings, 90) if settings else "none",
                      number(one["mean"] * sign, 4), number(one["standard_error"], 2)])
    head = ["candidate", "settings found", label, "standard error"]
    return markdown_table(head, lines, right=(2, 3))


def metric_table(report: ModelReport) -> str:
    """List the metrics on the test rows, their intervals and the baseline's."""
    lines = []
    for metric, found in report.metrics["test"].items():
        label, sign = metric_label(metric)
        baseline = report.metrics["baseline"].get(metric)
        lines.append([label, number(found["value"] * sign), interval_words(found, number, sign),
                      "" if baseline is None else number(baseline * sign), direction(sign)])
    head = ["metric", "model", "95 % interval", "baseline", ""]
    text = markdown_table(head, lines, right=(1, 2, 3))
    if report.pooled and "roc_auc" in report.metrics["test"]:
        text += f"\n\n{MEAN_OVER_CLASSES}"
    if weight := report.metrics.get("sample_weight"):
        text += f"\n\nThese weigh each row by {code(weight)}; pictures and counts take each row " \
                "once."
    if report.unscored:
        text += f"\n\n{count(report.unscored, 'test row')} did not fit the contract and have no " \
                "score."
    return text


def importance(report: ModelReport) -> str:
    """Say which columns carry the model and which could be spared."""
    found = report.importance
    if found.empty:
        return "The model has no column to rest on."
    carrying = found[found["mean"] > 0]
    idle = int((found["mean"] <= 2 * found["std"]).sum())
    text = "No column stands out from chance." if carrying.empty else \
        f"It rests most on {listing([code(name) for name in carrying['feature'].head(3)])}."
    if idle and not carrying.empty:
        text += f" The fall for {count(idle, 'column')} of {len(found):,} is within two standard " \
                "deviations of the shuffles. (Columns that say the same share their importance, " \
                "so each looks spare beside the other.)"
    return text


def segment_words(report: ModelReport, segments: pd.DataFrame, most: int = 4) -> str:
    """Name the segments where the model errs clearly more than over all."""
    overall = report.error.mean()
    excess = (segments["error"] - overall) / segments["standard_error"]
    worse = segments[excess > CLEAR].sort_values("error", ascending=False).head(most)
    write = share if report.is_classifier else number
    text = f"Over all rows the {report.error_name} is {write(overall)}."
    if worse.empty:
        return text + " No segment of the columns drawn is clearly worse."
    return text + " It is clearly worse where\n\n" + bullets(
        f"{code(one.column)} is {code(one.segment)}: {write(one.error)} "
        f"({count(one.rows, 'row')})" for one in worse.itertuples())


def worst_rows(report: ModelReport, top: int = 10, columns: int = 5) -> str:
    """List the rows whose predictions lie farthest from the truth, with the leading columns."""
    names = report.leading_columns(columns)
    order = pd.Series(report.distance).sort_values(ascending=False, kind="stable").index[:top]
    if report.shares:
        predicted, score = "its probability", 1 - report.distance
    elif report.is_classifier:
        predicted, score = f"probability of {code(report.positive)}", report.predicted
    else:
        predicted, score = "predicted", report.predicted
    lines = [[f"{report.predictions['row'].iat[place]}", _value(report.target.iat[place]),
              number(score[place]),
              *(_value(report.rows[name].iat[place], name in report.dates)
                for name in names)] for place in order]
    head = ["test row", f"actual {code(report.target.name)}", predicted, *map(code, names)]
    right = [place + 3 for place, name in enumerate(names)
             if pd.api.types.is_numeric_dtype(report.rows[name])]
    return markdown_table(head, lines, right=[0, 2, *right, *([] if report.is_classifier else [1])])


def _value(value: object, is_date: bool = False) -> str:
    if value is None or value != value:
        return "missing"
    if is_date:
        return day(value)
    return number(value) if isinstance(value, (int, float)) else code(value, 24)


def _everyday(report: ModelReport) -> str:
    """Say what the error means for one row."""
    error = report.error.mean()
    if report.is_classifier:
        return f"It names the right class for {share(1 - error)} of them."
    return f"A prediction is off by {number(error)} in the mean, by " \
           f"{number(np.median(report.error))} in the median."
