"""The referee of portable.json: one record at a time, as a service scores."""

import time
from pathlib import Path

import numpy as np

from ...portable.codec import from_json
from ...portable.score import decide, record_scorer
from ..form import Delivery, Rows, Scored


def unavailable() -> str | None:
    """Say nothing: where this project runs, there is numpy."""
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with portable.json."""
    model = from_json((folder / "portable.json").read_bytes())
    compute = record_scorer(model)
    values = zip(*(column.tolist() for column in rows.columns.values()))
    records = [dict(zip(rows.columns, row)) for row in values] or [{}] * len(rows)
    start = time.perf_counter()
    found = [compute(record) for record in records]
    seconds = time.perf_counter() - start
    scores = np.array(found)
    return Scored(scores, None if model.classes is None else decide(model, scores), seconds)
