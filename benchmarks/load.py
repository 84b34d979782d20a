"""Asking a server again and again over some connections, and looking at every answer."""

import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HEAD = ("POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        "Content-Length: {length}\r\n\r\n")


@dataclass(frozen=True)
class Exchange:
    """A request, and the answer that it deserves; without a `body` any will do."""

    request: bytes
    status: int = 200
    body: bytes | None = None


@dataclass
class Outcome:
    """What came back: seconds of each answer, counts of statuses, what was wrong, request ids."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def post(path: str, body: bytes) -> bytes:
    """Write a request."""
    return HEAD.format(path=path, length=len(body)).encode() + body


async def load(port: int, exchanges: Sequence[Exchange], connections: int,
               seconds: float) -> Outcome:
    """Ask over so many connections for so long, each for the next thing when it has its answer."""
    outcome, loop = Outcome(), asyncio.get_running_loop()
    end = time.perf_counter() + seconds
    chance = random.Random(0)

    async def connect() -> None:
        while time.perf_counter() < end:
            lost = loop.create_future()
            await loop.create_connection(
                lambda: _Connection(exchanges, chance, end, outcome, lost), "127.0.0.1", port)
            await lost
    await asyncio.gather(*(connect() for _ in range(connections)))
    return outcome


class _Connection(asyncio.Protocol):
    """One connection, one request at a time; whether it is kept alive, the server decides."""

    def __init__(self, exchanges: Sequence[Exchange], chance: random.Random, end: float,
                 outcome: Outcome, lost: asyncio.Future) -> None:
        self._exchanges, self._chance, self._end = exchanges, chance, end
        self._outcome, self._lost, self._received = outcome, lost, b""
        self._asked: Exchange | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(headers[b"content-length"]):
            return
        self._check(int(head[9:12]), headers, body)
        self._received, self._asked = b"", None
        if headers.get(b"connection") == b"close" or time.perf_counter() >= self._end:
            self._transport.close()
        else:
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if self._asked is not None:
            self._outcome.wrong.append("the connection was lost before the answer")
        self._lost.set_result(None)

    def _ask(self) -> None:
        self._asked = self._chance.choice(self._exchanges)
        self._started = time.perf_counter()
        self._transport.write(self._asked.request)

    def _check(self, status: int, headers: dict[bytes, bytes], body: bytes) -> None:
        self._outcome.seconds.append(time.perf_counter() - self._started)
        self._outcome.statuses[status] += 1
        if status == 200 and b"x-request-id" in headers:
            self._outcome.ids.append(headers[b"x-request-id"].decode())
        if status != self._asked.status or self._asked.body not in (None, body):
            self._outcome.wrong.append(f"{status} {body[:200]!r}, for "
                                       f"{self._asked.request[-200:]!r}")


def main(port: int, path: str, file: str, connections: int, seconds: float) -> None:
    """Send the content of a file again and again; print rate and quantiles as JSON."""
    import uvloop

    asked = [Exchange(post(path, Path(file).read_bytes()))]
    uvloop.run(load(port, asked, connections, seconds / 5))
    outcome = uvloop.run(load(port, asked, connections, seconds))
    if outcome.wrong:
        sys.exit(f"wrong answers: {outcome.wrong[:3]}")
    quantiles = statistics.quantiles(outcome.seconds, n=100)
    print(json.dumps({"rate": len(outcome.seconds) / seconds, "p50": quantiles[49],
                      "p99": quantiles[98]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
