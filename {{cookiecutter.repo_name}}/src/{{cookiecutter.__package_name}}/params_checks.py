"""What must hold between the settings of params.yaml, beyond the type of each."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .source_settings import source_faults

if TYPE_CHECKING:
    from .params import Params

METRICS = {
    "classification": ("roc_auc", "neg_log_loss"),
    "regression": ("neg_mean_squared_error", "r2"),
}
TABLE_NAME = r"[^.]+(\.[^.]+)?"
Mistake = tuple[str, str]


def mistakes(params: "Params") -> Iterator[Mistake]:
    """Yield each setting that does not fit the others: its dotted name, and fault and mend."""
    yield from _of_target(params)
    yield from _of_split(params)
    yield from _of_training(params)
    for setting, fault in source_faults(params.source):
        yield f"source.{setting}", fault
    table = params.delivery.table
    if table is not None and not re.fullmatch(TABLE_NAME, table):
        yield "delivery.table", f"{table!r} names no table; say table, or schema.table"


def _of_target(params: "Params") -> Iterator[Mistake]:
    target, columns = params.target, params.columns
    if target.task == "regression" and target.positive is not None:
        yield "target.positive", ("a number has no positive class; set it to null, or say `task: "
                                  "classification`")
    if target.task == "classification" and target.log:
        yield "target.log", "a class has no logarithm; set it to false"
    used = {"columns.exclude": columns.exclude, "columns.kinds": columns.kinds,
            "split.column": [params.split.column], "split.key": params.split.key,
            "training.sample_weight": [params.training.sample_weight]}
    for setting, names in used.items():
        if target.column in names:
            yield setting, f"{target.column} is the target; take it out of {setting}"


def _of_split(params: "Params") -> Iterator[Mistake]:
    split = params.split
    if split.by == "random" and split.column is not None:
        yield "split.column", ("is for a split by time or by group; set it to null, or say `by: "
                               "time` or `by: group`")
    if split.by != "random" and split.column is None:
        yield "split.by", f"a split by {split.by} needs its column; name it as split.column"
    if split.by != "random" and split.key:
        yield "split.key", "is for a random split; take it out"


def _of_training(params: "Params") -> Iterator[Mistake]:
    task, training = params.target.task, params.training
    if training.metric not in METRICS[task]:
        yield "training.metric", (f"{training.metric} does not fit {task}; choose "
                                  f"{' or '.join(METRICS[task])}")
    if task == "regression" and training.class_weight is not None:
        yield "training.class_weight", "a number has no classes to weigh; set it to null"
    weight = training.sample_weight
    if weight is not None and weight in params.columns.exclude:
        yield "columns.exclude", (f"{weight} is the weight of a row, which the model does not see "
                                  "anyway; take it out")
