"""Opening tables: each form holds the same table, and damaged files are refused."""

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import make_table

from slipway_package.data import excel_source, json_source, parquet_source
from slipway_package.data.cells import as_numbers, as_words
from slipway_package.data.sources import open_table, read_table
from slipway_package.errors import UserError
from slipway_package.params import Source

SOURCE = Source(path="")


def write_folder(table: pd.DataFrame, path: Path) -> None:
    """Write a table as a folder of Parquet files with notes of other tools beside them."""
    path.mkdir()
    for part in range(3):
        table[part * 100:(part + 1) * 100].to_parquet(path / f"part-{part}.parquet")
    (path / "_SUCCESS").touch()
    (path / ".part-0.parquet.crc").write_bytes(b"\0")


def write_packed(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV, packed as the name says."""
    text = table.to_csv(index=False).encode()
    packed = {".gz": gzip.compress, ".bz2": bz2.compress,
              ".zst": lambda content: pa.compress(content, "zstd", asbytes=True)}
    path.write_bytes(packed[path.suffix.lower()](text))


FORMS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "t.csv": lambda table, path: table.to_csv(path, index=False),
    "t.tsv": lambda table, path: table.to_csv(path, index=False, sep="\t"),
    "t.csv.gz": write_packed,
    "t.csv.bz2": write_packed,
    "t.csv.zst": write_packed,
    "T.CSV.GZ": write_packed,
    "t.csv.Bz2": write_packed,
    "t.CSV.ZST": write_packed,
    "t.tsv.gz": lambda table, path: table.to_csv(path, index=False, sep="\t"),
    "t.parquet": lambda table, path: table.to_parquet(path, row_group_size=100),
    "folder": write_folder,
    "t.jsonl": lambda table, path: table.to_json(path, orient="records", lines=True),
    "t.ndjson.gz": lambda table, path: table.to_json(path, orient="records", lines=True),
    "T.JSONL.GZ": lambda table, path: table.to_json(path, orient="records", lines=True,
                                                    compression="gzip"),
    "t.xlsx": lambda table, path: table.to_excel(path, index=False),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_holds_the_same_table(name: str, folder: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (parquet_source, json_source, excel_source):
        monkeypatch.setattr(module, "BATCH_ROWS", 70)
    table = make_table("regression")
    FORMS[name](table, Path(name))
    found = read_table(Path(name), SOURCE)
    assert found.column_names == list(table.columns)
    for column in ("income", "age", "target"):
        np.testing.assert_array_equal(as_numbers(found[column], [""])[0], table[column])
    for column in ("id", "job", "home town"):
        words = as_words(found[column], [""]).to_pylist()
        assert words == table[column].astype(object).where(table[column].notna(), None).to_list()
    rows = 1
    for batch in open_table(Path(name), SOURCE).batches:
        assert (batch.first_row, batch.torn) == (rows, {})
        rows += batch.records.num_rows
    assert rows == 301


def test_a_separator_that_is_said_is_taken_for_every_name(folder: Path) -> None:
    Path("t.tsv").write_text("a;b\n1;2\n")
    assert open_table(Path("t.tsv"), Source(path="", separator=";")).names == ["a", "b"]


def test_a_parquet_file_is_known_by_its_content_too(folder: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), "table.csv")
    assert read_table(Path("table.csv"), SOURCE).to_pylist() == [{"a": 1}]


def test_damaged_tables_are_refused_with_the_file_and_the_mend(folder: Path) -> None:
    pq.write_table(pa.table({"a": range(1000)}), "whole.parquet")
    content = Path("whole.parquet").read_bytes()
    files = {
        "cut.parquet": (content[:-100], "is no whole Parquet file; was it cut off"),
        "text.parquet": (b"a,b\n1,2\n", "is no whole Parquet file"),
        "damaged.parquet": (content[:4] + b"\xff" * 200 + content[204:], "cannot be read past row"),
        "header.csv": (b"a,b\n", "has a header but no rows"),
        "torn.csv": (b"a,b\n1,2\n3,4\n5", "row 3 has 1 values where the header has 2; is the file "
                     "cut off, or a value not quoted"),
        "semicolons.csv": (b"a;b\n1,5;2\n3,5;4\n", 'row 1 has 2 values where the header has 1; '
                           'set source.separator: ";" in params.yaml'),
        "array.json": (b'[\n{"a": 1},\n{"a": 2}\n]\n', r"row 1 is no JSON \(.*\); write one JSON "
                       "object on each line, as"),
        "book.csv": (b"PK\3\4" + bytes(99), "is a binary file, a workbook or a zip archive; name"),
        "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "is an old workbook, or one "
                    "that is locked with a password; save it as .xlsx without a password"),
    }
    for name, (damaged, message) in files.items():
        Path(name).write_bytes(damaged)
        with pytest.raises(UserError, match=f"^{name}: {message}"):
            read_table(Path(name), SOURCE)
    with pytest.raises(UserError, match=r"nowhere.csv: cannot be read \(No such file"):
        read_table(Path("nowhere.csv"), SOURCE)


def test_a_row_that_is_too_long_for_a_workbook_s_header_is_named(folder: Path) -> None:
    pd.DataFrame([["a", None], [1, 2]]).to_excel("t.xlsx", header=False, index=False)
    with pytest.raises(UserError, match="^t.xlsx: row 1 has 2 .* 1; name each column in the head"):
        read_table(Path("t.xlsx"), SOURCE)
