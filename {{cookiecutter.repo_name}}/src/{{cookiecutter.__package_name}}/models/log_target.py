"""Learning the logarithm of a number with a long tail."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin, clone

from ..portable.compile import compile_estimator
from ..portable.encoded import Encoded
from ..portable.errors import NotPortable
from ..portable.model import LARGEST_EXPONENT, Estimator, Link


class LogTarget(RegressorMixin, BaseEstimator):
    """Fit `regressor` on log(y + 1), and predict y. No y is below 0."""

    def __init__(self, regressor: BaseEstimator):
        self.regressor = regressor

    def fit(self, X: np.ndarray | pd.DataFrame, y: np.ndarray,
            sample_weight: np.ndarray | None = None) -> "LogTarget":
        """Fit a clone of the regressor."""
        weights = {} if sample_weight is None else {"sample_weight": sample_weight}
        self.regressor_ = clone(self.regressor).fit(X, np.log1p(y), **weights)
        return self

    def predict(self, X: np.ndarray | pd.DataFrame) -> np.ndarray:
        """Predict, (rows,). Written out, as every form computes it."""
        return np.exp(np.minimum(self.regressor_.predict(X), LARGEST_EXPONENT)) - 1

    def portable_estimator(self, columns: list[Encoded]) -> tuple[Estimator, Link]:
        """Compile the regressor; the link takes the logarithm back.

        Raises:
            NotPortable: the regressor has no portable form.
        """
        estimator, link = compile_estimator(self.regressor_, columns)
        if link != Link("identity"):
            raise NotPortable(f"{type(self.regressor_).__name__} has a link of its own")
        return estimator, Link("exponential")
