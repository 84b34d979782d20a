"""params.yaml as typed, closed settings: an unknown key is an error that names it."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct

from .errors import UserError
from .paths import PARAMS
from .yaml_settings import line_of, load_settings

Task = Literal["classification", "regression"]
Metric = Literal["roc_auc", "neg_log_loss", "neg_mean_squared_error", "r2"]
Kind = Literal["number", "category", "identifier", "text", "constant", "empty"]
Finding = Literal["single_feature", "sum_of_columns", "duplicates", "identifier"]
Outside = Literal["accept", "reject"]
Form = Literal["paper", "excel", "sql", "pmml", "onnx", "package", "program"]

METRICS: dict[Task, tuple[Metric, ...]] = {
    "classification": ("roc_auc", "neg_log_loss"),
    "regression": ("neg_mean_squared_error", "r2"),
}
TABLE_NAME = r"[^.]+(\.[^.]+)?"
MISSING_WORDS = ("", "NA", "N/A", "#N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>")


class Closed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings that refuse a key which they do not know."""


class Source(Closed):
    """The table to learn from: a CSV or Parquet file."""

    path: str
    separator: str = ","
    encoding: str = "utf-8"
    missing: tuple[str, ...] = MISSING_WORDS


class Target(Closed):
    """The column to predict; `positive` is the class whose probability is predicted."""

    column: str
    task: Task
    positive: str | int | float | bool | None = None


class Columns(Closed):
    """Columns to leave out, and kinds to give instead of the inferred ones."""

    exclude: tuple[str, ...] = ()
    kinds: dict[str, Kind] = {}
    outside: Outside = "accept"


class Split(Closed):
    """The share of the rows that is kept for the final test."""

    test_share: Annotated[float, Meta(gt=0, lt=1)]


class Leakage(Closed):
    """How near to perfect is suspicious, and which findings are known and accepted."""

    max_single_score: Annotated[float, Meta(gt=0, le=1)] = 0.99
    max_duplicates: Annotated[float, Meta(ge=0, le=1)] = 0.01
    accept: tuple[Finding, ...] = ()


class Training(Closed):
    """Candidates, the simplest first, and the metric that compares them."""

    candidates: Annotated[tuple[str, ...], Meta(min_length=1)]
    metric: Metric
    folds: Annotated[int, Meta(ge=2, le=50)] = 5


class Gates(Closed):
    """What the model must reach on the test rows before it may be published."""

    min_metric: float | None = None
    min_gain: float | None = None


class Predict(Closed):
    """From which probability on the positive class is predicted."""

    cutoff: Annotated[float, Meta(gt=0, lt=1)] = 0.5


class Delivery(Closed):
    """The forms in which the model is delivered, and the name of the table that SQL reads."""

    forms: Annotated[tuple[Form, ...], Meta(min_length=1)] = get_args(Form)
    table: str | None = None


class Params(Closed):
    """Everything that params.yaml says."""

    seed: Annotated[int, Meta(ge=0, lt=2**32)]
    source: Source
    target: Target
    columns: Columns
    split: Split
    features: dict[str, str]
    leakage: Leakage
    training: Training
    gates: Gates
    predict: Predict
    delivery: Delivery
    notebooks: dict[str, dict[str, Any]]


def load_params(path: Path = PARAMS) -> Params:
    """Read and check params.yaml.

    Raises:
        UserError: a key is unknown, missing or of a wrong type, or two settings do not fit.
    """
    params = load_settings(path, Params)
    if params.target.task == "regression" and params.target.positive is not None:
        raise UserError(f"{line_of(path, ['target', 'positive'])}: a number has no positive class; "
                        "set it to null, or say `task: classification`")
    fitting = METRICS[params.target.task]
    if params.training.metric not in fitting:
        raise UserError(f"{line_of(path, ['training', 'metric'])}: {params.training.metric} does "
                        f"not fit {params.target.task}; choose {' or '.join(fitting)}")
    for setting, names in (("exclude", params.columns.exclude), ("kinds", params.columns.kinds)):
        if params.target.column in names:
            raise UserError(f"{line_of(path, ['columns', setting])}: {params.target.column} is the "
                            f"target; take it out of columns.{setting}")
    if params.delivery.table is not None and not re.fullmatch(TABLE_NAME, params.delivery.table):
        raise UserError(f"{line_of(path, ['delivery', 'table'])}: {params.delivery.table!r} names "
                        "no table; say table, or schema.table")
    if not _separates(params.source.separator):
        raise UserError(f"{line_of(path, ['source', 'separator'])}: cannot separate columns; take "
                        'one plain character, as "," or ";", or "\\t" for a tab')
    return params


def _separates(separator: str) -> bool:
    return len(separator) == 1 and separator.isascii() and separator not in '"\r\n\0'
