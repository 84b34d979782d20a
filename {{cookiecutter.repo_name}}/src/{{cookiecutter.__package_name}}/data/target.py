"""The target as the models see it."""

import numpy as np
import pandas as pd

from .schema import Schema


def target_values(rows: pd.DataFrame, schema: Schema) -> np.ndarray:
    """Code the target column: 1 for the positive class and 0 else, or the number."""
    column = rows[schema.target.name]
    if schema.target.task == "classification":
        return (column == schema.target.positive).to_numpy(dtype=np.int64)
    return column.to_numpy(dtype=np.float64)
