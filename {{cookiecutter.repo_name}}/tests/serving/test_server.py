"""The server as a process: what it imports, how it stops, how it takes a new model into use."""

import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from processes import Server, free_port, running, wait_until
from samples import write_params

import slipway_package
from slipway_package.cli import main
from slipway_package.serve_settings import Serve
from slipway_package.serving.keys import make_key
from slipway_package.serving.server import _listen

pytestmark = pytest.mark.parametrize("task", ["classification"], indirect=True)
ROW = {"income": 20, "age": 30, "home town": "north", "job": "free"}
HEAVY = ("sklearn", "pandas", "pyarrow", "scipy", "skops")
HEAD = (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n")
IMPORTS = """
import json, sys
from PACKAGE.params import load_params
from PACKAGE.serving import served, server, app
served.load_served(load_params())
print(json.dumps([name.partition(".")[0] for name in sys.modules]))
"""


@pytest.fixture
def port(trained: Path) -> int:
    """A port, which params.yaml names."""
    found = free_port()
    write_params(serve={"port": found})
    return found


def rows() -> list[tuple]:
    """Read the request log."""
    store = sqlite3.connect("logs/requests.sqlite")
    found = store.execute("SELECT request, inputs, output FROM requests ORDER BY time").fetchall()
    store.close()
    return found


def test_serving_imports_nothing_that_trains(trained: Path) -> None:
    path = Path(slipway_package.__file__).parents[1]
    name = slipway_package.__name__
    found = subprocess.run(
        [sys.executable, "-c", IMPORTS.replace("PACKAGE", name)],
        env={**os.environ, "PYTHONPATH": str(path)}, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    modules = json.loads(found.stdout)
    assert {"numpy", "fastapi", "uvicorn", "msgspec"} <= {*modules}
    assert not {*HEAVY} & {*modules}


def test_it_says_where_it_listens_and_request_shows_an_answer(
        port: int, capsys: pytest.CaptureFixture) -> None:
    with running(port) as server:
        assert main(["request"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(f"curl 'http://127.0.0.1:{port}/predict?reasons=true' -H ")
        answer, _, note = printed[printed.index("\n{"):].rpartition("}")
        assert json.loads(answer + "}")["prediction"] in ("good", "bad")
        assert note.startswith("\nno reasons: the example is the typical record")
        status, written = server.stop(signal.SIGINT)
        assert status == 0
        assert f"answers at http://127.0.0.1:{port}/predict" in written
        assert "Traceback" not in written
        assert "no keys: whoever reaches this address may ask" in written
    assert main(["request"]) == 2
    assert capsys.readouterr().err.endswith("start it with `make serve`\n")


def test_where_a_worker_runs_may_be_said_at_its_start(port: int, tmp_path: Path) -> None:
    other, keys = free_port(), tmp_path / "keys.txt"
    header = {"Authorization": f"Bearer {make_key(keys, 'mobile')}"}
    with running(other, "--host", "127.0.0.1", "--port", str(other), "--keys", str(keys),
                 "--log", "elsewhere/log.sqlite") as server:
        assert server.ask("/predict", ROW)[0] == 401
        assert server.ask("/predict", ROW, header)[0] == 200
    assert Path("elsewhere/log.sqlite").exists()
    assert not Path("logs").exists()


def test_a_port_that_is_taken_is_one_line(port: int, capsys: pytest.CaptureFixture) -> None:
    with running(port):
        assert main(["serve"]) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"params.yaml: serve.port: 127.0.0.1 port {port}: nobody can ")
        assert error.count("\n") == 1


def test_what_was_begun_is_finished_and_logged_before_it_stops(port: int) -> None:
    with running(port) as server:
        body = json.dumps(ROW).encode()
        with socket.create_connection(("127.0.0.1", port)) as slow:
            head = (HEAD % len(body)).replace(b"Host: x", b"Host: x\r\nExpect: 100-continue")
            slow.sendall(head)
            assert slow.recv(1 << 16).startswith(b"HTTP/1.1 100 Continue")
            slow.sendall(body[:10])
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            slow.sendall(body[10:])
            assert slow.recv(1 << 16).startswith(b"HTTP/1.1 200 OK")
        server.process.wait(20)
    assert len(rows()) == 1


def test_an_answer_arrives_whole(port: int) -> None:
    # What a proxy has the head of, it cannot ask of another worker: a worker that is killed
    # between the head and the body would cost a request.
    body = json.dumps(ROW).encode()
    with running(port), socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(200):
            connection.sendall(HEAD % len(body) + body)
            head, _, content = connection.recv(1 << 16).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK")
            assert json.loads(content)["prediction"] in ("good", "bad")
        connection.sendall(b"no HTTP\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 400 Bad Request")
        assert connection.recv(1 << 16) == b""


OFFERS = [b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n",
          b"CONNECTION: UPGRADE\r\nUPGRADE: websocket\r\n"]


@pytest.mark.parametrize("offer", OFFERS)
def test_a_request_that_offers_another_protocol_keeps_its_body(port: int, offer: bytes) -> None:
    # Java's client offers HTTP/2 each time. A body that was lost could be read as a request.
    body = json.dumps(ROW).encode()
    head = (HEAD % len(body)).replace(b"Content-Type", offer + b"Content-Type")
    with running(port) as server:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for parts in ([head + body], [head, body], [head + body] * 2):
                for part in parts:
                    connection.sendall(part)
                    time.sleep(0.05)
                answer = b""
                while answer.count(b"HTTP/1.1") < parts.count(parts[0]):
                    answer += connection.recv(1 << 16)
                assert answer.count(b"HTTP/1.1 200 OK") == parts.count(parts[0])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            half = head.lower().index(b"\nupgrade") + 4
            for part in (head[:half], head[half:], body):
                connection.sendall(part)
                time.sleep(0.05)
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        assert answer.endswith(b"No other protocol is spoken here.")
        assert answer.count(b"HTTP/1.1") == 1
        assert "Traceback" not in server.stop()[1]


@pytest.mark.skipif(not socket.has_dualstack_ipv6(),
                    reason="no socket here takes addresses of IPv4 and of IPv6")
def test_every_address_means_those_of_four_numbers_too(task: str) -> None:
    with _listen(Serve(host="::", port=0)) as listener:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, listener.getsockname()[1])).close()


def test_more_connections_may_be_open_than_a_shell_allows(task: str) -> None:
    code = ("import resource; from {0}.serving.open_files import allow_open_files; "
            "resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300)); allow_open_files(250); "
            "print(resource.getrlimit(resource.RLIMIT_NOFILE)); allow_open_files(400); "
            "print(resource.getrlimit(resource.RLIMIT_NOFILE))")
    name = slipway_package.__name__
    path = str(Path(slipway_package.__file__).parents[1])
    printed = subprocess.run([sys.executable, "-c", code.format(name)], check=True, text=True,
                             env={**os.environ, "PYTHONPATH": path}, capture_output=True).stdout
    assert printed == "(250, 300)\n(300, 300)\n"


def test_who_hangs_up_leaves_no_trace(port: int) -> None:
    body = json.dumps(ROW).encode()
    with running(port) as server:
        with socket.create_connection(("127.0.0.1", port)) as leaving:
            leaving.sendall(HEAD % (len(body) + 1) + body)
            time.sleep(0.3)
        time.sleep(0.3)
        written = server.stop()[1]
    assert written.endswith("Ctrl-C stops\nanswered requests are logged in logs/requests.sqlite\n")
    assert rows() == []


def test_answered_requests_survive_a_kill(port: int) -> None:
    with running(port) as server:
        answers = [server.ask("/predict", {**ROW, "age": age})[1] for age in range(20, 60)]
        wait_until(lambda: len(rows()) == 40)
        server.stop(signal.SIGKILL)
    logged = rows()
    assert [json.loads(output) for _, _, output in logged] == answers
    assert [json.loads(inputs)["age"] for _, inputs, _ in logged] == [*range(20, 60)]
    assert len({request for request, _, _ in logged}) == 40


def test_two_processes_share_one_log(port: int) -> None:
    with running(port) as one:
        other_port = free_port()
        write_params(serve={"port": other_port})
        with running(other_port) as other:
            def send(server: Server) -> None:
                for _ in range(50):
                    assert server.ask("/predict", ROW)[0] == 200
            threads = [threading.Thread(target=send, args=[server]) for server in (one, other)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert [server.stop()[0] for server in (one, other)] == [-signal.SIGTERM] * 2
    assert len({request for request, _, _ in rows()}) == 100


def test_a_new_model_is_taken_into_use_without_dropping_a_request(port: int) -> None:
    # The cutoff is part of the version, so that the same model with another one is a new model.
    with running(port) as server:
        told = Told(server)
        before = server.ask("/ready")[1]["version"]
        statuses: list[int] = []
        stop = threading.Event()

        def send() -> None:
            while not stop.is_set():
                statuses.append(server.ask("/predict", ROW)[0])
        thread = threading.Thread(target=send)
        thread.start()
        portable = Path("models/portable.json")
        whole = portable.read_text()
        portable.write_text(whole[:50])
        wait_until(lambda: "the model stays as it was" in told.lines)
        assert server.ask("/ready")[1]["version"] == before
        change_the_model(whole)
        wait_until(lambda: server.ask("/ready")[1]["version"] != before)
        stop.set()
        thread.join()
        assert {*statuses} == {200}
        assert server.ask("/predict", ROW)[1]["version"] == server.ask("/ready")[1]["version"]
        wait_until(lambda: "from here on version" in told.lines)
        server.process.terminate()
    assert f"version {before}: models/portable.json: was chan" in told.lines


class Told:
    """What a server writes, as it comes."""

    def __init__(self, server: Server) -> None:
        self.lines = ""
        threading.Thread(target=self._read, args=[server], daemon=True).start()

    def _read(self, server: Server) -> None:
        with suppress(ValueError):  # closed with the server
            for line in server.process.stdout:
                self.lines += line


def change_the_model(text: str) -> None:
    """Put another model in place, as training would."""
    document = json.loads(text)
    document["model"]["name"] = "another"
    changed = json.dumps(document)
    manifest = json.loads(Path("models/model.json").read_text())
    manifest["portable_sha256"] = hashlib.sha256(changed.encode()).hexdigest()
    for path, content in (("portable.json", changed), ("model.json", json.dumps(manifest))):
        new = Path("models") / f"new.{path}"
        new.write_text(content)
        shutil.move(new, Path("models") / path)


def test_keys_come_and_go_without_a_restart(port: int) -> None:
    keys = Path("serve_keys.txt")
    key = make_key(keys, "mobile")
    header = {"Authorization": f"Bearer {key}"}
    with running(port) as server:
        assert server.ask("/predict", ROW)[0] == 401
        assert server.ask("/predict", ROW, header)[0] == 200
        keys.write_text("")
        wait_until(lambda: server.ask("/predict", ROW, header)[0] == 401)
        other = make_key(keys, "other")
        wait_until(lambda: server.ask("/predict", ROW, {"Authorization": f"Bearer {other}"})[0]
                   == 200)
