"""Whether a model is worth more than its baseline, and how surely, said plainly."""

from collections.abc import Callable
from typing import Any

from .labels import span

NO_INTERVAL = "too few to tell"


def interval_words(found: dict[str, Any], spell: Callable[[float], str], sign: int = 1) -> str:
    """Spell the interval of a metric in metrics.json, or say that there is none."""
    if found["low"] is None:
        return NO_INTERVAL
    return span(*map(spell, sorted((found["low"] * sign, found["high"] * sign))))


def no_gain(metrics: dict[str, Any]) -> str | None:
    """Say that the model is not better than the baseline, or not surely so; else nothing.

    `metrics` is the content of metrics.json.
    """
    name = metrics["metric"]
    found, baseline = metrics["test"][name], metrics["baseline"][name]
    if not found["value"] > baseline:
        return f"By {name} it is no better than the baseline: it has learned nothing of use."
    if found["low"] is None:
        return (f"By {name} it is better than the baseline, but how surely cannot be told: the "
                "test rows are too few of a class, or of too few groups, for an interval.")
    if not found["low"] > baseline:
        return (f"By {name} it is not clearly better than the baseline, which lies within its "
                "interval: what it has learned may be chance.")
    return None
