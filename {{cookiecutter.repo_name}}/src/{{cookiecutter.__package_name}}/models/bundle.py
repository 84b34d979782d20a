"""Keeping a fitted pipeline and loading it again, without pickle.

A bundle is three files: the pipeline as skops, its portable form, and a JSON manifest with the
SHA-256 of both, the versions of the libraries, and what the model predicts.
"""

import hashlib
from pathlib import Path

import msgspec
import skops.io
from sklearn.pipeline import Pipeline

from ..errors import UserError
from ..features.bins import Bins
from ..features.build_features import DerivedFeatures, FillEmpty
from ..features.levels import FrequentLevels
from ..files import write_text, write_whole
from .log_target import LogTarget
from .manifest import (
    Manifest,
    library_versions,
    load_manifest,
    portable_path,
    read_checked,
    save_manifest,
)
from .points import PointsTable
from .reproducible_skops import dumps

# What a bundle may hold besides what skops itself trusts. A list that came with the bundle
# would protect nobody, so a new kind of step is added here, by hand.
TRUSTED_TYPES = (
    *(f"{kind.__module__}.{kind.__qualname__}"
      for kind in (DerivedFeatures, FillEmpty, FrequentLevels, Bins, PointsTable, LogTarget)),
    "numpy.dtype",
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn._loss.link.HalfLogitLink",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.MultinomialLogit",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn._loss.loss.HalfMultinomialLoss",
    "sklearn._loss.loss.HalfSquaredError",
)


def save_bundle(pipeline: Pipeline, portable: str, manifest: Manifest, path: Path) -> None:
    """Write pipeline, portable model and manifest; the last last: a half-made bundle is refused.

    Raises:
        UserError: the pipeline holds a type that TRUSTED_TYPES does not list.
    """
    content = dumps(pipeline)
    _refuse_untrusted(path, content)
    with write_whole(path) as sibling:
        sibling.write_bytes(content)
    write_text(portable_path(path), portable)
    save_manifest(msgspec.structs.replace(
        manifest, sha256=hashlib.sha256(content).hexdigest(),
        portable_sha256=hashlib.sha256(portable.encode()).hexdigest()), path)


def load_bundle(path: Path) -> tuple[Pipeline, Manifest]:
    """Load pipeline and manifest.

    Raises:
        UserError: a file is missing, was changed after it was saved, was saved with other
            versions of the libraries, or holds a type that is not trusted.
    """
    manifest = load_manifest(path)
    content = read_checked(path, manifest.sha256)
    for name, here in library_versions().items():
        if manifest.libraries.get(name) != here:
            raise UserError(f"{path}: was saved with {name} {manifest.libraries.get(name)}, this "
                            f"environment has {here}; `make setup` for the locked versions, or "
                            "`dvc repro --force train` to make it anew")
    _refuse_untrusted(path, content)
    try:
        pipeline = skops.io.loads(content, trusted=list(TRUSTED_TYPES))
    except Exception as error:  # skops raises whatever a malformed file leads it to.
        raise _no_model(path, error) from None
    if not isinstance(pipeline, Pipeline):
        raise _no_model(path, TypeError(f"it holds a {type(pipeline).__name__}, no pipeline"))
    return pipeline, manifest


def _no_model(path: Path, error: Exception) -> UserError:
    return UserError(f"{path}: is no model file ({error}); `make train` makes it anew")


def _refuse_untrusted(path: Path, content: bytes) -> None:
    try:
        found = skops.io.get_untrusted_types(data=content)
    except Exception as error:  # skops raises whatever a malformed file leads it to.
        raise _no_model(path, error) from None
    strange = sorted(set(found) - set(TRUSTED_TYPES))
    if strange:
        raise UserError(f"{path}: holds {', '.join(strange)}, which models/bundle.py does not "
                        "trust; if it is yours, add it to TRUSTED_TYPES there")
