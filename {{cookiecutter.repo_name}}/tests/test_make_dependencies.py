"""What make is told of the table: names escaped, all files of a folder, the folder above."""

import subprocess
from pathlib import Path

import pytest

from slipway_package.errors import UserError
from slipway_package.make_dependencies import write_make_dependencies

NOTE = Path(".make/table.mk")
MAKEFILE = f"""
include {NOTE}
.make/data: $(TABLE) ; @echo made && touch $@
"""


def printed_by_make() -> str:
    """What make prints when it is to make the data of the table that the note names."""
    Path("Makefile").write_text(MAKEFILE)
    done = subprocess.run(["make", ".make/data"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_file_and_its_folder_are_named(folder: Path) -> None:
    Path("a $ table#1.csv").touch()
    write_make_dependencies(Path("a $ table#1.csv"), NOTE)
    assert NOTE.read_text() == "TABLE := a\\ $$\\ table\\#1.csv\n$(TABLE): ;\nTABLE += .\n"


def test_all_files_of_a_folder_are_named(folder: Path) -> None:
    Path("raw/parts").mkdir(parents=True)
    for name in "ba":
        Path("raw/parts", name).touch()
    write_make_dependencies(Path("raw/parts"), NOTE)
    assert NOTE.read_text() == ("TABLE := raw/parts raw/parts/a raw/parts/b\n$(TABLE): ;\n"
                                "TABLE += raw\n")


def test_dask_is_asked_for(folder: Path) -> None:
    Path("table.csv").touch()
    write_make_dependencies(Path("table.csv"), NOTE, dask=True)
    assert NOTE.read_text() == "TABLE := table.csv\n$(TABLE): ;\nTABLE += .\nDASK := yes\n"


@pytest.mark.parametrize("name", ["t.csv", "a $ table#1.csv", "it's [1] ~.csv", "東京 & (2).csv"])
@pytest.mark.parametrize("parent", ["raw", "year=2024"])
def test_make_runs_once_for_a_table_and_again_when_it_is_gone(folder: Path, parent: str,
                                                              name: str) -> None:
    path = Path(parent, name)
    path.parent.mkdir()
    path.touch()
    write_make_dependencies(path, NOTE)
    assert printed_by_make() == "made\n"
    assert "made" not in printed_by_make()
    path.unlink()
    assert printed_by_make() == "made\n"


@pytest.mark.parametrize("character", list(":%;|\\\t\n"))
def test_names_that_make_cannot_take_are_refused(folder: Path, character: str) -> None:
    Path("raw").mkdir()
    Path(f"raw/12{character}30.parquet").touch()
    with pytest.raises(UserError, match="in a path is more than make can take") as refusal:
        write_make_dependencies(Path("raw"), NOTE)
    assert f": {character!r} in a path" in str(refusal.value)
    assert not NOTE.exists()
