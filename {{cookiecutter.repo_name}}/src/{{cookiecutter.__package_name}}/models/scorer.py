"""Scoring with a saved model: by its portable form, or by scikit-learn where it has none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..errors import UserError
from ..portable.codec import from_json
from ..portable.columns import Coded, Columns
from ..portable.errors import MalformedModel, NotPortable
from ..portable.model import PortableModel
from ..portable.score import batch_scorer
from .manifest import ANEW, Manifest, load_manifest, portable_path, read_checked

Score = Callable[[pa.Table], np.ndarray]


@dataclass(frozen=True)
class Scorer:
    """A loaded model: `score` gives the predicted numbers, (rows,), or probabilities.

    These are of the second of two classes, (rows,), or of all, (rows, classes). It takes a table
    with the columns of the manifest: float64, string and timestamps. `obstacle` says why the
    model has no portable form and is scored by scikit-learn; None where it has one.
    """

    manifest: Manifest
    score: Score
    obstacle: str | None = None


def load_scorer(path: Path) -> Scorer:
    """Load what scores with the model saved at `path`.

    Raises:
        UserError: a file is missing, malformed, or was changed after it was saved.
    """
    manifest = load_manifest(path)
    try:
        model = load_portable(path, manifest)
    except NotPortable as obstacle:
        from .pipeline_scorer import pipeline_scorer

        return Scorer(manifest, pipeline_scorer(path), str(obstacle))
    score = batch_scorer(model)
    return Scorer(manifest, lambda table: score(portable_columns(table, manifest)))


def load_portable(path: Path, manifest: Manifest) -> PortableModel:
    """Load the portable model beside the skops file `path`.

    Raises:
        NotPortable: the pipeline has no portable form.
        UserError: the file is missing, malformed, or was changed after it was saved.
    """
    place = portable_path(path)
    try:
        return from_json(read_checked(place, manifest.portable_sha256))
    except MalformedModel as error:
        raise UserError(f"{place}: {error}; {ANEW}") from None


def portable_columns(table: pa.Table, manifest: Manifest) -> Columns:
    """Take the columns of a table as the portable model reads them."""
    columns: dict[str, np.ndarray | Coded] = {}
    for name in manifest.numbers:
        numbers = table.column(name).combine_chunks().to_numpy(zero_copy_only=False)
        columns[name] = numbers.astype(np.float64, copy=False)
    for name in manifest.dates:
        moments = table.column(name).combine_chunks().cast(pa.timestamp("s")).cast(pa.int64())
        columns[name] = moments.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    for name in manifest.categories:
        words = table.column(name).combine_chunks().dictionary_encode()
        codes = words.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        columns[name] = Coded(codes, words.dictionary.to_pylist())
    return columns
