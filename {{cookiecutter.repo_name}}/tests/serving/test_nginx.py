"""nginx in front of two workers, by the configuration that deploy/nginx ships."""

import http.client
import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gateway import MISSING, Gateway, gateway
from processes import Server, free_port, running, wait_until
from samples import write_params

from slipway_package.serve_settings import Serve

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"there is no {' and no '.join(MISSING)}"),
    pytest.mark.parametrize("task", ["classification"], indirect=True)]
ROW = json.dumps({"income": 20, "age": 30, "home town": "north", "job": "free"}).encode()
CLIENTS = 6
# Of all clients together some 100 a second: less than nginx allows one address.
PAUSE_SECONDS = 0.06


def start(port: int, stack: ExitStack) -> Server:
    """Start a worker that listens at a port."""
    return stack.enter_context(running(port, "--port", str(port)))


@pytest.fixture
def ports(trained: Path) -> list[int]:
    """The ports of two workers."""
    return [free_port(), free_port()]


@pytest.fixture
def nginx(ports: list[int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """nginx in front of two workers."""
    write_params(serve={"rate": 1})
    with ExitStack() as stack:
        for port in ports:
            start(port, stack)
        yield stack.enter_context(gateway(tmp_path_factory.mktemp("nginx"), ports))


def test_answers_pass_as_they_are_and_the_door_adds_its_own(nginx: Gateway) -> None:
    status, headers, answer = nginx.ask("/predict", ROW)
    assert (status, answer["prediction"] in ("good", "bad")) == (200, True)
    assert headers["X-Request-ID"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"]
    assert headers["Server"] == "nginx"
    status, _, answer = nginx.ask("/predict", b"[1")
    assert (status, answer["detail"][0]["type"]) == (422, "json_invalid")
    assert nginx.ask("/metrics")[0] == 404
    plain = http.client.HTTPConnection("127.0.0.1", nginx.plain_port, timeout=5)
    plain.request("POST", "/predict", ROW, {"Content-Type": "application/json"})
    assert plain.getresponse().status == 403
    plain.close()
    assert "income" not in (nginx.folder / "access.log").read_text(encoding="utf-8")


def test_an_address_that_a_client_makes_up_is_not_believed(nginx: Gateway) -> None:
    # At serve.rate 1 a foreign address would be let through twice by each worker.
    statuses = [nginx.ask("/predict", ROW, X_Forwarded_For="192.0.2.7")[0] for _ in range(12)]
    assert statuses == [200] * 12


def test_a_body_that_is_too_large_is_refused_at_the_door(nginx: Gateway) -> None:
    status, _, answer = nginx.ask("/predict", b" " * (Serve().max_bytes + 1))
    assert (status, answer) == (413, {"detail": "the body is too large"})
    # nginx writes its log a little after its answer.
    wait_until(nginx.passed_on)
    assert [line["worker"] for line in nginx.passed_on()] == [""]
    large = b" " * (Serve().max_bytes - len(ROW)) + ROW
    assert nginx.ask("/predict", large)[0] == 200


def test_who_asks_too_often_waits(ports: list[int],
                                  tmp_path_factory: pytest.TempPathFactory) -> None:
    with ExitStack() as stack:
        for port in ports:
            start(port, stack)
        nginx = stack.enter_context(gateway(tmp_path_factory.mktemp("nginx"), ports, {
            "rate=200r/s": "rate=1r/m", "burst=400": "burst=9"}))
        answers = [nginx.ask("/predict", ROW) for _ in range(30)]
        status, headers, answer = answers[-1]
        assert (status, answer) == (429, {"detail": "too many requests"})
        assert headers["Retry-After"] == "1"
        assert headers["Strict-Transport-Security"]
        assert "Retry-After" not in answers[0][1]
        assert 1 <= [status for status, _, _ in answers].count(200) <= 10


def test_that_no_worker_is_there_is_said_in_json(
        trained: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with gateway(tmp_path_factory.mktemp("nginx"), [free_port(), free_port()]) as nginx:
        status, headers, answer = nginx.ask("/predict", ROW)
        assert (status, answer) == (503, {"detail": "no worker answers"})
        assert headers["Retry-After"] == "1"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_ends_under_load_costs_no_request(
        ports: list[int], tmp_path_factory: pytest.TempPathFactory, how: int) -> None:
    with ExitStack() as stack:
        workers = [start(port, stack) for port in ports]
        nginx = stack.enter_context(gateway(tmp_path_factory.mktemp("nginx"), ports))
        answers: list[tuple[int, str]] = []
        stop = threading.Event()
        clients = [threading.Thread(target=send, args=[nginx, answers, stop])
                   for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            for number, worker in enumerate(workers):
                time.sleep(1)
                end(worker, how)
                time.sleep(1)
                start(ports[number], stack)
                # Until nginx tries it again: the other one ends next.
                time.sleep(3)
        finally:
            stop.set()
            for client in clients:
                client.join()
    assert {status for status, _ in answers} == {200}
    assert len({answer for _, answer in answers}) == 1
    assert len(answers) > 200
    lines = nginx.passed_on()
    # Both workers took part, again after they came back.
    for port in ports:
        assert f"127.0.0.1:{port}" in {line["worker"] for line in lines[-100:]}
    if how == signal.SIGKILL:
        # Requests that had reached the dead one were answered by the other.
        assert any(line["worker_status"].endswith(", 200") for line in lines)


def end(worker: Server, how: int) -> None:
    """End a worker; if by SIGKILL, while it has requests that it has not answered."""
    if how == signal.SIGKILL:
        worker.process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
    worker.process.send_signal(how)
    worker.process.wait(20)


def send(nginx: Gateway, answers: list[tuple[int, str]], stop: threading.Event) -> None:
    """Ask again and again on one connection, for a minute at most; note each answer."""
    connection = nginx.connect()
    for _ in range(int(60 / PAUSE_SECONDS)):
        if stop.is_set():
            break
        try:
            connection.request("POST", "/predict", ROW, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answers.append((answer.status, answer.read().decode()))
        except (OSError, http.client.HTTPException) as error:
            answers.append((0, repr(error)))
            connection.close()
        time.sleep(PAUSE_SECONDS)
    connection.close()
