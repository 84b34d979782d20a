"""Scoring by the fitted scikit-learn pipeline itself."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.base import BaseEstimator

from ..data.conform import as_stored
from .manifest import Manifest, columns_of
from .threads import threads_for


def pipeline_scorer(pipeline: BaseEstimator,
                    manifest: Manifest) -> Callable[[pa.Table], np.ndarray]:
    """Make the function from a table to its scores by a fitted pipeline."""
    names = columns_of(manifest)
    return lambda table: predict(pipeline, manifest,
                                 as_stored(table.select(names)).to_pandas())


def predict(pipeline: BaseEstimator, manifest: Manifest, X: pd.DataFrame) -> np.ndarray:
    """Score rows: the predicted numbers, the probabilities of the second of two classes, or all."""
    with threads_for(len(X)):
        if manifest.task == "classification":
            shares = pipeline.predict_proba(X)
            return shares[:, 1] if shares.shape[1] == 2 else shares
        return pipeline.predict(X)
