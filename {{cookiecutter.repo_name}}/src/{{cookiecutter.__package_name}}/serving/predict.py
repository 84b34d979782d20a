"""POST /predict as plain ASGI: what a framework does around it would cost more than the answer."""

import asyncio
import itertools
import secrets
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import msgspec

from .answering import Answered, answer_body
from .faults import Fault, Refused, details
from .request_log import Row
from .state import State

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
# Of fewer bytes, what is refused is found out soon enough: to name the place is slow.
LARGE_BODY = 500_000
FLAGS = {b"reasons=true": True, b"reasons=false": False}


class Rejected(Exception):
    """A request that is answered by no score: the status and the body of the answer."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__(status, content)
        self.status, self.content = status, content


class Left(Exception):
    """The client hung up before all of its request had come."""


class Predict:
    """The endpoint; an object, because Starlette takes a function for one of its own kind."""

    def __init__(self, state: State) -> None:
        self._state = state
        # Unique among processes by its first, within one by its second part.
        self._prefix, self._numbers = secrets.token_hex(8), itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and log it; where nobody waits for an answer, do neither."""
        started = time.perf_counter()
        request = f"{self._prefix}-{next(self._numbers)}"
        try:
            body = await self._body(scope, receive)
            answered = await self._answered(scope["query_string"], body)
            status, content = 200, answered.body
        except Left:
            return
        except Rejected as rejected:
            status, content = rejected.status, rejected.content
        except Exception:
            print(f"request {request}:", file=sys.stderr)
            traceback.print_exc()
            status, content = 500, problem(f"internal error; the log has it under {request}")
        await respond(send, status, content, (b"x-request-id", request.encode()))
        seconds = time.perf_counter() - started
        self._state.metrics.seconds.observe(seconds)
        if status == 200:
            self._note(Row(time.time() - seconds, request, answered.version, scope.get("caller"),
                           answered.records, body, content, 1000 * seconds), answered)

    async def _answered(self, query: bytes, body: bytes) -> Answered:
        try:
            return await self._answer(query, body)
        except Refused as refused:
            raise Rejected(422, details(refused.faults)) from None

    async def _answer(self, query: bytes, body: bytes) -> Answered:
        state, reasons = self._state, bool(query) and _wants_reasons(query)
        most = state.params.serve.max_records
        if reasons or state.served.obstacle is not None or len(body) > LARGE_BODY:
            # What takes milliseconds is done beside the event loop, for the others' sake.
            return await asyncio.to_thread(answer_body, state.served, body, reasons, most)
        return answer_body(state.served, body, False, most)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        most, timeout = self._state.params.serve.max_bytes, self._state.params.serve.timeout
        _check_headers(scope["headers"], most)
        try:
            async with asyncio.timeout(timeout):
                return await _whole_body(receive, most)
        except TimeoutError:
            raise Rejected(408, problem(
                f"the body did not arrive within {timeout:g} seconds")) from None

    def _note(self, row: Row, answered: Answered) -> None:
        self._state.metrics.records.inc(answered.records)
        if answered.outside:
            self._state.metrics.count_outside(answered.outside)
        if self._state.log:
            self._state.log.add(row)


async def respond(send: Send, status: int, content: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Send a JSON answer."""
    await send({"type": "http.response.start", "status": status, "headers": [
        (b"content-type", b"application/json"), (b"content-length", b"%d" % len(content)),
        *headers]})
    await send({"type": "http.response.body", "body": content})


def problem(reason: str) -> bytes:
    """Write the body of an answer that says no."""
    return msgspec.json.encode({"detail": reason})


async def _whole_body(receive: Receive, most: int) -> bytes:
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise _too_large(most)
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large(most: int) -> Rejected:
    return Rejected(413, problem(f"the body has more than {most} bytes"))


def _check_headers(headers: list[tuple[bytes, bytes]], most: int) -> None:
    kind = b""
    for name, value in headers:
        if name == b"content-type":
            kind = value.partition(b";")[0].strip().lower()
        elif name == b"content-length" and int(value) > most:
            raise _too_large(most)
    if kind != b"application/json":
        raise Rejected(415, problem("the body must be application/json"))


def _wants_reasons(query: bytes) -> bool:
    """Read the parameter `reasons`; others are ignored."""
    if query in FLAGS:
        return FLAGS[query]
    found = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("reasons", ["false"])
    if found not in (["true"], ["false"]):
        raise Refused([Fault(("query", "reasons"), "is neither true nor false", "bool_parsing")])
    return found == ["true"]
