"""The lineage names the file that was read, its checksum, rows, columns and time."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from samples import TABLE, make_table, write_params, write_table

from slipway_package.data.fetch import fetch
from slipway_package.data.lineage import lineage
from slipway_package.data.make_dataset import make_dataset
from slipway_package.data.sources import read_table
from slipway_package.errors import UserError
from slipway_package.params import Source
from slipway_package.paths import LINEAGE, TRAIN


def describe(source: Source) -> dict:
    """Read a table and describe it, without the time, which must be now."""
    content = lineage(source, read_table(Path(source.path), source))
    read = datetime.strptime(content.pop("read"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - read).total_seconds()) < 60
    return content


def test_a_file_is_described_when_its_rows_are_split(folder: Path) -> None:
    write_table(make_table("classification"))
    make_dataset(write_params())
    content = json.loads(LINEAGE.read_text())
    assert content.pop("read")
    assert content == {
        "source": {"path": str(TABLE)}, "format": "csv",
        "sha256": hashlib.sha256(TABLE.read_bytes()).hexdigest(),
        "bytes": TABLE.stat().st_size, "rows": 300,
        "columns": [{"name": name, "type": "string"}
                    for name in ("id", "income", "age", "home town", "job", "target")]}


def test_each_file_of_a_folder_is_described(folder: Path) -> None:
    Path("parts").mkdir()
    for name in "ba":
        make_table("regression", rows=20).to_parquet(f"parts/{name}.parquet")
    content = describe(Source(path="parts"))
    assert (content["format"], content["rows"]) == ("parquet", 40)
    assert content["columns"][1] == {"name": "income", "type": "double"}
    assert [file["name"] for file in content["files"]] == ["a.parquet", "b.parquet"]
    assert sum(file["bytes"] for file in content["files"]) == content["bytes"]
    joint = subprocess.run("sha256sum * | sha256sum", shell=True, cwd="parts", text=True,
                           capture_output=True, check=True).stdout
    assert joint.split()[0] == content["sha256"]


def test_an_origin_is_named_without_its_secrets(folder: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    make_table("regression").to_sql("loans", "sqlite:///hush.db", index=False)
    monkeypatch.setenv("NAME", "hush")
    source = Source(path="t.parquet", database="sqlite:///${NAME}.db", query="loans")
    fetch(source)
    found = describe(source)["source"]
    assert found.pop("fetched")
    assert found == {"path": "t.parquet", "database": "sqlite:///${NAME}.db", "query": "loans"}


def test_a_file_that_was_changed_after_it_was_fetched_is_refused(folder: Path) -> None:
    write_table(make_table("classification"))
    params = write_params(source={"url": "https://host/table.csv", "sha256": "0" * 64})
    with pytest.raises(UserError, match=f"^{TABLE}: is not the file that was fetched .its SHA-256"):
        make_dataset(params)
    assert not TRAIN.exists()
    assert not LINEAGE.exists()
    make_table("regression").to_sql("loans", "sqlite:///loans.db", index=False)
    source = Source(path="t.parquet", database="sqlite:///loans.db", query="loans")
    fetch(source)
    make_table("regression", seed=1).to_parquet("t.parquet")
    with pytest.raises(UserError, match="^t.parquet: is not the file that was fetched"):
        describe(source)
    assert describe(Source(path="t.parquet"))["source"] == {"path": "t.parquet"}
