"""Taking a new model, or a changed list of keys, into use without a restart."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from ..errors import UserError
from ..models.manifest import manifest_path, portable_path
from ..paths import MODEL, MODEL_CARD, SCHEMA, TEST_METRICS
from .keys import load_keys
from .served import load_served
from .state import State

POLL_SECONDS = 1.0
MODEL_FILES = (manifest_path(MODEL), portable_path(MODEL), SCHEMA, TEST_METRICS, MODEL_CARD)
Stamp = tuple[tuple[int, int] | None, ...]


async def watch(state: State) -> None:
    """Look after the files again and again; a request in between is answered by the old model.

    A model that cannot be loaded, as one that is half written, leaves the old one in its place.
    Whatever is the matter with one file, the watch goes on: a key may have to be revoked.
    """
    keys = Path(state.params.serve.keys)
    seen, keys_seen = stamp(MODEL_FILES), stamp([keys])
    while True:
        await asyncio.sleep(POLL_SECONDS)
        if (now := stamp(MODEL_FILES)) != seen:
            seen = now
            await _load_model(state)
        if (now := stamp([keys])) != keys_seen:
            keys_seen = now
            _load_keys(state, keys)


def stamp(paths: Iterable[Path]) -> Stamp:
    """Tell files from what they become: the times and sizes, None where there is none."""
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


async def _load_model(state: State) -> None:
    before = state.served.info.version
    try:
        state.replace_model(await asyncio.to_thread(load_served, state.params))
    except Exception as error:
        _say(f"the model stays as it was, version {before}: {_reason(error)}")
        return
    if state.served.info.version != before:
        _say(f"from here on version {state.served.info.version} answers, after {before}")


def _load_keys(state: State, path: Path) -> None:
    try:
        state.keys = load_keys(path)
    except Exception as error:
        _say(f"the keys stay as they were: {_reason(error)}")
        return
    state.keys_needed = state.keys_needed or bool(state.keys)
    _say(f"keys that are valid now: {', '.join(state.keys) or 'none'}")


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
