"""Taking a new model, or a changed list of keys, into use without a restart."""

import asyncio
import sys
from pathlib import Path

from ..errors import UserError
from .keys import load_keys
from .served import load_served
from .stamps import look
from .state import State

POLL_SECONDS = 1.0


async def watch(state: State) -> None:
    """Look after the files again and again; a request in between is answered by the old model.

    A model that cannot be loaded, as one that is half written, leaves the old one in its place.
    Whatever is the matter with one file, the watch goes on: a key may have to be revoked.
    """
    keys = Path(state.params.serve.keys)
    while True:
        await asyncio.sleep(POLL_SECONDS)
        before, state.seen = state.seen, look(keys)
        if state.seen.keys != before.keys:
            _load_keys(state, keys)
        if state.seen.model != before.model:
            await _load_model(state)


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
