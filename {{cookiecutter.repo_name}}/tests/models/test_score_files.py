"""Files of scores: one, or a folder of parts, whole or not at all, and never over the user's."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slipway_package.errors import UserError
from slipway_package.models import score_files as module
from slipway_package.models.score_files import (
    check_kept,
    check_outputs,
    score_writer,
)

FIELDS = pa.schema([("row", pa.int64()), ("prediction", pa.string())])
SOURCE = Path("new.parquet")


def write(output: Path, sizes: list[int], folder: bool = False) -> None:
    """Write tables of these sizes."""
    row = 1
    with score_writer(output, FIELDS, folder) as writer:
        for size in sizes:
            rows = list(range(row, row + size))
            writer.write_table(pa.table([rows, [f"p{number}" for number in rows]], schema=FIELDS))
            row += size


def test_a_folder_gets_parts_of_one_size(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART_ROWS", 4)
    for output, trailing in ((Path("scores"), False), (Path("scores.v2"), True)):
        write(output, [3, 6, 0, 1], trailing)
        parts = sorted(output.iterdir())
        assert [part.stem for part in parts] == ["part-00000", "part-00001", "part-00002"]
        assert [pq.read_metadata(part).num_rows for part in parts] == [4, 4, 2]
        assert pq.read_table(output)["row"].to_pylist() == list(range(1, 11))
    write(Path("scores"), [2])
    assert [path.name for path in Path("scores").iterdir()] == ["part-00000.parquet"]
    write(Path("none/"), [])
    assert pq.read_table("none").schema.equals(FIELDS)
    assert sorted(path.name for path in folder.iterdir()) == ["none", "scores", "scores.v2"]


def test_a_run_that_fails_leaves_the_old_folder(folder: Path) -> None:
    write(Path("scores"), [2])
    with pytest.raises(KeyboardInterrupt), score_writer(Path("scores"), FIELDS):
        raise KeyboardInterrupt
    assert pq.read_table("scores").num_rows == 2
    assert list(folder.iterdir()) == [Path("scores").resolve()]


def test_the_users_files_are_never_written_over(folder: Path) -> None:
    SOURCE.touch()
    Path("data/raw").mkdir(parents=True)
    Path("parts").mkdir()
    given = Path("parts/part-00000.parquet")
    given.touch()
    for source, output, message in [
            (SOURCE, Path("data"), "^data: is a folder that holds raw, which no scoring wrote; "),
            (given, Path("parts"), "^parts: would be written over the input; name another OUTPUT"),
            (given, Path("."), "^.: would be written over the input"),
            (Path("parts"), Path("parts/more"), "^parts/more: would lie among the input's files"),
            (SOURCE, SOURCE, "^new.parquet: would be written over the input")]:
        with pytest.raises(UserError, match=message):
            check_outputs(source, output)
    check_outputs(SOURCE, Path("parts"), Path("new"))
    Path("scores").touch()
    with pytest.raises(UserError, match="^scores: is a file, but names a folder for Parquet files"):
        write(Path("scores"), [1])


def test_scores_are_not_written_over_a_table_of_the_project(tmp_path: Path) -> None:
    table, other = tmp_path / "raw.csv", tmp_path / "scores.csv"
    table.write_text("x\n1\n")
    other.touch()
    check_kept((table, tmp_path / "gone.parquet"), other, tmp_path / "new.csv")
    with pytest.raises(UserError, match="raw.csv: is a table that this project learns from"):
        check_kept((tmp_path / "gone.parquet", table), other, table)
    assert table.read_text() == "x\n1\n"
