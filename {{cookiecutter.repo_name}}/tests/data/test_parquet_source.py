"""Folders of Parquet files: one table where the columns agree, an error that names the file."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slipway_package.data.sources import (
    Wanted,
    open_table,
    read_table,
)
from slipway_package.errors import UserError
from slipway_package.params import Source

SOURCE = Source(path="")
PARTS = Path("parts")


def write_parts(**parts: dict[str, list] | pa.Table) -> None:
    """Write tables as the files of a folder."""
    PARTS.mkdir(exist_ok=True)
    for name, table in parts.items():
        pq.write_table(table if isinstance(table, pa.Table) else pa.table(table),
                       PARTS / f"{name}.parquet")


def test_files_are_read_in_the_order_of_their_names(folder: Path) -> None:
    write_parts(b={"a": [3]}, c={"a": []}, a={"a": [1, 2]})
    table = open_table(PARTS, SOURCE)
    assert (table.names, table.total, table.unit) == (["a"], 3, "rows")
    assert [(batch.first_row, batch.records["a"].to_pylist()) for batch in table.batches] \
        == [(1, [1, 2]), (3, [3])]


def test_columns_may_change_their_order_and_their_kind_of_number(folder: Path) -> None:
    words = pa.array(["x", None]).dictionary_encode()
    write_parts(a={"n": pa.array([1, 2]), "w": words, "e": pa.nulls(2)},
                b={"e": ["late"], "w": ["y"], "n": [2.5]})
    table = read_table(PARTS, SOURCE)
    assert table.to_pydict() == {"n": [1, 2, 2.5], "w": ["x", None, "y"],
                                 "e": [None, None, "late"]}


@pytest.mark.parametrize("table, message", [
    ({"n": [1]}, "parts/b.parquet: lacks the column w, unlike a.parquet; the files of a folder"),
    ({"n": [1], "w": ["x"], "z": [1]}, "parts/b.parquet: has the column z, unlike a.parquet"),
    ({"n": ["one"], "w": ["x"]}, "parts/b.parquet: column n is string here and int64 in the files"),
    (pa.table([[1], ["x"], ["x"]], ["n", "w", "w"]), "b.parquet: has more than one column of a"),
])
def test_a_file_that_does_not_fit_is_named(table: dict | pa.Table, message: str,
                                           folder: Path) -> None:
    write_parts(a={"n": [1], "w": ["x"]}, b=table)
    with pytest.raises(UserError, match=message):
        open_table(PARTS, SOURCE)


def test_a_folder_of_anything_else_is_refused(folder: Path) -> None:
    PARTS.mkdir()
    (PARTS / ".hidden.parquet").write_bytes(b"")
    with pytest.raises(UserError, match="^parts: is a folder without Parquet files; name a file"):
        open_table(PARTS, SOURCE)
    write_parts(a={"n": [1]})
    (PARTS / "more.csv").write_text("n\n2\n")
    with pytest.raises(UserError, match="^parts/more.csv: is no Parquet file, but lies among them"):
        open_table(PARTS, SOURCE)
    (PARTS / "more.csv").unlink()
    (PARTS / "b=1").mkdir()
    with pytest.raises(UserError, match="^parts/b=1: is a folder within the table's folder; put"):
        open_table(PARTS, SOURCE)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    pq.write_table(pa.table({"a": ["good"] * 9 + ["grün"]}), "t.parquet", compression="none",
                   use_dictionary=False)
    content = Path("t.parquet").read_bytes()
    assert content.count("grün".encode()) > 1  # the cell, and the largest value of the column
    Path("t.parquet").write_bytes(content.replace("grün".encode(), b"gr\xff\xffn"))
    with pytest.raises(UserError, match="^t.parquet: cannot be read past row 0; was it damaged"):
        read_table(Path("t.parquet"), SOURCE)


def test_columns_that_are_not_wanted_are_passed_over(folder: Path) -> None:
    write_parts(a={"a": ["x", "x"], "a.b": ["y", None], "n": [1, 2]},
                b={"n": [2.5], "a": ["z"], "a.b": ["y"]})
    table = open_table(PARTS, SOURCE, Wanted({"n", "a", "other"}, {"a", "n"}))
    assert table.names == ["a", "a.b", "n"]
    first, second = (batch.records for batch in table.batches)
    assert first.to_pydict() == {"a": ["x", "x"], "n": [1, 2]}
    assert second.to_pydict() == {"a": ["z"], "n": [2.5]}
    dotted = open_table(PARTS / "a.parquet", SOURCE, Wanted({"a.b"}, {"a.b"}))
    records = next(dotted.batches).records
    assert records.schema.names == ["a.b"]
    assert records.column(0).equals(pa.array(["y", None]).dictionary_encode())
