"""The door of the application: keys, rates, and the headers that every answer carries."""

import math
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from .keys import name_of
from .limits import rate_limiter
from .predict import Receive, Scope, Send, problem, respond
from .state import State

# The page is a shell: what it shows of the model, it asks for with a key. Probes have none.
OPEN = {"/", "/health", "/ready"}
OPEN_FOLDER = "/page/"
PROBES = {"/health", "/ready"}
HEADERS = [
    (b"content-security-policy",
     b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
     b"img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"), (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
Application = Callable[[Scope, Receive, Send], Any]


class Guard:
    """ASGI middleware; `scope["caller"]` becomes the name of the key that a request came with."""

    def __init__(self, application: Application, predict: Application, state: State) -> None:
        self._application, self._predict, self._state = application, predict, state
        rate = state.params.serve.rate
        self._may_ask = rate_limiter(rate)
        self._retry_after = b"%d" % max(1, math.ceil(1 / rate)) if rate else b"1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        metrics = self._state.metrics

        async def send_guarded(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += HEADERS
                metrics.count_status(message["status"])
            await send(message)
        key = _bearer(scope["headers"])
        caller = name_of(key, self._state.keys) if key else None
        if not self._within_rate(scope, caller):
            return await respond(send_guarded, 429, problem("too many requests"),
                                 (b"retry-after", self._retry_after))
        if self._state.keys_needed and caller is None and not _is_open(scope["path"]):
            return await respond(send_guarded, 401, problem(
                "a key is needed, as `Authorization: Bearer <key>`"),
                (b"www-authenticate", b"Bearer"))
        scope["caller"] = caller
        # Past the framework's own middleware, which takes longer than the answer.
        straight = scope["path"] == "/predict" and scope["method"] == "POST"
        answer = self._predict if straight else self._application
        return await answer(scope, receive, send_guarded)

    def _within_rate(self, scope: Scope, caller: str | None) -> bool:
        if scope["path"] in PROBES:
            return True
        if caller is not None:
            return self._may_ask(("key", caller))
        # The usual one without parsing it.
        if not scope["client"] or scope["client"][0] in ("", "127.0.0.1"):
            return True
        address = _parsed(scope["client"][0])
        return (address is not None and address.is_loopback) or self._may_ask(("address", address))


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDER)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Read an address; a proxy may hand on any text as one, and all that are none count as one."""
    try:
        return ip_address(address)
    except ValueError:
        return None


def _bearer(headers: list[tuple[bytes, bytes]]) -> str | None:
    for name, value in headers:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return key.strip() if scheme.lower() == "bearer" else None
    return None
