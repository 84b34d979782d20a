"""What a run came to, in a few lines of text."""

from typing import Any

from ..dvc_stages import delivered_earlier
from ..files import read_json
from ..paths import (
    DELIVERY,
    DVC_STAGES,
    EXECUTED_NOTEBOOKS,
    FIGURES,
    MODEL,
    MODEL_CARD,
    PREDICTIONS,
    TEST_METRICS,
)
from ..visualization.gain_words import interval_words, no_gain
from .gates import verdict
from .manifest import portable_path


def metrics_table(metrics: dict[str, Any]) -> list[str]:
    """Lay out the content of metrics.json: each metric, its interval, and the baseline's."""
    lines = [f"{metrics['model']} on {metrics['rows']['test']:,} test rows, with 95 % intervals:",
             f"  {'':28} {'model':>12}  {'interval':28} {'baseline':>12}"]
    for name, found in metrics["test"].items():
        interval = interval_words(found, "{:.5g}".format)
        lines.append(f"  {name:28} {found['value']:12.5g}  {interval:28} "
                     f"{metrics['baseline'][name]:12.5g}")
    if words := no_gain(metrics):
        lines.append(f"  {words}")
    return [*lines, f"  gates {verdict(metrics['gates'])}"]


def summary() -> list[str]:
    """Say how good the model is, where everything lies, and what to type next."""
    return [
        "",
        *metrics_table(read_json(TEST_METRICS)),
        "",
        f"  model card    {MODEL_CARD}",
        f"  predictions   {PREDICTIONS}",
        f"  figures       {FIGURES}/",
        f"  notebooks     {EXECUTED_NOTEBOOKS}/*.html",
        *([f"  forms         {DELIVERY}/ IS OF AN EARLIER MODEL: `make deliver`"]
          if delivered_earlier(DVC_STAGES, portable_path(MODEL)) else []),
        "",
        "Next: edit params.yaml and type `make all` again; score new rows with",
        "`make predict INPUT=new.csv OUTPUT=scores.csv`; `make help` lists every verb.",
    ]
