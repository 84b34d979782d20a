"""What make does about the raw table: fetches it, and notices what changes about it."""

import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Generate
from workflow import copy_of, edit, environment, finished, make, stages_run, succeed

pytestmark = pytest.mark.xdist_group("quick")
NOTHING = "make: Nothing to be done for 'data'.\n"
TABLE = "data/raw/credit.csv"
WRITE_PARTS = """
import pandas
table = pandas.read_csv("data/raw/credit.csv")
for part in range(3):
    table[part * 1500:(part + 1) * 1500].to_parquet(f"data/raw/part {part}.parquet")
"""
WRITE_DATABASE = """
import sqlite3, sys
import pandas
connection = sqlite3.connect("loans.db")
pandas.read_csv(sys.argv[1]).to_sql("loans", connection, index=False)
"""


@pytest.fixture
def project(generate: Generate, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of a finished project, whose table can be taken away."""
    return copy_of(finished(COMBINATIONS[0], generate, tmp_path_factory, quick=True).project,
                   tmp_path)


def run_python(project: Path, code: str, *arguments: str) -> None:
    """Run code in a project with the environment's Python."""
    subprocess.run([environment() / "bin/python", "-c", code, *arguments], cwd=project, check=True)


def rows(project: Path) -> int:
    """How many rows the table had when it was read last."""
    return json.loads((project / "data/processed/lineage.json").read_text())["rows"]


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the files of a folder until the block ends."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_file_that_arrives_in_a_folder_is_noticed(project: Path) -> None:
    run_python(project, WRITE_PARTS)
    folder = project / "data/raw/many #1"
    folder.mkdir()
    parts = sorted((project / "data/raw").glob("*.parquet"))
    for part in parts[:2]:
        part.rename(folder / part.name)
    edit(project / "params.yaml", "path: data/raw/credit.csv", "path: 'data/raw/many #1'")
    assert "data" in stages_run(succeed(project, "data"))
    assert rows(project) == 3000
    assert succeed(project, "data") == NOTHING
    parts[2].rename(folder / parts[2].name)
    assert "data" in stages_run(succeed(project, "data"))
    assert rows(project) == 4454
    assert succeed(project, "data") == NOTHING
    (folder / parts[0].name).write_bytes((folder / parts[1].name).read_bytes())
    (folder / parts[1].name).unlink()
    assert "data" in stages_run(succeed(project, "data"))
    assert rows(project) == 2954


def test_a_table_is_downloaded_when_it_is_not_there(project: Path, tmp_path: Path) -> None:
    content = (project / TABLE).read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    (tmp_path / "loans.csv").write_bytes(content)
    (project / TABLE).unlink()
    with serve(tmp_path) as address:
        edit(project / "params.yaml", "path: data/raw/credit.csv.*",
             f"path: data/raw/loans.csv\n  url: {address}/loans.csv")
        done = make(project, "data")
        assert done.returncode == 2
        assert f"add the line `sha256: {checksum}`" in done.stderr
        edit(project / "params.yaml", "  url: .*", rf"\g<0>\n  sha256: {checksum}")
        assert f"fetched {address}/loans.csv into data/raw/loans.csv" in succeed(project, "data")
        assert succeed(project, "data") == NOTHING
        assert succeed(project, "fetch") \
            == "data/raw/loans.csv: is here with the checksum of source.sha256\n"
        lineage = json.loads((project / "data/processed/lineage.json").read_text())
        assert lineage["source"]["url"] == f"{address}/loans.csv"
        (project / "data/raw/loans.csv").unlink()
        assert "fetched" in succeed(project, "data")
    assert (project / "data/raw/loans.csv").read_bytes() == content


def test_a_database_is_read_anew_on_demand_only(project: Path) -> None:
    run_python(project, WRITE_DATABASE, TABLE)
    edit(project / "params.yaml", "path: data/raw/credit.csv.*",
         "path: data/raw/loans.parquet\n  database: sqlite:///loans.db\n  query: loans")
    assert "fetched 4,454 rows of sqlite:///loans.db" in succeed(project, "data")
    edit(project / "params.yaml", "query: loans",
         "query: SELECT * FROM loans WHERE Age < 60 ORDER BY rowid")
    assert "data" in stages_run(succeed(project, "data"))
    assert rows(project) < 4454
    assert "fetched" in succeed(project, "fetch")
    assert stages_run(succeed(project, "data")) == []  # the same rows, the same file
    assert succeed(project, "data") == NOTHING


def test_nothing_is_fetched_where_nothing_is_named(project: Path) -> None:
    assert "there is nothing to fetch" in succeed(project, "fetch")
    assert succeed(project, "data") == NOTHING
