"""HTTP on a connection: uvicorn's, but that an answer leaves in one write.

uvicorn writes the head of an answer and its body one after the other. A proxy that has the head
can ask no other worker any more, so one that dies between the two writes would cost a request.
"""

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


# Java's client offers HTTP/2 (`Upgrade: h2c`) with each request; uvicorn would then lose its body,
# and read one that comes later as a request of its own. No line of JSON begins like this.
OFFER = re.compile(rb"(?i)(?<=\n)upgrade(?=:)")
NOT_TAKEN_UP = b"x-offer"
REFUSAL = "No other protocol is spoken here."


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
        data, self._waiting = b"".join(self._waiting), []
        # The client may have gone meanwhile.
        if data and not self._transport.is_closing():
            self._transport.write(data)


class Protocol(HttpToolsProtocol):
    """A connection of uvicorn's whose answers leave whole, and which stays with HTTP/1.1."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take a connection, and write to it through `Gathering`."""
        super().connection_made(Gathering(transport, self.loop))

    def data_received(self, data: bytes) -> None:
        """Read what came, without the offer to speak another protocol."""
        super().data_received(OFFER.sub(NOT_TAKEN_UP, data) if b"upgrade" in data.lower() else data)

    def _unsupported_upgrade_warning(self) -> None:
        # The offer came in two parts, and the body is lost: better no answer than a wrong one.
        self.cycle.disconnected = True
        self.send_400_response(REFUSAL)
