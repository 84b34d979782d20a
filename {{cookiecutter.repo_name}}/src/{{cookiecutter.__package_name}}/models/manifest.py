"""What is said of a saved model beside its files: names, versions, check sums."""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from ..data.schema import Schema
from ..errors import UserError
from ..files import write_text
from ..params import Closed, Task
from ..paths import SCHEMA
from ..portable.encoded import Description

VERSION = 3
LIBRARIES = ("scikit-learn", "numpy", "skops")
ANEW = "`make train` makes it anew, `make pull` fetches it"
MISSING = "there is no such file; `make train` makes it, `make pull` fetches it"


class Manifest(Closed):
    """What a model is called, reads and predicts; what it was saved with; its files' SHA-256.

    `typical` is a row as most are, dates as text; see typical.py.
    """

    version: int
    name: str
    params: dict[str, Any]
    task: Task
    target: str
    classes: tuple[str, ...] | None
    numbers: tuple[str, ...]
    categories: tuple[str, ...]
    dates: tuple[str, ...]
    derived: dict[str, str]
    libraries: dict[str, str]
    typical: dict[str, float | str | None] = {}
    sha256: str = ""
    portable_sha256: str = ""


def columns_of(manifest: Manifest) -> list[str]:
    """List the columns that a pipeline reads."""
    return [*manifest.numbers, *manifest.categories, *manifest.dates]


def manifest_path(path: Path) -> Path:
    """Name the manifest beside a skops file."""
    return path.with_suffix(".json")


def library_versions() -> dict[str, str]:
    """Look up the versions that a bundle depends on."""
    return {name: version(name) for name in LIBRARIES}


def portable_path(path: Path) -> Path:
    """Name the portable model beside a skops file."""
    return path.with_name("portable.json")


def save_manifest(manifest: Manifest, path: Path) -> None:
    """Write the manifest beside the skops file `path`."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode()
    write_text(manifest_path(path), text + "\n")


def load_manifest(path: Path) -> Manifest:
    """Read the manifest beside the skops file `path`.

    Raises:
        UserError: it is missing, malformed, or of another version.
    """
    place = manifest_path(path)
    try:
        content = place.read_bytes()
        found = msgspec.json.decode(content, type=_Versioned).version
        manifest = msgspec.json.decode(content, type=Manifest) if found == VERSION else None
    except FileNotFoundError:
        raise UserError(f"{place}: {MISSING}") from None
    except msgspec.DecodeError as error:
        raise UserError(f"{place}: is no manifest ({error}); `make train` makes it anew") from None
    if manifest is None:
        raise UserError(f"{place}: is of version {found}, this code knows {VERSION}; `make train` "
                        "makes it anew")
    return manifest


def read_checked(path: Path, sha256: str) -> bytes:
    """Read a file of a saved model.

    Raises:
        UserError: it is missing, or was changed after it was saved.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path}: {MISSING}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(f"{path}: was changed after it was saved (its SHA-256 is not the "
                        f"manifest's); {ANEW}")
    return content


def description_of(manifest: Manifest) -> Description:
    """Describe the model for its portable form."""
    return Description(manifest.name, manifest.target, manifest.classes, manifest.numbers,
                       manifest.categories, manifest.dates)


def check_contract(path: Path, manifest: Manifest, schema: Schema) -> None:
    """Refuse a model that was trained under another contract.

    Raises:
        UserError: names the columns that are not, or not of this kind, in the contract.
    """
    strange = [*sorted({*manifest.numbers} - {*schema.names("number")}),
               *sorted({*manifest.categories} - {*schema.names("category")}),
               *sorted({*manifest.dates} - {*schema.names("date")})]
    if strange:
        raise UserError(f"{path}: was trained under another contract: {', '.join(strange)} changed "
                        f"in {SCHEMA} or columns.exclude; `make train`")


class _Versioned(msgspec.Struct):
    version: int
