"""The door: keys, rates, sizes and times, headers; and nothing of the inside ever leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from asgi import application, ask, state_of
from samples import write_params

from slipway_package.cli import main
from slipway_package.errors import UserError
from slipway_package.params import load_params
from slipway_package.serving import predict
from slipway_package.serving.app import create_app
from slipway_package.serving.faults import Fault, Refused
from slipway_package.serving.keys import (
    VARIABLE,
    is_loopback,
    load_keys,
    make_key,
    name_of,
)
from slipway_package.serving.limits import (
    MOST_CLIENTS,
    rate_limiter,
)

pytestmark = pytest.mark.parametrize("task", ["classification"], indirect=True)
ROW = {"income": 20, "age": 30, "home town": "north", "job": "free"}
KEYS = Path("serve_keys.txt")


def bearer(key: str) -> dict[str, str]:
    """The header that a key comes in."""
    return {"authorization": f"Bearer {key}"}


def test_without_a_key_nothing_of_the_model_is_told(trained: Path) -> None:
    keys = {name: make_key(KEYS, name) for name in ("mobile", "batch")}
    app = application(load_params(), keys_needed=True)
    asked = [("/predict", ROW), ("/model", None), ("/metrics", None), ("/openapi.json", None),
             ("/nowhere", None)]
    for path, body in asked:
        for headers in ({}, bearer("x"), bearer(""), {"authorization": "Basic x"},
                        bearer("\xe9"), bearer(keys["batch"][:-1])):
            refused = ask(app, path, body, headers=headers)
            assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        for key in keys.values():
            assert ask(app, path, body, headers=bearer(key)).status == (
                404 if path == "/nowhere" else 200)
    for path in ("/", "/health", "/ready", "/page/page.js"):
        assert ask(app, path).status == 200


def test_keys_are_kept_as_digests_and_revoked_by_their_line(
        trained: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["key", "--name", "mobile"]) == 0
    key = capsys.readouterr().out.splitlines()[0]
    other = make_key(KEYS, "other")
    assert key not in KEYS.read_text()
    assert KEYS.stat().st_mode & 0o077 == 0
    assert name_of(key, load_keys(KEYS)) == "mobile"
    monkeypatch.setenv(VARIABLE, f"env:{load_keys(KEYS)['mobile']}")
    KEYS.write_text("".join(line for line in KEYS.read_text().splitlines(True)
                            if "mobile" not in line))
    assert name_of(key, load_keys(KEYS)) == "env"
    monkeypatch.delenv(VARIABLE)
    assert name_of(key, load_keys(KEYS)) is None
    assert name_of(other, load_keys(KEYS)) == "other"


def test_a_wrong_name_or_list_of_keys_is_one_line(trained: Path,
                                                  capsys: pytest.CaptureFixture) -> None:
    for name in ("", "two words", "a:b"):
        assert main(["key", "--name", name]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    make_key(KEYS, "mobile")
    with pytest.raises(UserError, match="mobile has a key already"):
        make_key(KEYS, "mobile")
    KEYS.write_text("mobile secret\n")
    with pytest.raises(UserError, match="serve_keys.txt: a line is no name and SHA-256"):
        load_keys(KEYS)


def test_who_is_open_to_others_needs_keys(trained: Path, capsys: pytest.CaptureFixture) -> None:
    write_params(serve={"host": "0.0.0.0", "port": 0})
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == (
        "params.yaml: serve.host: 0.0.0.0 is open to others, so callers need keys, and there are "
        "none; `make key NAME=...` makes one\n")
    write_params(serve={"keys_needed": True, "port": 0})
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == (
        "params.yaml: serve.keys_needed: callers need keys, and there are none; `make key "
        "NAME=...` makes one\n")
    assert [*map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost"))] == [True] * 4
    assert [*map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "example.org"))] == [False] * 4


def test_the_rate_of_a_key_or_an_address_is_limited(trained: Path) -> None:
    key = make_key(KEYS, "mobile")
    app = application(write_params(serve={"rate": 0.0001}))
    assert ask(app, "/predict", ROW, headers=bearer(key)).status == 200
    limited = ask(app, "/predict", ROW, headers=bearer(key))
    assert (limited.status, limited.headers["retry-after"]) == (429, "10000")
    # Another client has a bucket of its own; this machine without a key has none; probes neither.
    assert [ask(app, "/model", client="192.0.2.7").status for _ in range(2)] == [200, 429]
    assert [ask(app, "/model", client="192.0.2.8").status for _ in range(2)] == [200, 429]
    assert [ask(app, "/model").status for _ in range(3)] == [200] * 3
    assert [ask(app, "/health", client="192.0.2.7").status for _ in range(3)] == [200] * 3


def test_an_address_cannot_take_the_place_of_another_client(trained: Path) -> None:
    key = make_key(KEYS, "mobile")
    app = application(write_params(serve={"rate": 0.0001}))
    # A proxy that hands on X-Forwarded-For lets clients call themselves anything.
    made_up = ["mobile", "x", "localhost", "127.0.0.1 "]
    assert [ask(app, "/model", client=name).status for name in made_up] == [200, 429, 429, 429]
    assert ask(app, "/model", headers=bearer(key)).status == 200
    same = ["2001:db8::7", "2001:DB8:0::7"]
    assert [ask(app, "/model", client=name).status for name in same] == [200, 429]
    assert [ask(app, "/model", client="::1").status for _ in range(3)] == [200] * 3


def test_buckets_fill_at_the_rate_and_are_forgotten(task: str) -> None:
    now = [0.0]
    may_ask = rate_limiter(10, lambda: now[0])
    assert [may_ask("a") for _ in range(21)] == [True] * 20 + [False]
    now[0] = 0.5
    assert [may_ask("a") for _ in range(6)] == [True] * 5 + [False]
    now[0] = 100.0
    assert all(may_ask(str(client)) for client in range(3 * MOST_CLIENTS))
    assert sum(may_ask("a") for _ in range(50)) == 20
    unlimited = rate_limiter(None)
    assert all(unlimited("a") for _ in range(1000))


def test_large_late_and_foreign_bodies_are_refused(trained: Path) -> None:
    app = application(write_params(serve={"max_bytes": 300, "max_records": 2, "timeout": 0.1}))
    assert ask(app, "/predict", ROW, parts=7).status == 200
    assert ask(app, "/predict", [ROW] * 2).status == 200
    large = json.dumps([ROW] * 9).encode()
    assert ask(app, "/predict", large, headers={"content-length": str(len(large))}).status == 413
    assert [ask(app, "/predict", large, parts=parts).status for parts in (1, 5)] == [413] * 2
    assert ask(app, "/predict", ROW, parts=3, endless=True).status == 408
    assert ask(app, "/predict", ROW, headers={"content-type": "text/plain"}).status == 415
    assert ask(app, "/predict", ROW, headers={
        "content-type": "application/json; charset=utf-8"}).status == 200
    for count in (0, 3):
        many = ask(app, "/predict", [{}] * count)
        assert many.faults == {"body": f"has {count} records; a request may have from 1 to 2"}
    assert ask(app, "/predict").status == 405


def test_who_hangs_up_is_neither_answered_nor_counted(trained: Path) -> None:
    app = application(load_params())
    body = json.dumps(ROW).encode()
    # All of the record has come, and more was announced.
    assert ask(app, "/predict", body + b" " * len(body), parts=2, leaves=True).status == 0
    assert "scoring_records_total 0.0" in ask(app, "/metrics").body.decode()


def test_faults_that_cannot_be_written_are_an_error_of_the_inside(
        trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = application(load_params())

    def refuse(*arguments: Any) -> None:
        raise Refused([Fault(("body", "\ud800"), "is wrong", "x")])
    monkeypatch.setattr(predict, "answer_body", refuse)
    answer = ask(app, "/predict", ROW)
    assert (answer.status, [*answer.json]) == (500, ["detail"])


def test_every_answer_carries_the_headers(trained: Path) -> None:
    app = application(load_params())
    for path, body in [("/", None), ("/predict", ROW), ("/predict", b"{"), ("/x", None)]:
        headers = ask(app, path, body).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 's")
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
    one, two = (ask(app, "/predict", ROW).headers["x-request-id"] for _ in range(2))
    assert one != two


def test_no_trace_of_the_inside_leaves(trained: Path, capsys: pytest.CaptureFixture,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(load_params())
    app = create_app(state)

    def fail(*arguments: Any) -> None:
        raise RuntimeError("secret inside")
    monkeypatch.setattr(predict, "answer_body", fail)
    answer = ask(app, "/predict", ROW)
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert b"Traceback" not in answer.body
    told = capsys.readouterr().err
    assert "RuntimeError: secret inside" in told
    assert answer.headers["x-request-id"] in told
    assert answer.json["detail"].endswith(answer.headers["x-request-id"])


def test_bodies_of_every_broken_kind_get_422(trained: Path) -> None:
    app = application(load_params())
    for body in (b"", b"nul", b"\xff\xfe", b"[" * 10**6, b'{"a":' * 10**5, b"[[1]]", b"1e999",
                 b'"' + b"x" * 10**6, b'{"income":1e999}', b"[{}, NaN]", b'{"":{"":{}}}',
                 rb'{"\ud800":1}', rb'[{"\ud800":"\ud800"}]', rb'{"\ud800":' + b"[" * 5000,
                 b'[{"income":[' + b"[" * 5000, b"\x00", b'{"income":' + b"9" * 10**5 + b"}"):
        answer = ask(app, "/predict", body)
        assert answer.status == 422
        assert all(fault["loc"][0] == "body" and fault["msg"] for fault in answer.json["detail"])
