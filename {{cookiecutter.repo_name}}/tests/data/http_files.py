"""A web server on loopback that answers well and badly."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

CONTENT = b"a,b\n" + b"1,2\n" * 100_000


class Files(BaseHTTPRequestHandler):
    """Serves one table; the path says what goes wrong."""

    def do_GET(self) -> None:
        """Answer a request."""
        path = self.path.partition("?")[0]
        self.server.asked.append(self.path)
        if path in ("/moved", "/loop"):
            self._head(302, Location="/table.csv" if path == "/moved" else "/loop")
        elif path == "/locked" and self.headers["Authorization"] != self.server.key:
            self._head(401)
        elif path in ("/table.csv", "/t%C3%A4ble.csv", "/locked"):
            self._head(200, Content_Length=str(len(CONTENT)))
            self.wfile.write(CONTENT)
        elif path == "/short":
            self._head(200, Content_Length=str(len(CONTENT)))
            self.wfile.write(CONTENT[:1000])
        elif path == "/pieces":
            self._head(200, Transfer_Encoding="chunked")
            self.wfile.write(b"8\r\na,b\n1,2\n\r\n")
        elif path == "/silent":
            self.server.stopped.wait(10)
        else:
            self._head(404)

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def serve(password: str = "") -> Iterator[ThreadingHTTPServer]:
    """Serve until the block ends; `asked` lists the paths asked for."""
    with (ThreadingHTTPServer(("127.0.0.1", 0), Files) as server,
          pytest.MonkeyPatch.context() as patch):
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "127.0.0.1")
        server.asked = []
        server.key = "Basic " + base64.b64encode(f"me:{password}".encode()).decode()
        server.stopped = threading.Event()
        server.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.stopped.set()
        server.shutdown()
        thread.join()
