"""The store of answered requests: SQLite, appended to by a thread of its own.

An answer never waits for it: rows go into a queue, and a thread writes what is there in one
transaction, again and again. What is committed survives a kill -9 of the process: SQLite's
write-ahead log is read by whoever opens the store next. What still stood in the queue, the rows of
some hundredths of a second, is lost with the process. Where the disk is full or the store locked
for long, rows are dropped and counted rather than kept waiting. Several processes may write to
one store at once.
"""

import sqlite3
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .personal import Redact

TABLE = """
CREATE TABLE IF NOT EXISTS requests (
    time TEXT NOT NULL, request TEXT PRIMARY KEY NOT NULL, version TEXT NOT NULL, caller TEXT,
    records INTEGER NOT NULL, inputs TEXT NOT NULL, output TEXT NOT NULL,
    milliseconds REAL NOT NULL);
CREATE TRIGGER IF NOT EXISTS requests_are_not_changed BEFORE UPDATE ON requests
    BEGIN SELECT RAISE(ABORT, 'the request log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS requests_are_not_removed BEFORE DELETE ON requests
    BEGIN SELECT RAISE(ABORT, 'the request log is only added to'); END;
"""
# All rows by one statement: one for each row would wait for Python's lock once for each row, which
# while requests come in takes longer than all else.
COLUMNS = 8
INSERT, PLACES = "INSERT INTO requests VALUES ", f"({', '.join('?' * COLUMNS)})"
# What may wait to be written, in bytes, and what a row takes besides its inputs and output.
MOST_WAITING = 16_000_000
ROW_BYTES = 700
# Bytes of one transaction, but at least one row: a backlog is not copied as a whole.
MOST_AT_ONCE = 500_000
GATHER_SECONDS = 0.02
BUSY_SECONDS = 5.0
TRIES = 3
# Of 4 kB: at each checkpoint the disk is waited for, and rows pile up.
CHECKPOINT_PAGES = 8000


@dataclass(frozen=True, slots=True)
class Row:
    """An answered request; `time` is in seconds since 1970, `caller` the name of its key."""

    time: float
    request: str
    version: str
    caller: str | None
    records: int
    inputs: bytes
    output: bytes
    milliseconds: float

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return ROW_BYTES + len(self.inputs) + len(self.output)


class RequestLog:
    """A queue of rows and the thread that writes them; `count` is told what was written or lost."""

    def __init__(self, path: Path, redact: Redact | None,
                 count: Callable[[str, int], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._redact, self._count = path, redact, count
        # Opened once here, so that a store that cannot be written to is told at the start.
        _open(path).close()
        self._rows: deque[Row] = deque()
        # Each is written by one thread alone, so that no lock is needed.
        self._bytes_in = self._bytes_out = 0
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="request log", daemon=True)
        self._thread.start()

    def add(self, row: Row) -> None:
        """Put a row into the queue, or drop it where too much waits already."""
        if self._bytes_in - self._bytes_out > MOST_WAITING:
            self._count("lost", 1)
            return
        self._bytes_in += row.size
        self._rows.append(row)
        if not self._wake.is_set():
            self._wake.set()

    def close(self) -> None:
        """Write what waits, and end."""
        self._closing = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        store = _open(self._path)
        most = store.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // COLUMNS
        while self._rows or not self._closing:
            self._wake.wait()
            if not self._closing:
                time.sleep(GATHER_SECONDS)
            self._wake.clear()
            while rows := self._take(most):
                self._write(store, rows)
        store.close()

    def _take(self, most: int) -> list[Row]:
        rows, size = [], 0
        while self._rows and size < MOST_AT_ONCE and len(rows) < most:
            rows.append(self._rows.popleft())
            size += rows[-1].size
        self._bytes_out += size
        return rows

    def _write(self, store: sqlite3.Connection, rows: list[Row]) -> None:
        statement = INSERT + ", ".join([PLACES] * len(rows))
        values = [value for row in rows for value in self._values(row)]
        for attempt in range(TRIES):
            try:
                with store:
                    store.execute("BEGIN IMMEDIATE")
                    store.execute(statement, values)
                self._count("written", len(rows))
                return
            except sqlite3.Error as error:
                fault = error
                if not self._closing and attempt < TRIES - 1:
                    time.sleep(1)
        self._count("lost", len(rows))
        print(f"{self._path}: {len(rows)} answered requests were not logged: {fault}",
              file=sys.stderr, flush=True)

    def _values(self, row: Row) -> tuple:
        inputs = self._redact(row.inputs) if self._redact else row.inputs
        moment = datetime.fromtimestamp(row.time, UTC).isoformat(timespec="milliseconds")
        return (moment, row.request, row.version, row.caller, row.records, inputs.decode(),
                row.output.decode(), round(row.milliseconds, 3))


def _open(path: Path) -> sqlite3.Connection:
    """Open a store, and make its table where there is none; wait while another process does so.

    Raises:
        sqlite3.Error: it is no SQLite file, or cannot be written to.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _try_to_open(path)
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait where a new file becomes a write-ahead log.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _try_to_open(path: Path) -> sqlite3.Connection:
    # Statements are as long as batches are, and seldom the same: none is kept.
    store = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None,
                            check_same_thread=False, cached_statements=0)
    try:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = NORMAL")
        store.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        store.executescript(TABLE)
    except sqlite3.Error:
        store.close()
        raise
    return store
