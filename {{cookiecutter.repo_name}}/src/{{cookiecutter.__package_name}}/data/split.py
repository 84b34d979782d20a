"""Splitting test rows off, by content, so that the order of the rows does not matter."""

import numpy as np
import pandas as pd

from ..errors import UserError
from ..params import Params

HASH_KEY = "slipway.row.hash"


def split_rows(rows: pd.DataFrame, params: Params) -> np.ndarray:
    """Choose the test rows: a boolean mask, True for a test row.

    A row's place depends on its content, on how many rows of the same content come before it,
    and on the seed. A classification target is stratified: each class gives the same share.

    Raises:
        UserError: too few rows, or too few of a class, to train, cross-validate and test on.
    """
    draw = _draw(rows, params.seed)
    mask = np.zeros(len(rows), dtype=bool)
    if params.target.task == "regression":
        strata = [("rows", np.arange(len(rows)))]
    else:
        labels = rows[params.target.column]
        strata = [(f"rows of class {name}", np.flatnonzero(labels == name))
                  for name in sorted(labels.unique())]
    for what, members in strata:
        count = max(1, round(len(members) * params.split.test_share))
        if len(members) - count < params.training.folds:
            raise UserError(
                f"{params.source.path}: has {len(members)} {what}; {params.training.folds}-fold "
                f"cross-validation and a test need at least {params.training.folds + count}: add "
                "rows, or lower training.folds or split.test_share in params.yaml")
        mask[members[np.argsort(draw[members], kind="stable")[:count]]] = True
    return mask


def check_duplicates(rows: pd.DataFrame, test: np.ndarray, params: Params) -> str | None:
    """Look for test rows that have an identical twin among the training rows.

    Returns a notice where there are some but fewer than suspicious, or accepted ones.

    Raises:
        UserError: the share of such test rows is above leakage.max_duplicates.
    """
    content = pd.util.hash_pandas_object(rows, index=False, hash_key=HASH_KEY).to_numpy()
    twins = np.flatnonzero(test & np.isin(content, content[~test]))
    if not len(twins):
        return None
    share = len(twins) / test.sum()
    found = (f"{len(twins)} of {test.sum():,} test rows ({share:.1%}) have an identical twin among "
             f"the training rows, the first in row {twins[0] + 1}")
    if share > params.leakage.max_duplicates and "duplicates" not in params.leakage.accept:
        raise UserError(f"{params.source.path}: {found}: the test would reward memory; remove the "
                        "duplicates, or, if they are real, say `leakage.accept: [duplicates]` in "
                        "params.yaml")
    return found


def _draw(rows: pd.DataFrame, seed: int) -> np.ndarray:
    """Draw a number for each row that only its content, its occurrence and the seed decide."""
    content = pd.util.hash_pandas_object(rows, index=False, hash_key=HASH_KEY)
    occurrence = content.groupby(content).cumcount().to_numpy().astype(np.uint64)
    return _mix(content.to_numpy() + _mix(occurrence + _mix(np.array([seed], np.uint64))))


def _mix(values: np.ndarray) -> np.ndarray:
    """Scatter 64-bit numbers (splitmix64: Steele, Lea, Flood, OOPSLA 2014); wraps on purpose."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
