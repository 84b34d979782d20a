"""What each row weighs of itself."""

import numpy as np
import pandas as pd

from ..params import Params


def sample_weights(table: pd.DataFrame, params: Params) -> np.ndarray | None:
    """Read the rows' own weights, (rows,), if params.yaml names a column of them."""
    name = params.training.sample_weight
    return None if name is None else table[name].to_numpy(dtype=np.float64)
