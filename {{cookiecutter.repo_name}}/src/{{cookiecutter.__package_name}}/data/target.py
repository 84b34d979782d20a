"""The target as the models see it."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ..errors import UserError
from ..params import Params
from ..paths import SCHEMA
from .cells import as_numbers, as_words
from .names import listed
from .schema import Schema

MOST_CLASSES = 200


def target_values(rows: pd.DataFrame, schema: Schema) -> np.ndarray:
    """Code the target column: the position of its class in `classes_of`, or the number."""
    column = rows[schema.target.name]
    if schema.target.task == "classification":
        codes = {name: code for code, name in enumerate(classes_of(schema))}
        return column.map(codes).to_numpy(dtype=np.int64)
    return column.to_numpy(dtype=np.float64)


def classes_of(schema: Schema) -> tuple[str, ...]:
    """List the classes in the order of their codes: of two, the positive one is the last."""
    classes, positive = schema.target.classes or (), schema.target.positive
    if len(classes) != 2:
        return classes
    return (*(name for name in classes if name != positive), positive)


def read_target(params: Params, table: pa.Table) -> pa.Array:
    """Read the raw target: words, or numbers.

    Raises:
        UserError: a value is missing or does not fit the task, or there is nothing to learn.
    """
    name, missing = params.target.column, params.source.missing
    place = f"{params.source.path}: target {name}"
    if params.target.task == "classification":
        values = as_words(table[name], missing)
        _check_classes(place, sorted(set(values.drop_null().to_pylist())))
    else:
        numbers, bad = as_numbers(table[name], missing)
        if bad.any():
            first = int(np.flatnonzero(bad)[0])
            raise UserError(f"{place}: {table[name][first].as_py()!r} in row {first + 1} is not a "
                            "finite number; mend it, or say `task: classification` in params.yaml")
        _check_numbers(place, numbers, params.target.log)
        values = pa.array(numbers, from_pandas=True)
    if values.null_count:
        first = values.is_null().to_pylist().index(True)
        raise UserError(f"{place}: has {values.null_count} missing values, the first in row "
                        f"{first + 1}; fill them or remove these rows")
    return values


def check_against_contract(params: Params, schema: Schema, target: pa.Array) -> None:
    """Refuse classes that are not those of the contract.

    Raises:
        UserError: names them.
    """
    if params.target.task != "classification":
        return
    classes, column = sorted(set(target.to_pylist())), params.target.column
    if tuple(classes) != schema.target.classes:
        raise UserError(f"{params.source.path}: target {column}: has the classes "
                        f"{listed(classes)}, {SCHEMA} has "
                        f"{listed(list(schema.target.classes or ()))}; make them agree")
    place = f"{SCHEMA}: target" if params.target.positive is None else "params.yaml: target"
    if len(classes) > 2:
        if schema.target.positive is not None:
            raise UserError(f"{place}.positive: {schema.target.positive}: of {len(classes)} "
                            "classes none is the positive one; set it to null")
    elif schema.target.positive not in classes:
        raise UserError(f"{place}.positive: {schema.target.positive} is no class of {column}; "
                        f"choose {' or '.join(classes)}")


def _check_numbers(place: str, numbers: np.ndarray, log: bool) -> None:
    if len(np.unique(numbers[~np.isnan(numbers)])) == 1:
        raise UserError(f"{place}: has the same value in every row; there is nothing to learn")
    if log and (numbers < 0).any():
        first = int(np.flatnonzero(numbers < 0)[0])
        raise UserError(f"{place}: {numbers[first]:g} in row {first + 1} is negative, and has no "
                        "logarithm; say `log: false` in params.yaml")


def _check_classes(place: str, classes: list[str]) -> None:
    if len(classes) == 1:
        raise UserError(f"{place}: has one class only, {classes[0]}; two are needed to learn from")
    if len(classes) > MOST_CLASSES:
        raise UserError(f"{place}: has {len(classes)} classes ({listed(classes)}), more than "
                        f"{MOST_CLASSES}; merge some, or, for numbers, say `task: regression`")
