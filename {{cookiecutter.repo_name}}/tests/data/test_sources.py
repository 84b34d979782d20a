"""Opening tables: CSV and Parquet give the same, and damaged files are refused."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import TABLE, make_table, write_table

from slipway_package.data import sources
from slipway_package.data.cells import as_numbers, as_words
from slipway_package.data.sources import open_table, read_table
from slipway_package.errors import UserError
from slipway_package.params import Source

SOURCE = Source(path="")


def test_csv_and_parquet_hold_the_same_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "BATCH_ROWS", 70)
    table = make_table("regression")
    write_table(table)
    table.to_parquet("table.parquet", row_group_size=100)
    text, typed = read_table(TABLE, SOURCE), read_table(Path("table.parquet"), SOURCE)
    assert text.column_names == typed.column_names == list(table.columns)
    for name in ("income", "age", "target"):
        np.testing.assert_array_equal(as_numbers(text[name], [""])[0],
                                      as_numbers(typed[name], [""])[0])
    for name in ("id", "job"):
        assert as_words(text[name], [""]).equals(as_words(typed[name], [""]))
    batches = list(open_table(Path("table.parquet"), SOURCE).batches)
    assert [batch.first_row for batch in batches] == [1, 71, 141, 211, 281]


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
    }
    for name, (damaged, message) in files.items():
        Path(name).write_bytes(damaged)
        with pytest.raises(UserError, match=f"^{name}: {message}"):
            read_table(Path(name), SOURCE)
    with pytest.raises(UserError, match="is a folder"):
        read_table(folder, SOURCE)
    with pytest.raises(UserError, match=r"nowhere.csv: cannot be read \(No such file"):
        read_table(Path("nowhere.csv"), SOURCE)
