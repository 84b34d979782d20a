"""The referee of sqlite/select.sql: the SQLite of this Python."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from ..form import Delivery, Rows, Scored
from .databases import Kind, answers, read_query, spelling, stored
from .dates import as_texts

TYPES: dict[Kind, str] = {"number": "REAL", "date": "TEXT", "text": "TEXT"}

OWN_SCHEMAS = {"main", "temp"}


def unavailable() -> str | None:
    """Say why this machine cannot run the query, if it cannot."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("WITH one AS MATERIALIZED (SELECT EXP(1), LN(1)) SELECT * FROM one")
        except sqlite3.OperationalError as error:
            return (f"SQLite {sqlite3.sqlite_version} of this Python is older than 3.35, or lacks "
                    f"mathematical functions ({error})")
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with the query for SQLite."""
    table = stored(delivery, rows, spelling(), has_nan=False, dates=as_texts)
    query = read_query(folder, "sqlite")
    with closing(sqlite3.connect(":memory:")) as connection:
        for schema in {*table.name[:-1]} - OWN_SCHEMAS:
            connection.execute(f"ATTACH ':memory:' AS {quote(schema)}")
        connection.execute(table.create(quote, TYPES))
        connection.executemany(table.insert(quote, "?"), table.values)
        start = time.perf_counter()
        fetched = connection.execute(query).fetchall()
        seconds = time.perf_counter() - start
    return answers(delivery, rows, table, fetched, seconds)


def quote(name: str) -> str:
    """Write a name as SQLite has it in quotes."""
    return '"' + name.replace('"', '""') + '"'
