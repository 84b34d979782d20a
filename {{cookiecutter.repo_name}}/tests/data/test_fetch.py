"""Fetching: only what is not here yet, whole or not at all, and never over a file of one's own."""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from http_files import CONTENT, serve
from samples import all_files

from slipway_package.data.fetch import fetch, fetch_missing
from slipway_package.errors import UserError
from slipway_package.params import Source

SUM = hashlib.sha256(CONTENT).hexdigest()
CSV, PARQUET = Path("raw/t.csv"), Path("raw/t.parquet")


@pytest.fixture
def server(folder: Path) -> Iterator[ThreadingHTTPServer]:
    """A web server, and an empty folder as the current one."""
    with serve() as server:
        yield server


@pytest.fixture
def database(folder: Path) -> Source:
    """A database of two loans, in an otherwise empty folder."""
    with sqlite3.connect("loans.db") as connection:
        connection.execute("CREATE TABLE loans (amount INTEGER)")
        connection.execute("INSERT INTO loans VALUES (1), (2)")
    connection.close()
    return Source(path=str(PARQUET), database="sqlite:///loans.db", query="loans")


def of_url(server: ThreadingHTTPServer, sha256: str | None = SUM,
           path: str = "/table.csv") -> Source:
    """Settings that take the table from the server."""
    return Source(path=str(CSV), url=server.address + path, sha256=sha256)


def test_a_file_is_downloaded_once(server: ThreadingHTTPServer) -> None:
    source = of_url(server, SUM.upper())
    assert fetch_missing(source) == [f"fetched {source.url} into {CSV}"]
    assert CSV.read_bytes() == CONTENT
    note = json.loads(Path("raw/t.csv.fetched.json").read_text())
    assert (note["url"], note["sha256"]) == (source.url, SUM)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", note["fetched"])
    assert fetch_missing(source) == []
    assert fetch(source) == [f"{CSV}: is here with the checksum of source.sha256"]
    assert fetch_missing(of_url(server, path="/moved")) == fetch(source)
    assert server.asked == ["/table.csv"]
    CSV.unlink()
    assert fetch_missing(source)
    assert server.asked == ["/table.csv"] * 2


def test_the_checksum_is_told_and_must_be_given(server: ThreadingHTTPServer) -> None:
    with pytest.raises(UserError, match=f"sha256: is missing; .* add the line `sha256: {SUM}`"):
        fetch_missing(of_url(server, sha256=None))
    with pytest.raises(UserError, match=f"/table.csv: has the SHA-256 {SUM}, not that of source"):
        fetch_missing(of_url(server, sha256="0" * 64))
    with pytest.raises(UserError, match="answers 404"):
        fetch_missing(of_url(server, path="/nowhere"))
    assert all_files() == {}


def test_a_new_checksum_brings_the_new_file_and_a_wrong_one_keeps_the_old(
        server: ThreadingHTTPServer) -> None:
    CSV.parent.mkdir()
    CSV.write_bytes(b"old")
    fetch_missing(of_url(server, hashlib.sha256(b"old").hexdigest()))
    before = all_files()
    with pytest.raises(UserError, match="not that of source.sha256"):
        fetch_missing(of_url(server, "0" * 64))
    assert all_files() == before
    fetch_missing(of_url(server))
    assert CSV.read_bytes() == CONTENT


def test_a_query_is_read_once_and_anew_by_fetch(database: Source) -> None:
    assert fetch_missing(database) == [f"fetched 2 rows of sqlite:///loans.db into {PARQUET}"]
    with sqlite3.connect("loans.db") as connection:
        connection.execute("INSERT INTO loans VALUES (3)")
    connection.close()
    assert fetch_missing(database) == []
    assert pq.read_table(PARQUET).to_pydict() == {"amount": [1, 2]}
    assert fetch(database) == [f"fetched 3 rows of sqlite:///loans.db into {PARQUET}"]
    assert pq.read_table(PARQUET).to_pydict() == {"amount": [1, 2, 3]}
    other = Source(path=str(PARQUET), database=database.database,
                   query="SELECT amount FROM loans WHERE amount > 2")
    assert fetch_missing(other) == [f"fetched 1 rows of sqlite:///loans.db into {PARQUET}"]


def test_a_file_of_one_s_own_is_replaced_on_demand_only(database: Source) -> None:
    PARQUET.parent.mkdir()
    PARQUET.write_bytes(b"mine")
    before = all_files()
    with pytest.raises(UserError, match=f"^{PARQUET}: is there already, and was not fetched from"):
        fetch_missing(database)
    assert all_files() == before
    Path("raw/t.parquet.fetched.json").write_text("{")
    with pytest.raises(UserError, match="is there already"):
        fetch_missing(database)
    fetch(database)
    assert fetch_missing(database) == []
    PARQUET.write_bytes(b"mine again")
    other = Source(path=str(PARQUET), database=database.database, query="SELECT 1 AS amount")
    with pytest.raises(UserError, match="is there already"):
        fetch_missing(other)
    assert PARQUET.read_bytes() == b"mine again"


def test_a_kill_ahead_of_the_table_s_arrival_is_made_good(
        database: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", killed_at(PARQUET, os.replace))
        fetch_missing(database)
    assert not PARQUET.exists()
    assert fetch_missing(database)
    assert pq.read_table(PARQUET).num_rows == 2
    assert fetch_missing(database) == []


def killed_at(place: Path, replace: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
    """Replace files until it is the turn of `place`."""
    def replace_or_die(source: Path, target: Path) -> None:
        if target == place:
            raise KeyboardInterrupt
        replace(source, target)
    return replace_or_die


def test_a_failed_query_leaves_what_was_there(database: Source) -> None:
    fetch(database)
    before = all_files()
    for query in ("SELECT nothing FROM loans", "SELECT amount FROM loans WHERE amount > 9"):
        with pytest.raises(UserError):
            fetch_missing(Source(path=str(PARQUET), database=database.database, query=query))
        assert all_files() == before


def test_nothing_is_fetched_from_nowhere_nor_into_a_folder(folder: Path) -> None:
    assert fetch(Source(path="t.csv")) == [
        "params.yaml names no source.url and no source.database: there is nothing to fetch"]
    assert fetch_missing(Source(path="t.csv")) == []
    CSV.mkdir(parents=True)
    with pytest.raises(UserError, match=f"^{CSV}: is a folder, and what is fetched is a file"):
        fetch(Source(path=str(CSV), url="https://host/t.csv", sha256=SUM))
