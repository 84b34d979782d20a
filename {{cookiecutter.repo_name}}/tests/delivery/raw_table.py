"""A table in the spellings of many programs, and what `make predict` makes of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from hand_made import delivery, model

from slipway_package.data.conform import conform
from slipway_package.data.schema import Column
from slipway_package.portable.model import (
    Additive,
    Input,
    Level,
    LevelTerm,
    LinearTerm,
)
from slipway_package.portable.score import batch_scorer
from slipway_package.source_settings import MISSING_WORDS

MISSING = (*MISSING_WORDS, "-999", "99e1", "none")
CATEGORIES = {"own": ("False", "True"), "zone": ("1", "2", "30.0", "04", "-5"),
              "twice": ("true", "True", "7", "7.0"), "plain": ("a", "b")}
RAW = model("raw", Additive((0.0,), (LinearTerm("x", 0.0, (1000.0,), (5e6,)), *(
    LevelTerm(name, tuple(Level(level, (base * (2.0 + number),))
                          for number, level in enumerate(levels)), (base,), (0.0,))
    for base, (name, levels) in zip((1.0, 10.0, 100.0, 0.125), CATEGORIES.items())))),
    classes=None, derived=(),
    inputs=(Input("x", "number"), *(Input(name, "category") for name in CATEGORIES)))
DELIVERY = delivery(RAW)
DELIVERY = replace(DELIVERY, missing=MISSING, schema=type(DELIVERY.schema)(
    version=1, table="t.csv", rows=1, target=DELIVERY.schema.target, columns={
        "x": Column(kind="number"), **{name: Column(kind="category", categories=levels)
                                       for name, levels in CATEGORIES.items()}}))
ROWS = [
    ("1", "True", "1", "true", "a"), (" 2.50 ", "true", "1.0", "True", "b"),
    ("-999", "TRUE", "2.0", "TRUE", "c"), ("-999.0", "False", "30", "7", "none"),
    ("-9.99e2", "false", "30.0", "7.0", "-999"), ("990", "FALSE", "30", "8.0", "NA"),
    ("-998.9999999999999", "yes", "4", "1", ""), ("1e3", "1", "04", "true", "-999.0"),
    ("+7.0", "NA", "04.0", "true", " a"), ("0", "none", "-5.0", "true", "a"),
    ("-0.0", "", "-5", "true", "(missing)"), ("", "(missing)", "1.5", "true", "A"),
]
# What only a text can hold, and no database maps.
ODD = [("NA", "tRUE", "1.000", "FALSE", "a"), (" none ", "fALSE", "30.000", "7.00", "a"),
       ("5.", "True ", "+1", "1.", "a"), (".5", "", "30.00", "", "a")]


def predicted(rows: Sequence[Sequence[str]]) -> list[float]:
    """Score rows as `make predict` does."""
    records = pa.table({column.name: pa.array(cells, pa.string())
                        for column, cells in zip(RAW.inputs, zip(*rows))})
    table = conform(records, DELIVERY.schema, MISSING, "accept", ("number", "category")).table
    columns = {"x": table["x"].to_numpy()}
    columns |= {name: np.array(table[name].to_pylist(), dtype=object) for name in CATEGORIES}
    return batch_scorer(RAW)(columns).tolist()
