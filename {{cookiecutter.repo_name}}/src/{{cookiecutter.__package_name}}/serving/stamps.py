"""Telling whether a file is another one than before."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..models.manifest import manifest_path, portable_path
from ..paths import MODEL, MODEL_CARD, SCHEMA, TEST_METRICS

MODEL_FILES = (manifest_path(MODEL), portable_path(MODEL), MODEL, SCHEMA, TEST_METRICS, MODEL_CARD)
# The time and size of each file, None where there is none.
Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class Seen:
    """What the files of the model, and the file of keys, were like at some moment."""

    model: Stamp
    keys: Stamp


def look(keys: Path) -> Seen:
    """Look at the files; before they are loaded, so that no change in between is missed."""
    return Seen(_stamp(MODEL_FILES), _stamp([keys]))


def _stamp(paths: Iterable[Path]) -> Stamp:
    return tuple(_stamp_of(path) for path in paths)


def _stamp_of(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
