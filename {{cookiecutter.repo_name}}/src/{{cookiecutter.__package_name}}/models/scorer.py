"""Scoring with a saved model: by its portable form, or by scikit-learn where it has none."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..portable.columns import Coded, Columns
from ..portable.errors import NotPortable
from ..portable.model import PortableModel
from ..portable.score import batch_scorer
from .manifest import Manifest, load_manifest
from .portable_file import load_portable

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Score = Callable[[pa.Table], np.ndarray]


@dataclass(frozen=True)
class Scorer:
    """A loaded model, which can be sent to another process.

    `obstacle` says why the model has no portable form and is scored by scikit-learn; None where it
    has one.
    """

    manifest: Manifest
    model: "PortableModel | BaseEstimator"
    obstacle: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # Without `score`, which is made anew from the rest.
        return Scorer, (self.manifest, self.model, self.obstacle)

    @cached_property
    def score(self) -> Score:
        """The function from a table to the predicted numbers, (rows,), or probabilities.

        These are of the second of two classes, (rows,), or of all, (rows, classes). It takes a
        table with the columns of the manifest: float64, strings or dictionaries of them, and
        timestamps.
        """
        if not isinstance(self.model, PortableModel):
            from .pipeline_scorer import pipeline_scorer

            return pipeline_scorer(self.model, self.manifest)
        score = batch_scorer(self.model)
        return lambda table: score(portable_columns(table, self.manifest))


def load_scorer(path: Path) -> Scorer:
    """Load what scores with the model saved at `path`.

    Raises:
        UserError: a file is missing, malformed, or was changed after it was saved.
    """
    manifest = load_manifest(path)
    try:
        model = load_portable(path, manifest)
    except NotPortable as obstacle:
        from .bundle import load_bundle

        return Scorer(manifest, load_bundle(path)[0], str(obstacle))
    return Scorer(manifest, model)


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def portable_columns(table: pa.Table, manifest: Manifest) -> Columns:
    """Take the columns of a table as the portable model reads them."""
    columns: dict[str, np.ndarray | Coded] = {}
    for name in manifest.numbers:
        numbers = _in_one(table.column(name)).to_numpy(zero_copy_only=False)
        columns[name] = numbers.astype(np.float64, copy=False)
    for name in manifest.dates:
        moments = _in_one(table.column(name)).cast(pa.timestamp("s")).cast(pa.int64())
        columns[name] = moments.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    for name in manifest.categories:
        words = _in_one(table.column(name)).dictionary_encode()
        codes = words.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        columns[name] = Coded(codes, words.dictionary.to_pylist())
    return columns
