"""What make is told of the table: names escaped, all files of a folder, the folder above."""

from pathlib import Path

import pytest

from slipway_package.errors import UserError
from slipway_package.make_dependencies import write_make_dependencies

NOTE = Path(".make/table.mk")


def test_a_file_and_its_folder_are_named(folder: Path) -> None:
    Path("a $ table#1.csv").touch()
    write_make_dependencies(Path("a $ table#1.csv"), NOTE)
    name = "a\\ $$\\ table\\#1.csv"
    assert NOTE.read_text() == f"TABLE := {name} .\n{name}: ;\n"


def test_all_files_of_a_folder_are_named(folder: Path) -> None:
    Path("raw/parts").mkdir(parents=True)
    for name in "ba":
        Path("raw/parts", name).touch()
    write_make_dependencies(Path("raw/parts"), NOTE)
    assert NOTE.read_text() == ("TABLE := raw/parts raw/parts/a raw/parts/b raw\n"
                                "raw/parts: ;\nraw/parts/a: ;\nraw/parts/b: ;\n")


def test_dask_is_asked_for(folder: Path) -> None:
    Path("table.csv").touch()
    write_make_dependencies(Path("table.csv"), NOTE, dask=True)
    assert NOTE.read_text() == "TABLE := table.csv .\ntable.csv: ;\nDASK := yes\n"


def test_names_that_make_cannot_take_are_refused(folder: Path) -> None:
    Path("raw").mkdir()
    Path("raw/12:30.parquet").touch()
    with pytest.raises(UserError, match="source.path: raw/12:30.parquet: a colon or % in a path"):
        write_make_dependencies(Path("raw"), NOTE)
    assert not NOTE.exists()
