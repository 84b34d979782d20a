"""Splitting test rows off, by content, so that the order of the rows does not matter."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UserError
from ..params import Params
from .cells import as_numbers, as_words

HASH_KEY = "slipway.row.hash"
ROWS_A_BIN = 100


def row_contents(table: pa.Table, missing: Collection[str]) -> np.ndarray:
    """Hash every record of the raw table, shape (rows,), uint64.

    All columns count, so that what the model is shown of them does not change who is tested on.
    A number is hashed by its value: 20, 20.0 and a Parquet file's 20 are the same.
    """
    words = {}
    for position, name in enumerate(table.column_names):
        numbers, bad = as_numbers(table[name], missing)
        words[position] = pc.if_else(pa.array(bad), as_words(table[name], missing),
                                     as_words(pa.array(numbers, from_pandas=True), missing))
    return _hashed(pd.DataFrame({name: column.to_pandas() for name, column in words.items()}))


def split_rows(contents: np.ndarray, target: pd.Series, params: Params) -> np.ndarray:
    """Choose the test rows: a boolean mask, True for a test row.

    A row's place depends on its content, on how many rows of the same content come before it,
    and on the seed. The split is stratified: each class, or each tenth of a numeric target, gives
    the same share.

    Raises:
        UserError: too few rows, or too few of a class, to train, cross-validate and test on.
    """
    draw = _draw(contents, params.seed)
    mask = np.zeros(len(target), dtype=bool)
    folds = params.training.folds
    if params.target.task == "regression":
        least = 2  # one row has no variance to explain
        bins = max(1, min(10, len(target) // ROWS_A_BIN))
        strata = [("rows", members)
                  for members in np.array_split(np.lexsort((draw, target)), bins)]
    else:
        least = 1
        strata = [(f"rows of class {name}", np.flatnonzero(target == name))
                  for name in sorted(target.unique())]
    for what, members in strata:
        count = max(least, round(len(members) * params.split.test_share))
        if len(members) - count < least * folds:
            raise UserError(
                f"{params.source.path}: has {len(members)} {what}; {folds}-fold "
                f"cross-validation and a test need at least {least * folds + count}: add rows, or "
                "lower training.folds or split.test_share in params.yaml")
        mask[members[np.argsort(draw[members], kind="stable")[:count]]] = True
    if target[mask].nunique() == 1:
        raise UserError(f"{params.source.path}: target {params.target.column} has one value only "
                        "in the test rows; add rows, or raise split.test_share in params.yaml")
    return mask


def check_duplicates(rows: pd.DataFrame, test: np.ndarray, params: Params) -> str | None:
    """Look for test rows that have an identical twin among the training rows.

    Returns a notice where there are some but fewer than suspicious, or accepted ones.

    Raises:
        UserError: the share of such test rows is above leakage.max_duplicates and what chance
            alone would give.
    """
    content = _hashed(rows)
    twins = np.flatnonzero(test & np.isin(content, content[~test]))
    if not len(twins):
        return None
    share = len(twins) / test.sum()
    found = (f"{len(twins)} of {test.sum():,} test rows ({share:.1%}) have an identical twin among "
             f"the training rows, the first in row {twins[0] + 1}")
    suspicious = share > params.leakage.max_duplicates + _share_by_chance(rows, test)
    if suspicious and "duplicates" not in params.leakage.accept:
        raise UserError(f"{params.source.path}: {found}: the test would reward memory; remove the "
                        "duplicates, or, if they are real, say `leakage.accept: [duplicates]` in "
                        "params.yaml")
    return found


def _share_by_chance(rows: pd.DataFrame, test: np.ndarray) -> float:
    """The share of test rows with a twin if the columns were independent of each other."""
    one_pair = np.prod([float((rows[name].value_counts(normalize=True, dropna=False) ** 2).sum())
                        for name in rows])
    return 1 - (1 - one_pair) ** int((~test).sum())


def _hashed(rows: pd.DataFrame) -> np.ndarray:
    return pd.util.hash_pandas_object(rows, index=False, hash_key=HASH_KEY).to_numpy()


def _draw(contents: np.ndarray, seed: int) -> np.ndarray:
    """Draw a number for each row that only its content, its occurrence and the seed decide."""
    occurrence = pd.Series(contents).groupby(contents).cumcount().to_numpy().astype(np.uint64)
    return _mix(contents + _mix(occurrence + _mix(np.array([seed], np.uint64))))


def _mix(values: np.ndarray) -> np.ndarray:
    """Scatter 64-bit numbers (splitmix64: Steele, Lea, Flood, OOPSLA 2014); wraps on purpose."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
