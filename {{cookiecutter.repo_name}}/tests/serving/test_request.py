"""`make request` and `make key`: what they send and write, and to whom."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from typing import Any

import pytest
from samples import write_params

from slipway_package.errors import UserError
from slipway_package.serving.keys import load_keys, make_key
from slipway_package.serving.request import VARIABLE, request_example

EXAMPLE = {"it's": 1.0}


@contextmanager
def answering(server: TCPServer) -> Iterator[int]:
    """Let a server answer; yields its port."""
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def http_server(model: Any, asked: list[tuple[str, str | None]]) -> HTTPServer:
    """A server that tells this model, answers 0.5, and notes the paths and keys."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(model)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply({"probability": 0.5, "reasons": []})

        def reply(self, content: Any) -> None:
            asked.append((self.path, self.headers["Authorization"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: Any) -> None:
            pass
    return HTTPServer(("127.0.0.1", 0), Handler)


def test_the_key_goes_to_the_server_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []
    monkeypatch.setenv(VARIABLE, "secret\n")
    with (answering(http_server({"example": EXAMPLE}, asked)) as port,
          answering(http_server({}, other := [])) as proxy):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy}")
        shown = request_example(write_params(serve={"port": port}))
    assert other == []
    assert asked == [("/model", "Bearer secret"), ("/predict?reasons=true", "Bearer secret")]
    # In double quotes the shell puts the key in.
    assert f'-H "Authorization: Bearer ${VARIABLE}"' in shown[0]
    assert "secret" not in "".join(shown)
    assert json.loads(shown[2]) == {"probability": 0.5, "reasons": []}
    assert shown[3].startswith("no reasons: the example is the typical record")


@pytest.mark.parametrize("model", [{}, [], "hello"])
def test_another_service_there_is_one_line(model: Any, folder: Path) -> None:
    with (answering(http_server(model, [])) as port,
          pytest.raises(UserError, match=f":{port}: something else answers there; stop it, or ")):
        request_example(write_params(serve={"port": port}))


def test_what_is_no_http_is_one_line(folder: Path) -> None:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(b"SSH-2.0\r\n")
    with (answering(TCPServer(("127.0.0.1", 0), Handler)) as port,
          pytest.raises(UserError, match="nobody answers .SSH-2.0")):
        request_example(write_params(serve={"port": port}))


def test_a_key_gets_a_line_of_its_own_after_one_without_an_end(folder: Path) -> None:
    path = Path("serve_keys.txt")
    make_key(path, "first")
    path.write_text(path.read_text().rstrip("\n"))
    make_key(path, "second")
    assert [*load_keys(path)] == ["first", "second"]
