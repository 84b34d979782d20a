"""Writing files so that a killed run leaves the old one or the new one, never a part."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a temporary sibling of `path` that is moved onto it when the block ends well.

    The sibling keeps the suffix, so that writers which look at it still work. It is removed
    when the block raises, and written over after a kill. Missing parent folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sibling = path.with_name(f".{path.stem}.partial{path.suffix}")
    try:
        yield sibling
        os.replace(sibling, path)
    finally:
        sibling.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder beside `path` that takes its place when the block ends well.

    It is removed when the block raises, and after a kill by the next run. A kill between the two
    moves at the end leaves the old folder beside its place; the next run puts it back.
    """
    new, old = (path.with_name(f".{path.name}.partial.{age}") for age in ("new", "old"))

    def tidy() -> None:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not path.exists():
            os.replace(old, path)
        shutil.rmtree(old, ignore_errors=True)
    tidy()
    new.mkdir(parents=True)
    try:
        yield new
        if path.exists():
            os.replace(path, old)
        os.replace(new, path)
    finally:
        tidy()


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with Unix line ends, whole or not at all."""
    with write_whole(path) as sibling:
        sibling.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: Any) -> None:
    """Write `content` as indented JSON, whole or not at all.

    Raises:
        ValueError: a number is not finite (JSON has no word for it).
    """
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file that a stage of this project wrote."""
    return json.loads(path.read_text(encoding="utf-8"))
