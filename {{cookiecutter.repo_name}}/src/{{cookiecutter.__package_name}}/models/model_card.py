"""The model card: made from the contract and the metrics, so that it cannot go stale."""

import re
from collections.abc import Sequence
from typing import Any

from ..data.schema import MODELLED, Column, Schema
from ..params import Params
from ..visualization.gain_words import interval_words, no_gain
from ..visualization.labels import number
from .manifest import Manifest


def model_card(schema: Schema, manifest: Manifest, metrics: dict[str, Any],
               importance: list[dict[str, Any]], params: Params) -> str:
    """Write the model card as Markdown (after Mitchell et al., Model Cards, FAT* 2019)."""
    sections = [
        _purpose(schema, manifest, metrics, params),
        _results(metrics, params),
        _importance(importance, metrics["metric"]),
        _inputs(schema, manifest),
        _limits(schema, params),
        _origin(schema, manifest, params),
    ]
    return f"# Model card: {manifest.target}\n\n" + "\n\n".join(sections) + "\n"


def _purpose(schema: Schema, manifest: Manifest, metrics: dict[str, Any], params: Params) -> str:
    if manifest.classes and len(manifest.classes) > 2:
        answer = (f"It gives the probability of each class of {_code(manifest.target)}, of which "
                  f"there are {len(manifest.classes)}, and predicts the most probable.")
    elif manifest.classes:
        other, positive = map(_code, manifest.classes)
        answer = (f"It gives the probability that {_code(manifest.target)} is {positive}, and "
                  f"predicts {positive} from {params.predict.cutoff:g} on, else {other}.")
    else:
        answer = f"It predicts the number {_code(manifest.target)}"
        if schema.target.range:
            low, high = map(_exact, schema.target.range)
            answer += f"; in the table it lies between {low} and {high}"
        answer += "."
    setting = ", ".join(f"{key} = {value}" for key, value in manifest.params.items())
    gates = metrics["gates"]
    if not gates["passed"]:
        verdict = f"**It failed its gates**: {'; '.join(gates['failures'])}."
    else:
        verdict = "It passed its gates." if gates["thresholds"] else "No gates were set for it."
    return (f"## What it does\n\n{answer} The model is a {manifest.name.replace('_', ' ')}"
            f"{f' ({setting})' if setting else ''}, chosen by {params.training.folds}-fold "
            f"cross-validation on {metrics['metric']}. {verdict}")


def _results(metrics: dict[str, Any], params: Params) -> str:
    rows = [[name, number(found["value"], 4),
             interval_words(found, lambda end: number(end, 4)),
             number(metrics["baseline"][name], 4)] for name, found in metrics["test"].items()]
    warning = no_gain(metrics)
    drawn = f"all rows of a {_code(params.split.column)} together" \
        if params.split.by == "group" else "rows"
    return (f"## How good it is\n\n{f'**{warning}** ' if warning else ''}"
            f"On {metrics['rows']['test']:,} rows that it never saw in "
            f"training (of {sum(metrics['rows'].values()):,}); 95 % bootstrap intervals, for "
            f"which {drawn} were drawn. Greater is better, so errors carry a minus. The baseline "
            f"sees no column: it predicts {_baseline(params)}.{_weighing(params)}\n\n"
            + _markdown_table(["metric", "model", "interval", "baseline"], rows))


def _baseline(params: Params) -> str:
    return "the mean of the training rows" if params.target.task == "regression" \
        else "the shares of the classes among the training rows"


def _weighing(params: Params) -> str:
    weight = params.training.sample_weight
    return f" Metrics weigh each row by {_code(weight)}; pictures take each row once." \
        if weight else ""


def _importance(importance: list[dict[str, Any]], metric: str) -> str:
    rows = [[_code(item["feature"]), number(item["mean"], 4), number(item["std"], 2)]
            for item in importance[:10]]
    return (f"## What it looks at\n\nThe fall of {metric} on the test rows when a column is "
            "shuffled.\n\n" + _markdown_table(["column", "fall", "standard deviation"], rows))


def _inputs(schema: Schema, manifest: Manifest) -> str:
    rows = [[_code(name), column.kind, _content(column), f"{column.missing:.1%}",
             _plain(column.description)] for name, column in schema.columns.items()
            if column.kind in MODELLED]
    text = "## What it needs\n\n" + _markdown_table(
        ["column", "kind", "range or categories", "missing", "description"], rows)
    if manifest.derived:
        text += "\n\nDerived from them:\n\n" + "\n".join(
            f"- {_code(name)} = {_fenced(expression)}"
            for name, expression in manifest.derived.items())
    return text


def _limits(schema: Schema, params: Params) -> str:
    left_out = [f"{_code(name)} ({column.kind})" for name, column in schema.columns.items()
                if column.kind not in MODELLED]
    fate = "rows with such values are rejected when they are to be scored" \
        if params.columns.outside == "reject" else "such values are counted when rows are scored"
    text = ("## Limits\n\nOutside of the ranges and categories above it has learned nothing; "
            f"{fate}.")
    if left_out:
        text += f" Left out of the model: {', '.join(left_out)}."
    return text


def _origin(schema: Schema, manifest: Manifest, params: Params) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in manifest.libraries.items())
    return (f"## Where it comes from\n\n`{schema.table}`, {schema.rows:,} rows when the contract "
            f"was inferred; seed {params.seed}; {libraries}; model file SHA-256 "
            f"`{manifest.sha256}`.")


def _content(column: Column) -> str:
    if column.range:
        return " to ".join(map(_exact, column.range))
    if column.dates:
        return " to ".join(column.dates)
    categories = column.categories or ()
    more = f" and {len(categories) - 12} more" if len(categories) > 12 else ""
    return ", ".join(_code(name) for name in categories[:12]) + more


def _exact(value: float) -> str:
    """Write all digits of a number: a range may be one of codes or years."""
    return f"{value:,.15g}" if abs(value) >= 1e5 else f"{value:.15g}"


def _code(text: str) -> str:
    return "`" + _plain(text).replace("`", "'") + "`"


def _fenced(expression: str) -> str:
    """Write an expression, in which backticks may enclose names, as code."""
    longest = max(map(len, re.findall("`+", expression)), default=0)
    return f"`{expression}`" if not longest else \
        f"{'`' * (longest + 1)} {expression} {'`' * (longest + 1)}"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
