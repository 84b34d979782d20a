"""Listening: the process behind `make serve`."""

import gc
import os
import socket
import sqlite3
from contextlib import suppress
from pathlib import Path

import uvicorn

from ..errors import UserError
from ..params import Params
from ..serve_settings import Serve
from .allocator import keep_freed_memory
from .app import create_app
from .keys import is_loopback, load_keys
from .metrics import Metrics
from .open_files import allow_open_files
from .personal import redactor
from .protocol import Protocol
from .request_log import RequestLog
from .served import load_served
from .stamps import look
from .state import State

MOST_CONNECTIONS = 2000
# The log, the libraries, and connections that are refused.
OTHER_FILES = 200
GRACE_SECONDS = 30
KEEP_ALIVE_SECONDS = 75


def serve(params: Params) -> list[str]:
    """Answer requests until SIGTERM or Ctrl-C, then finish those that have begun.

    Raises:
        UserError: the model cannot be loaded, nobody could listen there, or keys are lacking.
    """
    settings = params.serve
    seen = look(Path(settings.keys))
    keys = load_keys(Path(settings.keys))
    _check_keys(settings, keys)
    served = load_served(params)
    with _listen(settings) as listener:
        metrics = Metrics()
        log, notices = _open_log(settings, metrics)
        state = State(params, served, metrics, log, keys,
                      keys_needed=bool(keys) or _must_have_keys(settings), seen=seen)
        for line in [*_welcome(state, listener), *notices]:
            print(line, flush=True)
        _run(state, listener)
    return []


def _run(state: State, listener: socket.socket) -> None:
    keep_freed_memory()
    allow_open_files(MOST_CONNECTIONS + OTHER_FILES)
    config = uvicorn.Config(
        create_app(state), loop="auto", http=Protocol, ws="none", lifespan="on", log_config=None,
        access_log=False, server_header=False, limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=GRACE_SECONDS)
    # What is loaded by now stays: to look through it for garbage, again and again, takes long.
    gc.collect()
    gc.freeze()
    # Ctrl-C is how one stops it, and no mistake.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _must_have_keys(settings: Serve) -> bool:
    return settings.keys_needed or not is_loopback(settings.host)


def _check_keys(settings: Serve, keys: dict[str, str]) -> None:
    if keys or not _must_have_keys(settings):
        return
    place = "serve.keys_needed:" if settings.keys_needed \
        else f"serve.host: {settings.host} is open to others, so"
    raise UserError(f"params.yaml: {place} callers need keys, and there are none; `make key "
                    "NAME=...` makes one")


def _listen(settings: Serve) -> socket.socket:
    host = settings.host
    try:
        # `::` means every address, those of four numbers too.
        return socket.create_server(
            (host, settings.port), backlog=2048,
            family=socket.AF_INET6 if ":" in host else socket.AF_INET,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6())
    except OSError as error:
        why = os.strerror(error.errno) if (error.errno or 0) > 0 else error.strerror
        raise UserError(f"params.yaml: serve.port: {host} port {settings.port}: nobody "
                        f"can listen there ({why}); choose another") from None


def _open_log(settings: Serve, metrics: Metrics) -> tuple[RequestLog | None, list[str]]:
    if settings.log is None:
        return None, ["requests are not logged (serve.log is null)"]
    path = Path(settings.log)
    redact, notices = redactor(settings.personal)
    try:
        log = RequestLog(path, redact, metrics.count_logged)
    except sqlite3.Error as error:
        raise UserError(f"params.yaml: serve.log: {path}: cannot be written to ({error}); move it "
                        "away, or name another") from None
    return log, [f"answered requests are logged in {path}", *notices]


def _welcome(state: State, listener: socket.socket) -> list[str]:
    info, (host, port, *_) = state.served.info, listener.getsockname()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    by = "" if state.served.obstacle is None \
        else f", by scikit-learn: it has no portable form ({state.served.obstacle})"
    return [f"{info.name}, version {info.version}, answers at {address}/predict{by}",
            f"the page to try it on: {address}/ (what it accepts: {address}/openapi.json)",
            *([] if state.keys_needed else ["no keys: whoever reaches this address may ask"]),
            "`make request` sends an example; Ctrl-C stops"]
