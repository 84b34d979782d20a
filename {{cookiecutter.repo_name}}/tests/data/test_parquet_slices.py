"""Slices of Parquet: every row once, in order, wherever they are read."""

import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slipway_package.data import parquet_slices as module
from slipway_package.data.batches import Wanted
from slipway_package.data.parquet_slices import read_slice, slices_of
from slipway_package.errors import UserError

PARTS = Path("parts")
WANTED = Wanted({"n", "word"}, {"word"})


def test_slices_hold_every_row_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE_ROWS", 5)
    PARTS.mkdir()
    expected = []
    for number, rows in enumerate([7, 0, 13, 3]):
        values = list(range(100 * number, 100 * number + rows))
        kind = pa.int64() if number else pa.float64()
        table = pa.table({"word": pa.array([f"w{value % 3}" for value in values], pa.string()),
                          "n": pa.array(values, kind), "more": pa.nulls(rows)})
        pq.write_table(table, PARTS / f"{number}.parquet", row_group_size=3)
        expected += values
    found, starts = [], []
    for piece in slices_of(PARTS):
        assert piece.part.path.is_absolute()
        starts.append((piece.part.path.name, piece.row, piece.first_row))
        for batch in read_slice(pickle.loads(pickle.dumps(piece)), WANTED):
            assert batch.records.schema.names == ["word", "n"]
            found += zip(range(batch.first_row, batch.first_row + batch.progress),
                         batch.records["n"].to_pylist())
    assert found == [*enumerate(expected, 1)]
    assert starts == [("0.parquet", 1, 1), ("0.parquet", 7, 7), ("2.parquet", 1, 8),
                      ("2.parquet", 7, 14), ("2.parquet", 13, 20), ("3.parquet", 1, 21)]


def test_damage_is_told_with_the_row_of_its_file(folder: Path) -> None:
    pq.write_table(pa.table({"word": ["good"] * 4 + ["grün"] * 4}), "t.parquet", row_group_size=4,
                   compression="none", use_dictionary=False)
    content = Path("t.parquet").read_bytes()
    Path("t.parquet").write_bytes(content.replace("grün".encode(), b"gr\xff\xffn"))
    piece, = slices_of(Path("t.parquet"))
    with pytest.raises(UserError, match="t.parquet: cannot be read past row [04]; was it damaged"):
        list(read_slice(piece, WANTED))
