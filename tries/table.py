"""What is tried: a table, and what params.yaml says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

LINEAR = {"classification": "logistic_regression", "regression": "ridge_regression"}
METRIC = {"classification": "roc_auc", "regression": "r2"}
Write = Callable[[pd.DataFrame, Path], None]


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a CSV file as most programs do."""
    table.to_csv(path, index=False)


@dataclass(frozen=True)
class Try:
    """A table, what it is for, and the settings that differ from the sample's.

    `settings` overlay params.yaml by section; `learns` tells whether there is something to learn
    in it: where not, the report has to say so.
    """

    name: str
    about: str
    make: Callable[[], pd.DataFrame]
    target: str
    task: Literal["classification", "regression"] = "classification"
    candidates: tuple[str, ...] = ("linear", "decision_tree", "hist_gradient_boosting")
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    file: str = "table.csv"
    write: Write = write_csv
    learns: bool = True

    @property
    def folder(self) -> str:
        """The name of the folder in which it is tried."""
        return "".join(letter if letter.isalnum() else "_" for letter in self.name)

    def params(self) -> dict[str, dict[str, Any]]:
        """Say what is written into params.yaml, by section."""
        candidates = [LINEAR[self.task] if name == "linear" else name for name in self.candidates]
        sections: dict[str, dict[str, Any]] = {
            "source": {"path": f"data/raw/{self.file}"},
            "target": {"column": self.target, "task": self.task, "positive": None},
            "features": {},
            "training": {"metric": METRIC[self.task], "candidates": candidates},
            "gates": {"min_metric": None, "min_gain": None},
        }
        for section, changes in self.settings.items():
            sections[section] = {**sections.get(section, {}), **changes}
        return sections
