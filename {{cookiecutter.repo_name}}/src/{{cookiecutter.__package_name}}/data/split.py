"""What identifies a row, so that neither order nor later rows change who is tested on."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UserError
from ..params import Params
from .cells import as_numbers, as_words
from .dates import as_dates, as_timestamps
from .iso_dates import DATE

HASH_KEY = "slipway.row.hash"
TRUTH = pa.array(["true", "false"])


def row_contents(table: pa.Table, missing: Collection[str]) -> np.ndarray:
    """Hash every record of the raw table, shape (rows,), uint64.

    The order of the columns counts, their names do not. A value is hashed as what it stands for:
    20, 20.0 and a Parquet file's 20 are the same, and so are a date or true and their spellings.
    """
    return _hashed(pd.DataFrame({position: _spelled(column, missing).to_pandas()
                                 for position, column in enumerate(table.columns)}))


def _spelled(cells: pa.ChunkedArray, missing: Collection[str]) -> pa.Array:
    """Write each value as the one word that it has in whichever format it comes."""
    truths = pa.types.is_boolean(cells.type)
    numbers, bad = as_numbers(as_words(cells, missing) if truths else cells, missing)
    as_number = as_words(pa.array(numbers, from_pandas=True), missing)
    if not bad.any():
        return as_number
    words = as_words(cells, missing)
    lower = pc.utf8_lower(words)
    as_word = pc.if_else(pc.is_in(lower, TRUTH), lower, words)
    return pc.if_else(pa.array(bad), pc.coalesce(_spelled_dates(cells, words), as_word), as_number)


def _spelled_dates(cells: pa.ChunkedArray, words: pa.Array) -> pa.Array:
    if not pa.types.is_temporal(cells.type):
        # Most words are none, and telling so in Arrow is much faster than reading each.
        trimmed = pc.utf8_trim_whitespace(words)
        cells = pc.if_else(pc.match_substring_regex(trimmed, DATE), trimmed, None)
        if cells.null_count == len(cells):
            return pa.nulls(len(cells), words.type)
    seconds, _ = as_dates(cells, ())
    dates = pc.cast(as_timestamps(seconds), words.type)
    return pc.replace_substring_regex(dates, " 00:00:00$", "")


def identifying_columns(names: Sequence[str], params: Params) -> tuple[str, ...]:
    """List the columns that identify a row of a table with these columns, where draws decide."""
    if params.split.by != "random":
        return ()
    return params.split.key or tuple(names)


def split_values(table: pa.Table, params: Params,
                 columns: Sequence[str] | None = None) -> np.ndarray:
    """Give each row what decides on which side it lies: a draw, or a moment for a split by time.

    At random, `columns` identify a row; by default those of `identifying_columns`.

    Raises:
        UserError: the column to split by has a hole, or is no time.
    """
    split, missing = params.split, params.source.missing
    if split.by == "random":
        columns = columns or identifying_columns(table.column_names, params)
        contents = row_contents(table.select(list(columns)), missing)
        return (draws_of_keys if split.key else draws_of)(contents, params.seed)
    column = split_column(table, params)
    if split.by == "group":
        return draws_of_keys(_hashed(column.to_pandas().to_frame()), params.seed)
    moments = pc.cast(column, pa.int64()) if pa.types.is_timestamp(column.type) else column
    return moments.to_numpy(zero_copy_only=False).astype(np.float64)


def split_column(table: pa.Table, params: Params) -> pa.Array:
    """Read the column to split by: words of a group; timestamps, or numbers as years are.

    Raises:
        UserError: it has a hole, or is no time.
    """
    name, missing = params.split.column, params.source.missing
    place = f"{params.source.path}: split.column {name}"
    if params.split.by == "group":
        values = as_words(table[name], missing)
    else:
        numbers, bad = as_numbers(table[name], missing)
        values = pa.array(numbers, from_pandas=True)
        if bad.any():
            seconds, bad = as_dates(table[name], missing)
            values = as_timestamps(seconds)
        if bad.any():
            first = int(np.flatnonzero(bad)[0])
            raise UserError(f"{place}: {table[name][first].as_py()!r} in row {first + 1} is no "
                            "time; write it as 2024-03-05 or 2024-03-05 14:30, or as a number")
    if values.null_count:
        first = values.is_null().to_pylist().index(True)
        raise UserError(f"{place}: is missing in {values.null_count} rows, the first is row "
                        f"{first + 1}; fill it, or split by another column")
    return values


def draws_of(contents: np.ndarray, seed: int) -> np.ndarray:
    """Draw a number from 0 to 1 for each row that its content, its occurrence and the seed decide.

    Of rows of the same content each has a draw of its own.
    """
    occurrence = pd.Series(contents).groupby(contents).cumcount().to_numpy().astype(np.uint64)
    return _share(_mix(contents + _mix(occurrence + _mix(np.array([seed], np.uint64)))))


def draws_of_keys(keys: np.ndarray, seed: int) -> np.ndarray:
    """Draw a number from 0 to 1 for each key: rows of the same key have the same draw."""
    return _share(_mix(keys + _mix(np.array([seed], np.uint64))))


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


def _share(values: np.ndarray) -> np.ndarray:
    # So many bits as a double holds.
    return (values >> np.uint64(11)) * 2.0 ** -53


def _mix(values: np.ndarray) -> np.ndarray:
    """Scatter 64-bit numbers (splitmix64: Steele, Lea, Flood, OOPSLA 2014); wraps on purpose."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
