"""The referee of postgresql/select.sql: a PostgreSQL of our own, on a socket in a folder."""

import signal
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..form import Delivery, Rows, Scored
from .commands import run
from .databases import Kind, answers, read_query, spelling, stored
from .servers import as_user, find_command, make_folder, start

if TYPE_CHECKING:
    import psycopg

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
USER = "postgres"
TYPES: dict[Kind, str] = {"number": "DOUBLE PRECISION", "date": "TIMESTAMP", "text": "TEXT"}
OPTIONS = {"listen_addresses": "", "fsync": "off", "jit": "off", "max_connections": "5",
           "log_min_messages": "fatal"}


def unavailable() -> str | None:
    """Say why this machine cannot run the query, if it cannot."""
    if find_spec("psycopg") is None:
        return "the Python package psycopg is not installed"
    if not find_command("initdb", folders=DEBIAN) or not find_command("postgres", folders=DEBIAN):
        return "PostgreSQL is not installed (commands initdb and postgres)"
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with the query for PostgreSQL."""
    table = stored(delivery, rows, spelling(63, in_bytes=True, folds_case=False), has_nan=True)
    query = read_query(folder, "postgresql")
    with connect() as connection, connection.cursor() as cursor:
        for schema in table.name[:-1]:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}")
        cursor.execute(table.create(quote, TYPES))
        with cursor.copy(f"COPY {table.quoted(quote)} FROM STDIN") as copy:
            for row in table.values:
                copy.write_row(row)
        begin = time.perf_counter()
        fetched = cursor.execute(query).fetchall()
        seconds = time.perf_counter() - begin
        connection.rollback()
    return answers(delivery, rows, table, fetched, seconds)


def connect() -> "psycopg.Connection":
    """Connect to our server, started with the first call."""
    return _open(_server())


def quote(name: str) -> str:
    """Write a name as PostgreSQL has it in quotes."""
    return '"' + name.replace('"', '""') + '"'


@cache
def _server() -> Path:
    folder = make_folder(USER)
    data = str(folder / "data")
    run(as_user(USER, [find_command("initdb", folders=DEBIAN), "-D", data, "-U", USER, "-A",
                       "trust", "-E", "UTF8", "--locale=C", "--no-sync"]), folder)
    options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
    start(as_user(USER, [find_command("postgres", folders=DEBIAN), "-D", data, "-k", str(folder),
                         *options]), folder, lambda: _open(folder).close(), signal.SIGQUIT)
    return folder


def _open(folder: Path) -> "psycopg.Connection":
    import psycopg
    return psycopg.connect(host=str(folder), user=USER, dbname="postgres")
