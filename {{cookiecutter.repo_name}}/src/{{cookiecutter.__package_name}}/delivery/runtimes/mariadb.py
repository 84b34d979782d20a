"""The referee of mysql/select.sql: a MariaDB of our own, on a socket in a folder."""

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
    import pymysql

USER = "mysql"
TYPES: dict[Kind, str] = {"number": "DOUBLE", "date": "DATETIME", "text": "LONGTEXT"}


def unavailable() -> str | None:
    """Say why this machine cannot run the query, if it cannot."""
    if find_spec("pymysql") is None:
        return "the Python package pymysql is not installed"
    if not find_command("mariadb-install-db") or not find_command("mariadbd"):
        return "MariaDB is not installed (commands mariadb-install-db and mariadbd)"
    return None


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with the query for MySQL and MariaDB."""
    spell = spelling(64, other_letters="[\U00010000-\U0010ffff]| +$")
    table = stored(delivery, rows, spell, has_nan=False)
    query = read_query(folder, "mysql")
    with connect() as connection, connection.cursor() as cursor:
        for schema in ["rows to score", *table.name[:-1]]:
            cursor.execute(f"CREATE OR REPLACE DATABASE {quote(schema)} CHARACTER SET utf8mb4")
        cursor.execute("USE `rows to score`")
        cursor.execute(table.create(quote, TYPES))
        cursor.executemany(table.insert(quote, "%s"), table.values)
        begin = time.perf_counter()
        cursor.execute(query)
        fetched = cursor.fetchall()
        seconds = time.perf_counter() - begin
    return answers(delivery, rows, table, fetched, seconds)


def connect() -> "pymysql.Connection":
    """Connect to our server, started with the first call."""
    return _open(_server())


def quote(name: str) -> str:
    """Write a name as MariaDB has it in quotes."""
    return "`" + name.replace("`", "``") + "`"


@cache
def _server() -> Path:
    folder = make_folder(USER)
    # Where it starts it deletes the temporary tables that it finds there: other servers' too.
    places = ["--no-defaults", f"--datadir={folder / 'data'}", f"--tmpdir={folder}"]
    run(as_user(USER, [find_command("mariadb-install-db"), *places,
                       "--auth-root-authentication-method=normal", "--skip-test-db"]), folder)
    start(as_user(USER, [find_command("mariadbd"), *places, f"--socket={folder / 'socket'}",
                         "--skip-networking", "--max-allowed-packet=1G"]), folder,
          lambda: _try(folder), signal.SIGKILL)
    return folder


def _try(folder: Path) -> None:
    # Too early an attempt would leave pymysql's socket open.
    (folder / "socket").stat()
    _open(folder).close()


def _open(folder: Path) -> "pymysql.Connection":
    import pymysql
    return pymysql.connect(unix_socket=str(folder / "socket"), user="root", charset="utf8mb4",
                           max_allowed_packet=2**30)
