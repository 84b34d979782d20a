"""Keeping a fitted pipeline and loading it again, without pickle.

A bundle is two files: the pipeline as skops, and beside it a JSON manifest with the SHA-256 of
the first, the versions of the libraries, and what the model predicts.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

import msgspec
import skops.io
from sklearn.pipeline import Pipeline

from ..data.schema import Schema
from ..errors import UserError
from ..features.build_features import DerivedFeatures, FillEmpty
from ..files import write_text, write_whole
from ..params import Closed, Task
from .reproducible_skops import dumps

VERSION = 1
LIBRARIES = ("scikit-learn", "numpy", "skops")
# What a bundle may hold besides what skops itself trusts. A list that came with the bundle
# would protect nobody, so a new kind of step is added here, by hand.
TRUSTED_TYPES = (
    f"{DerivedFeatures.__module__}.{DerivedFeatures.__qualname__}",
    f"{FillEmpty.__module__}.{FillEmpty.__qualname__}",
    "numpy.dtype",
    "sklearn.tree._tree.Tree",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn._loss.link.HalfLogitLink",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.Interval",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn._loss.loss.HalfSquaredError",
)


class Manifest(Closed):
    """What a bundle says of its model; `columns` are the table's, numbers first."""

    version: int
    name: str
    params: dict[str, str | int | float | bool | None]
    task: Task
    target: str
    classes: tuple[str, str] | None
    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    derived: dict[str, str]
    libraries: dict[str, str]
    sha256: str = ""


def manifest_path(path: Path) -> Path:
    """Name the manifest beside a skops file."""
    return path.with_suffix(".json")


def library_versions() -> dict[str, str]:
    """Look up the versions that a bundle depends on."""
    return {name: version(name) for name in LIBRARIES}


def save_bundle(pipeline: Pipeline, manifest: Manifest, path: Path) -> None:
    """Write pipeline and manifest; the manifest last, so that a half-made bundle is refused.

    Raises:
        UserError: the pipeline holds a type that TRUSTED_TYPES does not list.
    """
    content = dumps(pipeline)
    _refuse_untrusted(path, content)
    with write_whole(path) as sibling:
        sibling.write_bytes(content)
    complete = msgspec.structs.replace(manifest, sha256=hashlib.sha256(content).hexdigest())
    text = msgspec.json.format(msgspec.json.encode(complete), indent=2).decode()
    write_text(manifest_path(path), text + "\n")


def load_bundle(path: Path) -> tuple[Pipeline, Manifest]:
    """Load pipeline and manifest.

    Raises:
        UserError: a file is missing, was changed after it was saved, was saved with other
            versions of the libraries, or holds a type that is not trusted.
    """
    try:
        content = path.read_bytes()
        manifest = msgspec.json.decode(manifest_path(path).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise UserError(f"{error.filename}: there is no such file; `make train` makes it, "
                        "`make pull` fetches it") from None
    except msgspec.DecodeError as error:
        raise UserError(f"{manifest_path(path)}: is no manifest ({error}); `make train` makes it "
                        "anew") from None
    if manifest.version != VERSION:
        raise UserError(f"{manifest_path(path)}: is of version {manifest.version}, this code knows "
                        f"{VERSION}; `make train` makes it anew")
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        raise UserError(f"{path}: was changed after it was saved (its SHA-256 is not the "
                        "manifest's); `make train` makes it anew, `make pull` fetches it")
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


def check_contract(path: Path, manifest: Manifest, schema: Schema) -> None:
    """Refuse a model that was trained under another contract.

    Raises:
        UserError: names the columns that are not, or not of this kind, in the contract.
    """
    strange = [*sorted({*manifest.numbers} - {*schema.names("number")}),
               *sorted({*manifest.categories} - {*schema.names("category")})]
    if strange:
        raise UserError(f"{path}: was trained under another contract: {', '.join(strange)} changed "
                        "in references/schema.yaml or columns.exclude; `make train`")


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
