"""The referee of portable.json: numpy, all rows at once, as `make predict` scores."""

import time
from pathlib import Path

from ...portable.codec import from_json
from ...portable.score import batch_scorer, decide
from ..form import Delivery, Rows, Scored


def unavailable() -> str | None:
    """Say nothing: where this project runs, there is numpy."""
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with portable.json."""
    model = from_json((folder / "portable.json").read_bytes())
    compute = batch_scorer(model)
    start = time.perf_counter()
    # Without a column, nothing would tell how many rows there are.
    scores = compute(rows.columns or {"row": rows.group})
    seconds = time.perf_counter() - start
    return Scored(scores, None if model.classes is None else decide(model, scores), seconds)
