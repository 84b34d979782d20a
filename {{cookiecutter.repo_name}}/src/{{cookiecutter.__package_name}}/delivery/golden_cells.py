"""Golden rows as `make predict` reads them: some forms read cells too, others take values."""

import numpy as np
import pyarrow as pa

from ..data.cells import respelled
from ..data.schema import Column
from ..data.words import spelled_numbers
from .form import Delivery, Rows


def as_read(delivery: Delivery, rows: Rows) -> Rows:
    """Take the words and numbers for missing values out, and respell the categories.

    An empty word stays: it is missing to every form.
    """
    return Rows({name: _read(delivery, delivery.schema.columns[name], values)
                 for name, values in rows.columns.items()}, rows.group)


def _read(delivery: Delivery, column: Column, values: np.ndarray) -> np.ndarray:
    if column.kind == "number":
        return np.where(np.isin(values, spelled_numbers(delivery.missing)), np.nan, values)
    if column.kind != "category":
        return values
    words = respelled(pa.array(values, pa.string()), column.categories).to_pylist()
    return np.array([None if word and word in delivery.missing else word for word in words],
                    dtype=object)
