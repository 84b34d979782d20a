"""Asking the application without a network."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway_package.params import Params
from slipway_package.serving.app import create_app
from slipway_package.serving.guard import Guard
from slipway_package.serving.keys import load_keys
from slipway_package.serving.metrics import Metrics
from slipway_package.serving.request_log import RequestLog
from slipway_package.serving.served import load_served
from slipway_package.serving.stamps import look
from slipway_package.serving.state import State

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """What came back; the status is 0 where nothing did."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def faults(self) -> dict[str, str]:
        """What was wrong, by the dotted place."""
        return {".".join(map(str, fault["loc"])): fault["msg"] for fault in self.json["detail"]}


def state_of(params: Params, log: RequestLog | None = None, **changes: Any) -> State:
    """Load the project in the current folder."""
    seen = look(Path(params.serve.keys))
    settings = {"keys": load_keys(Path(params.serve.keys)), "keys_needed": False, "seen": seen,
                **changes}
    return State(params, load_served(params), Metrics(), log, **settings)


def application(params: Params, **changes: Any) -> Guard:
    """Make the application of the project in the current folder."""
    return create_app(state_of(params, **changes))


def ask(app: Guard, path: str, body: bytes | object = None, method: str | None = None,
        headers: dict[str, str] = {}, client: str = "127.0.0.1",
        parts: int = 1, endless: bool = False, leaves: bool = False) -> Reply:
    """Send one request; what is no bytes is sent as JSON, in so many parts.

    Who is `endless` never sends the last part; who `leaves` hangs up in its place.
    """
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    path, _, query = path.partition("?")
    method = method or ("GET" if body is None else "POST")
    sent = {**(JSON if body is not None else {}), **headers}
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
             "scheme": "http", "client": (client, 1), "server": ("test", 80),
             "headers": [(name.encode(), value.encode("latin-1"))
                         for name, value in sent.items()]}
    step = max(1, -(-len(content) // parts))
    chunks = [content[start:start + step] for start in range(0, len(content), step)] or [b""]
    return asyncio.run(_exchange(app, scope, chunks, endless, leaves))


async def _exchange(app: Guard, scope: dict[str, Any], chunks: list[bytes],
                    endless: bool, leaves: bool) -> Reply:
    waiting, answers = [*chunks], []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(60)
        chunk = waiting.pop(0)
        if leaves and not waiting:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": endless or bool(waiting)}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)
    await app(scope, receive, send)
    if not answers:
        return Reply(0, {}, b"")
    start, *bodies = answers
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], headers, b"".join(part["body"] for part in bodies))
