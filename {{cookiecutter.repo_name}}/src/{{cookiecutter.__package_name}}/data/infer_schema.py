"""Inferring the data contract from a table."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import UserError
from ..params import Kind, Params
from ..paths import SCHEMA
from .cells import as_numbers, as_words
from .dates import as_dates
from .iso_dates import DAY, iso
from .schema import MODELLED, Column, Schema, TargetColumn, class_name

MANY_ROWS = 30
TEXT_SHARE = 0.5
INFINITE = r"(?i)^[+-]?inf(inity)?$"
LONG_NUMBER = r"^[+-]?\d{16,}$"
FOREIGN = {
    "numbers with a decimal comma (a point is read: 3096.91)":
        r"^[+-]?(\d{1,3}([. ]\d{3})+|\d+),\d+$",
    "dates in another form than 2024-03-05": r"^\d{1,2}([./-])\d{1,2}([./-])\d{2,4}( .*)?$",
}
TAKEN_FOR = {"text": "free text and left out", "identifier": "an identifier and left out",
             "category": "a category"}
LEFT_OUT = {
    "identifier": "has another value in every row, or too many digits, as an identifier has",
    "text": "holds free text",
    "constant": "has the same value in every row",
    "empty": "has no value in any row",
}


def infer_schema(table: pa.Table, params: Params) -> tuple[Schema, list[str]]:
    """Infer each column's kind, range or categories; say in notices what was decided.

    Raises:
        UserError: a column mixes numbers with words or infinities, or no column is left.
    """
    target, notices = _infer_target(table, params)
    columns = {}
    for name in table.column_names:
        if name != params.target.column and name not in params.columns.exclude:
            columns[name] = _infer_column(name, table[name], params)
            kind = columns[name].kind
            if params.split.by == "group" and name == params.split.column and kind in LEFT_OUT:
                notices.append(f"column {name} is what rows are split by: left out of the model")
            elif form := _foreign(table[name], kind, params):
                notices.append(f"column {name} has {form}, and so is taken for {TAKEN_FOR[kind]}; "
                               "write it anew in the table")
            elif kind in LEFT_OUT and name not in params.columns.kinds:
                notices.append(f"column {name} {LEFT_OUT[kind]}: left out of the model{_use(kind)}")
    schema = Schema(version=1, table=params.source.path, rows=table.num_rows,
                    target=target, columns=columns)
    if not schema.names(*MODELLED):
        raise UserError(f"{params.source.path}: no column is left for the model to learn from; "
                        "set columns.kinds or columns.exclude in params.yaml")
    return schema, notices


def counts_rows(numbers: np.ndarray) -> bool:
    """Tell whether the numbers are whole, all different and nearly without gaps, as a counter."""
    if len(numbers) < MANY_ROWS or np.isnan(numbers).any() or (numbers % 1).any():
        return False
    return (len(np.unique(numbers)) == len(numbers)
            and np.ptp(numbers) + 1 <= 1.5 * len(numbers))


def _infer_target(table: pa.Table, params: Params) -> tuple[TargetColumn, list[str]]:
    name, task = params.target.column, params.target.task
    if task == "regression":
        numbers, _ = as_numbers(table[name], params.source.missing)
        return TargetColumn(name=name, task=task, range=_range(numbers)), []
    words = as_words(table[name], params.source.missing)
    counts = {item["values"]: item["counts"] for item in pc.value_counts(words).to_pylist()
              if item["values"] is not None}
    classes = tuple(sorted(counts))
    if len(classes) > 2 and params.target.positive is None:
        return TargetColumn(name=name, task=task, classes=classes), []
    if params.target.positive is not None:
        positive, notices = class_name(params.target.positive, classes), []
    else:
        positive = min(sorted(counts, reverse=True), key=counts.get)
        notices = [f"target {name}: the rarer class, {positive}, is taken as the positive one; "
                   "target.positive in params.yaml can say otherwise"]
    return TargetColumn(name=name, task=task, classes=classes, positive=positive), notices


def _infer_column(name: str, cells: pa.ChunkedArray, params: Params) -> Column:
    missing = params.source.missing
    words = as_words(cells, missing)
    # The words true and false are a category, on whichever road they came.
    numbers, bad = as_numbers(words if pa.types.is_boolean(cells.type) else cells, missing)
    kind = _given_kind(name, params) or _kind(name, numbers, bad, words, cells, params)
    share = round(words.null_count / len(words), 4)
    if kind == "number":
        return Column(kind=kind, range=_range(numbers),
                      missing=round(float(np.isnan(numbers).mean()), 4))
    if kind == "date":
        seconds, _ = as_dates(cells, missing)
        return Column(kind=kind, dates=_dates(seconds), missing=share)
    if kind == "category":
        return Column(kind=kind, categories=_levels(words), missing=share)
    return Column(kind=kind, missing=share)


def _given_kind(name: str, params: Params) -> Kind | None:
    if name == params.training.sample_weight:
        return "weight"
    if params.split.by == "group" and name == params.split.column:
        return params.columns.kinds.get(name, "identifier")
    return params.columns.kinds.get(name)


def _kind(name: str, numbers: np.ndarray, bad: np.ndarray, words: pa.Array,
          cells: pa.ChunkedArray, params: Params) -> Kind:
    filled = len(words) - words.null_count
    if not filled:
        return "empty"
    levels = pc.count_distinct(words).as_py()
    if levels == 1 and filled == len(words):
        return "constant"
    if not bad.any():
        return "identifier" if counts_rows(numbers) or _too_long(words) else "number"
    if not as_dates(cells, params.source.missing)[1].any():
        return "date"
    infinite = pc.sum(pc.match_substring_regex(words, INFINITE)).as_py()
    if bad.sum() < filled / 2 or bad.sum() == infinite:
        _refuse_mixture(name, bad, words, filled, params)
    if filled >= MANY_ROWS and levels == filled:
        return "text" if _has_spaces(words) else "identifier"
    if filled >= MANY_ROWS and levels > TEXT_SHARE * filled:
        return "text"
    return "category"


def _too_long(words: pa.Array) -> bool:
    """Tell whether most values are whole numbers of more digits than a double keeps."""
    long = pc.sum(pc.match_substring_regex(words, LONG_NUMBER)).as_py() or 0
    return long > (len(words) - words.null_count) / 2


def _foreign(cells: pa.ChunkedArray, kind: Kind, params: Params) -> str | None:
    """Name a form of numbers or dates that is not read, if most values have it."""
    if kind not in TAKEN_FOR:
        return None
    words = pc.utf8_trim_whitespace(as_words(cells, params.source.missing))
    filled = len(words) - words.null_count
    return next((form for form, pattern in FOREIGN.items() if 2 * (
        pc.sum(pc.match_substring_regex(words, pattern)).as_py() or 0) > filled), None)


def _use(kind: Kind) -> str:
    """Say how a column that was left out can be used all the same."""
    return "" if kind == "empty" else f"; to use it, say `kind: category` in {SCHEMA}"


def _as_category(name: str) -> str:
    """The setting that makes a category of a column, as it is typed into params.yaml."""
    return "columns.kinds: {" + json.dumps(name, ensure_ascii=False) + ": category}"


def _refuse_mixture(name: str, bad: np.ndarray, words: pa.Array, filled: int,
                    params: Params) -> None:
    first = int(np.flatnonzero(bad)[0])
    raise UserError(
        f"{params.source.path}: column {name} has {filled - bad.sum()} numbers and {bad.sum()} "
        f"values that are no finite number, the first {words[first].as_py()!r} in row "
        f"{first + 1}; mend them, add the word to source.missing in params.yaml, or say "
        f"`{_as_category(name)}`")


def _has_spaces(words: pa.Array) -> bool:
    spaced = pc.sum(pc.match_substring(words, " ")).as_py() or 0
    return spaced > len(words) / 2


def _levels(words: pa.Array) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(words).drop_null().to_pylist()))


def _dates(seconds: np.ndarray) -> tuple[str, str] | None:
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return None
    with_time = bool((known % DAY).any())
    return iso(known.min(), with_time), iso(known.max(), with_time)


def _range(numbers: np.ndarray) -> tuple[float, float] | None:
    if np.isnan(numbers).all():
        return None
    return float(np.nanmin(numbers)), float(np.nanmax(numbers))
