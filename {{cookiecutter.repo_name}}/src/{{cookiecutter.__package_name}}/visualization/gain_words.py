"""Whether a model is worth more than its baseline, said plainly."""

from typing import Any


def no_gain(metrics: dict[str, Any]) -> str | None:
    """Say that the model is not better than the baseline, or not surely so; else nothing.

    `metrics` is the content of metrics.json.
    """
    name = metrics["metric"]
    found, baseline = metrics["test"][name], metrics["baseline"][name]
    if not found["value"] > baseline:
        return f"By {name} it is no better than the baseline: it has learned nothing of use."
    if not found["low"] > baseline:
        return (f"By {name} it is not clearly better than the baseline, which lies within its "
                "interval: what it has learned may be chance.")
    return None
