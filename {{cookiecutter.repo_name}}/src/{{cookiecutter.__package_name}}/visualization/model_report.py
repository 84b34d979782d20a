"""What the stages wrote about a model, read back and joined for the report."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from ..errors import UserError
from .classes import flat_classes
from .curves import decimal_years
from .segments import segment_errors

SHARE = "probability_"
MADE_BY = {"candidates.json": "make train", "metrics.json": "make evaluate",
           "permutation_importance.json": "make evaluate", "predictions.csv": "make predict"}


@dataclass(frozen=True)
class ModelReport:
    """A model's candidates, metrics and scored test rows.

    `rows`, `target` and `predictions` have one line a scored test row, in the same order.
    `positive` is None of more than two classes; `shares` names the columns of their
    probabilities. A date is the year, with what has gone by of it as a fraction; `dates` names
    such columns.
    """

    selection: dict[str, Any]
    candidates: pd.DataFrame
    metrics: dict[str, Any]
    importance: pd.DataFrame
    rows: pd.DataFrame
    target: pd.Series
    predictions: pd.DataFrame
    positive: str | None
    unscored: int
    dates: tuple[str, ...] = ()

    @property
    def is_classifier(self) -> bool:
        return self.metrics["task"] == "classification"

    @cached_property
    def shares(self) -> list[str]:
        """The columns of the classes' probabilities, of more than two classes."""
        return [name for name in self.predictions if name.startswith(SHARE)]

    @property
    def pooled(self) -> bool:
        """Whether `truth` and `predicted` hold each of many classes against the rest."""
        return bool(self.shares)

    @cached_property
    def classes(self) -> list[str]:
        """The classes, in the order of their codes."""
        if self.shares:
            return [name.removeprefix(SHARE) for name in self.shares]
        others = sorted({*self.target.astype(str), *self.predictions["prediction"].astype(str)})
        return [*(name for name in others if name != self.positive), str(self.positive)]

    @cached_property
    def codes(self) -> tuple[np.ndarray, np.ndarray]:
        """Shape (rows,) each: the positions of the actual and of the predicted class."""
        places = {name: place for place, name in enumerate(self.classes)}
        return tuple(words.astype(str).map(places).to_numpy(dtype=np.intp)
                     for words in (self.target, self.predictions["prediction"]))

    @cached_property
    def truth(self) -> np.ndarray:
        """Shape (rows,): true for the positive class, or the target's value.

        Of more classes (rows x classes,), whether it is this one, as `flat_classes` asks.
        """
        if self.shares:
            return flat_classes(self.codes[0], self._all_shares)[0]
        if self.is_classifier:
            return (self.target.astype(str) == self.positive).to_numpy(dtype=bool)
        return self.target.to_numpy(dtype=float)

    @cached_property
    def predicted(self) -> np.ndarray:
        """As `truth`: the probability of it, or the predicted value."""
        if self.shares:
            return self._all_shares.ravel()
        column = "probability" if self.is_classifier else "prediction"
        return self.predictions[column].to_numpy(dtype=float)

    @cached_property
    def distance(self) -> np.ndarray:
        """Shape (rows,): how far each prediction is from the truth; of a probability, 0 to 1."""
        if self.shares:
            return 1 - self._all_shares[np.arange(len(self.rows)), self.codes[0]]
        return np.abs(self.truth - self.predicted)

    @property
    def _all_shares(self) -> np.ndarray:
        return self.predictions[self.shares].to_numpy(dtype=float)

    @cached_property
    def error(self) -> np.ndarray:
        """Shape (rows,): 1 for a wrong class and 0 for a right one, or the absolute error."""
        if self.is_classifier:
            wrong = self.predictions["prediction"].astype(str) != self.target.astype(str)
            return wrong.to_numpy(dtype=float)
        return self.distance

    @property
    def error_name(self) -> str:
        return "share of wrong classes" if self.is_classifier else "mean absolute error"

    def leading_columns(self, top: int) -> list[str]:
        """The `top` columns that matter most to the model and are in the test rows."""
        ranked = self.importance.sort_values("mean", ascending=False, kind="stable")["feature"]
        return [name for name in ranked if name in self.rows][:top]

    def segments(self, columns: int, fewest: int = 10) -> pd.DataFrame:
        """The error by segment of the most important columns, as `segment_errors` gives it."""
        return segment_errors(self.rows, self.error, self.leading_columns(columns), fewest,
                              self.dates)


def read_model_report(reports: str | Path, test: str | Path, schema: str | Path) -> ModelReport:
    """Read the stages' reports, the test rows and the contract.

    Raises:
        UserError: a file is not there yet, or the predictions are of other rows.
    """
    folder = Path(reports)
    made_by = {folder / name: verb for name, verb in MADE_BY.items()}
    for path, verb in {**made_by, Path(test): "make data", Path(schema): "make data"}.items():
        if not path.is_file():
            raise UserError(f"{path}: there is no such file; `{verb}` makes it")
    selection = _json(folder / "candidates.json")
    target = yaml.safe_load(Path(schema).read_text(encoding="utf-8"))["target"]
    rows = pd.read_parquet(test)
    predictions = _predictions(folder / "predictions.csv", len(rows))
    scored = predictions.dropna(subset="prediction")
    rows = rows.iloc[scored["row"].to_numpy() - 1].reset_index(drop=True)
    dates = tuple(rows.select_dtypes("datetime"))
    for name in dates:
        rows[name] = decimal_years(rows[name])
    positive = target.get("positive")
    return ModelReport(
        selection=selection, candidates=pd.DataFrame(selection["candidates"]),
        metrics=_json(folder / "metrics.json"),
        importance=pd.DataFrame(_json(folder / "permutation_importance.json"),
                                columns=["feature", "mean", "std"]),
        rows=rows.drop(columns=target["name"]), target=rows[target["name"]],
        predictions=scored.reset_index(drop=True),
        positive=None if positive is None else str(positive),
        unscored=len(predictions) - len(scored), dates=dates)


def _predictions(path: Path, rows: int) -> pd.DataFrame:
    """Read scores; words stay words, and only an empty cell is missing."""
    scores = pd.read_csv(path, dtype={"prediction": str}, keep_default_na=False, na_values=[""])
    if len(scores) != rows or not scores["row"].between(1, rows).all():
        raise UserError(f"{path}: has {len(scores):,} scores for {rows:,} test rows; "
                        "`make predict` scores them anew")
    return scores


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
