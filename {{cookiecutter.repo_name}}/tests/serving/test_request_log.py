"""The request log: never waits, never loses what it has committed, keeps personal columns out."""

import json
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asgi import application, ask
from samples import write_params

from slipway_package.cli import main
from slipway_package.errors import UserError
from slipway_package.params import load_params
from slipway_package.serving import request_log
from slipway_package.serving.metrics import Metrics
from slipway_package.serving.personal import VARIABLE, redactor
from slipway_package.serving.request_log import RequestLog, Row

STORE = Path("logs/requests.sqlite")


def row(number: int, inputs: bytes = b'{"a":1}') -> Row:
    """An answered request."""
    return Row(1.7e9 + number, f"r{number}", "v", None, 1, inputs, b"{}", 1.23456)


class Counts(dict):
    """What was written, and what was lost."""

    def __call__(self, outcome: str, rows: int) -> None:
        self[outcome] = self.get(outcome, 0) + rows


def read() -> list[tuple]:
    """Read the store, as anybody can."""
    store = sqlite3.connect(STORE)
    found = store.execute("SELECT * FROM requests ORDER BY rowid").fetchall()
    store.close()
    return found


def test_rows_are_written_in_their_order_and_whole(folder: Path) -> None:
    counts = Counts()
    log = RequestLog(STORE, None, counts)
    for number in range(1000):
        log.add(row(number))
    log.close()
    assert counts == {"written": 1000}
    assert read()[0] == ("2023-11-14T22:13:20.000+00:00", "r0", "v", None, 1, '{"a":1}', "{}",
                         1.235)
    assert [found[1] for found in read()] == [f"r{number}" for number in range(1000)]


def test_rows_that_wait_are_written_by_one_statement(folder: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []

    def traced(path: Path) -> sqlite3.Connection:
        store = open_store(path)
        store.set_trace_callback(statements.append)
        return store
    open_store = request_log._open
    monkeypatch.setattr(request_log, "_open", traced)
    monkeypatch.setattr(request_log, "GATHER_SECONDS", 5)
    log = RequestLog(STORE, None, Counts())
    for number in range(300):
        log.add(row(number))
    log.close()
    assert len(read()) == 300
    # The first may find a row or two alone.
    assert sum("INSERT" in statement for statement in statements) <= 2


def test_an_old_sqlite_gets_fewer_rows_at_once(folder: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    def limited(path: Path) -> sqlite3.Connection:
        store = open_store(path)
        store.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
        return store
    open_store = request_log._open
    monkeypatch.setattr(request_log, "_open", limited)
    monkeypatch.setattr(request_log, "GATHER_SECONDS", 1)
    counts = Counts()
    log = RequestLog(STORE, None, counts)
    for number in range(300):
        log.add(row(number))
    log.close()
    assert counts == {"written": 300}


def test_processes_that_start_at_once_wait_for_each_other(folder: Path) -> None:
    barrier = threading.Barrier(4)

    def begin(path: Path) -> None:
        barrier.wait()
        request_log._open(path).close()
    with ThreadPoolExecutor(4) as pool:
        for number in range(60):
            # Raises what a thread raised.
            list(pool.map(begin, [Path(f"{number}.sqlite")] * 4))


def test_what_stands_in_a_row_stays_as_it_is(folder: Path) -> None:
    inputs = '{"a": "\\u0000 \\"quoted\\" \\ud83d\\ude00 ü 😀 \\n",\n "b": 1e400, "c": null}'
    log = RequestLog(STORE, None, Counts())
    log.add(row(1, inputs.encode()))
    log.close()
    assert read()[0][5] == inputs


def test_a_backlog_is_written_a_part_at_a_time(folder: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_log, "GATHER_SECONDS", 0.2)
    monkeypatch.setattr(request_log, "MOST_AT_ONCE", 3000)
    parts: list[int] = []
    log = RequestLog(STORE, None, lambda outcome, rows: parts.append(rows))
    for number in range(20):
        log.add(row(number, b"x" * 2000))
    log.close()
    assert sum(parts) == 20 and max(parts) == 2


def test_the_store_is_only_added_to(folder: Path) -> None:
    log = RequestLog(STORE, None, Counts())
    log.add(row(1))
    log.close()
    store = sqlite3.connect(STORE)
    for statement in ("DELETE FROM requests", "UPDATE requests SET version = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="is only added to"):
            store.execute(statement)
    store.close()


def test_where_rows_cannot_be_written_they_are_counted_and_nobody_waits(
        folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(request_log, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(request_log, "TRIES", 1)
    monkeypatch.setattr(request_log, "MOST_WAITING", 100_000)
    counts = Counts()
    log = RequestLog(STORE, None, counts)
    other = sqlite3.connect(STORE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    start = time.thread_time()
    for number in range(500):
        log.add(row(number))
    assert time.thread_time() - start < 0.5
    deadline = time.monotonic() + 10
    while sum(counts.values()) < 500 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert counts == {"lost": 500}
    other.execute("ROLLBACK")
    other.close()
    log.add(row(1000))
    log.close()
    assert counts == {"lost": 500, "written": 1}
    assert [found[1] for found in read()] == ["r1000"]
    assert "were not logged: database is locked" in capsys.readouterr().err


def test_personal_columns_are_hashed_or_left_out(folder: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "one")
    redact, notices = redactor({"name": "hash", "age": "drop"})
    assert notices == []
    first = json.loads(redact(b'{"name":"Ada","age":30,"size":1}'))
    assert first.keys() == {"name", "size"}
    assert len(first["name"]) == 32 and "Ada" not in first["name"]
    batch = json.loads(redact(b'[{"name":"Ada"},{"name":"Bob"},{"name":null}]'))
    assert batch == [{"name": first["name"]}, batch[1], {}]
    assert batch[1]["name"] != first["name"]
    number, = {json.loads(redact(text))["name"] for text in (b'{"name":7}', b'{"name":7.0}')}
    monkeypatch.setenv(VARIABLE, "other")
    assert json.loads(redactor({"name": "hash"})[0](b'{"name":7}'))["name"] != number
    monkeypatch.delenv(VARIABLE)
    redact, notices = redactor({"name": "hash", "age": "drop"})
    assert json.loads(redact(b'{"name":"Ada","age":1,"size":1}')) == {"size": 1}
    assert notices == [f"the request log leaves out name: {VARIABLE}, the secret to hash with, is "
                       "not set"]
    assert redactor({}) == (None, [])


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_answered_requests_are_logged_once_and_others_not(trained: Path) -> None:
    log = RequestLog(STORE, redactor({"age": "drop"})[0], Metrics().count_logged)
    app = application(load_params(), log=log)
    good = {"income": 20, "age": 30, "home town": "north", "job": "free"}
    answers = [ask(app, "/predict", body) for body in (good, [good, good], {}, b"x", good)]
    log.close()
    answered = [answer for answer in answers if answer.status == 200]
    found = read()
    assert [line[1] for line in found] == [answer.headers["x-request-id"] for answer in answered]
    assert [line[6] for line in found] == [answer.body.decode() for answer in answered]
    assert [line[4] for line in found] == [1, 2, 1]
    del good["age"]
    assert [json.loads(line[5]) for line in found] == [good, [good, good], good]
    assert all(line[7] > 0 for line in found)


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_a_store_or_a_column_that_is_none_is_one_line(trained: Path,
                                                      capsys: pytest.CaptureFixture) -> None:
    Path("table.csv").write_text("a,b\n" * 1000)
    write_params("regression", serve={"port": 0, "log": "table.csv"})
    assert main(["serve"]) == 2
    assert "serve.log: table.csv: cannot be written to (file is not" in capsys.readouterr().err
    params = write_params("regression", serve={"personal": {"nobody": "drop"}})
    with pytest.raises(UserError, match="serve.personal: nobody is no column that the model reads"):
        application(params)
