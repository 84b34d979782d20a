"""Databases, SQLite and a real PostgreSQL: every refusal is one line without a password."""

import socket
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slipway_package.data import query as module
from slipway_package.data.query import save_query
from slipway_package.delivery.runtimes import postgresql
from slipway_package.errors import UserError

PLACE = Path("t.parquet")
SQLITE = "sqlite:///loans.db"


@pytest.fixture
def loans(folder: Path) -> None:
    """A database of 1,000 loans in the current folder."""
    with sqlite3.connect("loans.db") as connection:
        connection.execute('CREATE TABLE "Loans" (id INTEGER, "a:b %" REAL, word TEXT, mixed)')
        connection.executemany('INSERT INTO "Loans" VALUES (?, ?, ?, ?)', (
            (row, row / 8 if row % 5 else None, f"w{row % 3}", row if row < 900 else "late")
            for row in range(1000)))
    connection.close()


@pytest.mark.parametrize("rows", [7, 1 << 14])
def test_a_table_is_read_in_batches(rows: int, loans: None,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", rows)
    assert save_query(SQLITE, "Loans", PLACE) == 1000
    table = pq.read_table(PLACE)
    assert table.schema == pa.schema([("id", pa.int64()), ("a:b %", pa.float64()),
                                      ("word", pa.string()), ("mixed", pa.string())])
    assert table["a:b %"].null_count == 200
    assert table.slice(899, 2).to_pylist() == [
        {"id": 899, "a:b %": 899 / 8, "word": "w2", "mixed": "899"},
        {"id": 900, "a:b %": None, "word": "w0", "mixed": "late"}]


def test_a_select_may_hold_colons_and_percent_signs(loans: None) -> None:
    query = """SELECT id, '12:30 :x' AS "t" FROM Loans WHERE word LIKE 'w1%' AND "a:b %" > 1;\n"""
    save_query(SQLITE, query, PLACE)
    assert pq.read_table(PLACE).slice(0, 1).to_pylist() == [{"id": 13, "t": "12:30 :x"}]


@pytest.mark.parametrize("address, query, message", [
    (SQLITE, "Laons", "sqlite:///loans.db: no such table: Laons; correct the address or source.qu"),
    (SQLITE, "SELECT FROM", 'near "FROM": syntax error; correct the address or source.query'),
    (SQLITE, "DELETE FROM Loans", "source.query: returns no table; write a SELECT"),
    (SQLITE, "SELECT id FROM Loans WHERE id < 0", "source.query: gives no rows; a table needs"),
    (SQLITE, "SELECT id, id FROM Loans", "gives more than one column named id; rename them with"),
    (SQLITE, "SELECT CAST(x'ff' AS TEXT) AS t", "Could not decode to UTF-8 .*; correct"),
    ("sqlite:///laons.db", "Loans", "sqlite:///laons.db: there is no such file; correct the path"),
    ("sqlite://", "Loans", "sqlite://: there is no such file; correct the path"),
    ("loans.db", "Loans", "loans.db: is no address of a database; write it as postgresql://user:"),
    ("postgres:/x", "Loans", "postgres:/x: is no address of a database; write it as"),
    ("sqlserver://me@host/x", "Loans", "needs the package sqlserver; add it to the dependencies"),
    ("oracle://me@host/x", "Loans", "needs the package oracledb; add it to the dependencies in"),
    ("postgresql+psycopg2://me@host/x", "Loans", "needs the package psycopg2-binary; add it to"),
], ids=str)
def test_what_goes_wrong_is_said(address: str, query: str, message: str, loans: None) -> None:
    with pytest.raises(UserError, match=message) as error:
        save_query(address, query, PLACE)
    assert str(error.value).startswith("params.yaml: source.")
    assert "\n" not in str(error.value)
    assert sqlite3.connect("loans.db").execute("SELECT count(*) FROM Loans").fetchone() == (1000,)


def test_no_password_is_in_a_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "hush@1")
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hush@1@127.0.0.1:1/hush")
    for address in ("mysql://me:${PASSWORD}@127.0.0.1:1/x", "${DATABASE_URL}"):
        with pytest.raises(UserError) as error:
            save_query(address, "loans", PLACE)
        assert "hush" not in str(error.value)
        assert "\n" not in str(error.value)


@pytest.fixture
def server(folder: Path) -> str:
    """The address of a PostgreSQL with a table `credit.loans`."""
    with postgresql.connect() as connection:
        connection.execute("DROP SCHEMA IF EXISTS credit CASCADE")
        connection.execute("CREATE SCHEMA credit")
        connection.execute(
            "CREATE TABLE credit.loans (id bigint, amount numeric(12, 2), rate float8, ok boolean,"
            " word text, day date, at timestamp, zoned timestamptz, more jsonb, tags text[])")
        connection.execute(
            "INSERT INTO credit.loans SELECT n, n / 4.0, n / 8.0, n % 2 = 0, 'w' || n % 3,"
            " date '2024-02-28' + n, timestamp '2024-02-29 12:30' + n * interval '1 hour',"
            " timestamptz '2024-03-31 00:30+01' + n * interval '1 hour', '{\"a\": [1]}',"
            " ARRAY['x', 'y'] FROM generate_series(0, 4999) n")
        connection.execute("INSERT INTO credit.loans (id) VALUES (5000)")
        connection.commit()
        folder_of_socket = connection.info.host
    return f"postgresql://postgres@/postgres?host={folder_of_socket}"


@pytest.mark.skipif(postgresql.unavailable() is not None, reason=str(postgresql.unavailable()))
def test_postgresql_is_read_with_its_types(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 1000)
    monkeypatch.setenv("PGTZ", "Europe/Berlin")
    assert save_query(server, "credit.loans", PLACE) == 5001
    table = pq.read_table(PLACE)
    assert [str(kind) for kind in table.schema.types] == [
        "int64", "double", "double", "bool", "string", "date32[day]", "timestamp[us]",
        "timestamp[us, tz=UTC]", "string", "string"]
    assert table.slice(1, 1).to_pylist() == [{
        "id": 1, "amount": 0.25, "rate": 0.125, "ok": False, "word": "w1",
        "day": date(2024, 2, 29), "at": datetime(2024, 2, 29, 13, 30),
        "zoned": datetime(2024, 3, 31, 0, 30, tzinfo=UTC), "more": '{"a":[1]}',
        "tags": '["x","y"]'}]
    assert table.slice(5000, 1).to_pylist() == [
        {name: 5000 if name == "id" else None for name in table.column_names}]
    query = "SELECT id::text AS id FROM credit.loans WHERE word LIKE 'w1%' ORDER BY 1"
    assert save_query(server, query, PLACE) == 1667


@pytest.mark.skipif(postgresql.unavailable() is not None, reason=str(postgresql.unavailable()))
def test_what_postgresql_refuses_is_said(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "hush")
    for query, message in (("laons", 'relation "laons" does not exist LINE 2: .*; correct the'),
                           ("SELECT id / 0 FROM credit.loans", "division by zero; correct the"),
                           ("SELECT 'infinity'::date", "date too large .*; correct the address")):
        with pytest.raises(UserError, match=message):
            save_query(server, query, PLACE)
    with pytest.raises(UserError, match='role "me" does not exist; correct') as error:
        save_query(server.replace("postgres@", "me:${PASSWORD}@"), "loans", PLACE)
    assert "hush" not in str(error.value)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(UserError, match="onnection refused.*; correct the address or source.query"):
        save_query("postgresql://me:${PASSWORD}@127.0.0.1:" + f"{port}/x", "loans", PLACE)
