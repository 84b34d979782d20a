"""The training rows and their contract, as the exploration needs them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from ..errors import UserError
from .associations import strengths_with_outcome
from .curves import decimal_years
from .labels import short, shorts

MODELLED = ("number", "category", "date")
# How strongly a column goes with a target of many classes is measured with so many of them.
MOST_CLASSES = 10


@dataclass(frozen=True)
class TrainingTable:
    """The training rows: columns that a model may use, the target, and what the contract says.

    `rows_in_file` counts all training rows; `features` and `target` may be a sample of them. A
    date is the year, with what has gone by of it as a fraction. `positive` is the class to look
    at: of more than two, the most frequent one.
    """

    source: str
    rows_in_file: int
    features: pd.DataFrame
    target: pd.Series
    task: str
    positive: str | None
    columns: dict[str, dict[str, Any]]

    @property
    def numbers(self) -> list[str]:
        return [name for name in self.features
                if self.columns[name]["kind"] in ("number", "date")]

    @property
    def dates(self) -> list[str]:
        """Those of `numbers` that are dates."""
        return [name for name in self.features if self.columns[name]["kind"] == "date"]

    @property
    def categories(self) -> list[str]:
        return [name for name in self.features if self.columns[name]["kind"] == "category"]

    @property
    def left_out(self) -> dict[str, str]:
        """The kind of each column that no model sees."""
        return {name: column["kind"] for name, column in self.columns.items()
                if name not in self.features}

    @cached_property
    def outcome(self) -> np.ndarray:
        """The target as a float array: its value, or 1 for the positive class and 0 for others."""
        if self.task == "regression":
            return self.target.to_numpy(dtype=float)
        return (self.target.astype(str) == self.positive).to_numpy(dtype=float)

    @property
    def outcome_name(self) -> str:
        """What the mean of `outcome` is, in words short enough for a title."""
        if self.task == "regression":
            return f"mean {short(self.target.name, 40)}"
        name = shorts([self.positive, *self.classes], 18)[0]
        return f"share of {short(self.target.name, 18)} = {name}"

    @cached_property
    def strengths(self) -> pd.Series:
        """How strongly each column goes with the target, 0 to 1, the strongest first.

        Of many classes, with the one that it goes with most.
        """
        if len(self.classes) <= 2:
            return strengths_with_outcome(self.features, self.outcome)
        words = self.target.astype(str)
        each = [strengths_with_outcome(self.features, (words == name).to_numpy(dtype=float))
                for name in self.classes[:MOST_CLASSES]]
        return pd.concat(each, axis=1).max(axis=1).sort_values(ascending=False, kind="stable")

    @cached_property
    def classes(self) -> list[str]:
        """The classes, the most frequent first; none of a number."""
        if self.task == "regression":
            return []
        return self.target.astype(str).value_counts().index.tolist()


def read_training_table(train: str | Path, schema: str | Path,
                        max_rows: int = 100_000) -> TrainingTable:
    """Read training rows and contract; of more than `max_rows` rows, a fixed random sample.

    Raises:
        UserError: a file is not there yet.
    """
    for path in (train, schema):
        if not Path(path).is_file():
            raise UserError(f"{path}: there is no such file; `make data` makes it")
    contract = yaml.safe_load(Path(schema).read_text(encoding="utf-8"))
    rows = pd.read_parquet(train)
    target, columns = contract["target"], contract.get("columns") or {}
    sample = rows if len(rows) <= max_rows else rows.sample(max_rows, random_state=0)
    features = [name for name, column in columns.items()
                if column["kind"] in MODELLED and name in rows]
    positive = target.get("positive")
    if positive is None and target["task"] == "classification":
        positive = rows[target["name"]].astype(str).value_counts().index[0]
    for name in features:
        if columns[name]["kind"] == "date":
            sample = sample.assign(**{name: decimal_years(sample[name])})
    return TrainingTable(source=str(contract.get("table", train)), rows_in_file=len(rows),
                         features=sample[features].reset_index(drop=True),
                         target=sample[target["name"]].reset_index(drop=True),
                         task=target["task"],
                         positive=None if positive is None else str(positive), columns=columns)
