"""HTTP on a connection: uvicorn's, but that an answer leaves in one write.

uvicorn writes the head of an answer and its body one after the other. A proxy that has the head
can ask no other worker any more, so one that dies between the two writes would cost a request.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Gathering:
    """A transport that writes, in one call, all that a turn of the event loop brought."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Take bytes, which are written at the end of this turn."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        """Write what waits, and close the connection."""
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _flush(self) -> None:
        if self._waiting:
            self._transport.write(b"".join(self._waiting))
            self._waiting.clear()


class Protocol(HttpToolsProtocol):
    """A connection of uvicorn's whose answers leave whole."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take a connection, and write to it through `Gathering`."""
        super().connection_made(Gathering(transport, self.loop))
