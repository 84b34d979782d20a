"""The referee of model.onnx: onnxruntime on one processor core."""

import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..form import Delivery, Rows, Scored


def unavailable() -> str | None:
    """Say why this machine cannot run the model, if it cannot."""
    return None if find_spec("onnxruntime") else "onnxruntime is not installed"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.onnx."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options,
                                           providers=["CPUExecutionProvider"])
    feeds = {column.name: _feed(rows.columns[column.name]) for column in delivery.model.inputs}
    start = time.perf_counter()
    *probabilities, prediction = session.run(None, feeds)
    seconds = time.perf_counter() - start
    if not feeds:
        # A model that reads no column gives one score, which is every row's.
        *probabilities, prediction = (np.repeat(output, len(rows))
                                      for output in (*probabilities, prediction))
    if delivery.model.classes is None:
        return Scored(prediction, None, seconds)
    scores = probabilities[0] if len(probabilities) == 1 else np.stack(probabilities, axis=1)
    return Scored(scores, prediction, seconds)


def _feed(column: np.ndarray) -> np.ndarray:
    """Give a missing category as the empty string; numbers have NaN already."""
    if column.dtype != object:
        return column
    return np.array(["" if word is None else word for word in column], dtype=object)
