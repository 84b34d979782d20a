"""Tables and settings for the tests, made by a seed: nothing depends on the project's own data."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from slipway_package.models.candidates import CANDIDATES as BUILDERS
from slipway_package.params import Params, Task, load_params

TABLE = Path("data/raw/table.csv")
CANDIDATES = {"classification": ["logistic_regression", "decision_tree"],
              "regression": ["ridge_regression", "decision_tree"]}
METRIC = {"classification": "roc_auc", "regression": "r2"}


def make_table(task: Task, rows: int = 300, seed: int = 0) -> pd.DataFrame:
    """Make a table with an identifier, numbers and categories with holes, and a target."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        "id": [f"k{number}" for number in random.permutation(rows)],
        "income": random.lognormal(3, 0.5, rows).round(2),
        "age": random.uniform(18, 80, rows).round(2),
        "home town": random.choice(["north", "south", "east"], rows),
        "job": random.choice(["fixed", "free"], rows),
    })
    signal = 0.05 * table["income"] - 0.04 * table["age"] + (table["job"] == "free")
    noisy = signal + random.normal(0, 0.7, rows)
    table.loc[random.random(rows) < 0.1, "income"] = np.nan
    table.loc[random.random(rows) < 0.05, "job"] = None
    if task == "classification":
        return table.assign(target=np.where(noisy > noisy.median(), "bad", "good"))
    return table.assign(target=(100 * noisy).round(3))


def write_params(task: Task = "classification", **changes: dict[str, Any] | int) -> Params:
    """Write params.yaml into the current folder, with `changes` by section, and load it."""
    settings: dict[str, Any] = {
        "seed": 7,
        "source": {"path": str(TABLE)},
        "target": {"column": "target", "task": task,
                   "positive": "bad" if task == "classification" else None},
        "columns": {},
        "split": {"test_share": 0.2},
        "features": {"decades": "age / 10"},
        "leakage": {},
        "training": {"metric": METRIC[task], "folds": 3, "candidates": CANDIDATES[task]},
        "gates": {},
        "predict": {},
        "delivery": {},
        "notebooks": {},
        "serve": {},
    }
    for section, change in changes.items():
        settings[section] = {**settings.get(section, {}), **change} if isinstance(change, dict) \
            else change
    Path("params.yaml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return load_params()


def write_table(table: pd.DataFrame) -> None:
    """Write the table that `write_params` names."""
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(TABLE, index=False)


def few_trees(candidate: str) -> dict[str, Any]:
    """The first setting of a candidate, but with few trees."""
    return {key: {"n_estimators": 5, "max_iter": 10}.get(key, value)
            for key, value in BUILDERS[candidate].settings()[0].items()}


def all_files() -> dict[str, bytes]:
    """Read every file below the current folder."""
    return {path.as_posix(): path.read_bytes() for path in Path().rglob("*") if path.is_file()}
