"""Writing files: the old one or the new one, never a part."""

import os
from pathlib import Path

import pytest

from slipway_package.files import (
    read_json,
    whole_folder,
    write_json,
    write_whole,
)


def test_a_file_is_moved_into_place_when_it_is_whole(folder: Path) -> None:
    with write_whole(Path("new/folder/table.csv")) as sibling:
        assert sibling.suffix == ".csv"
        sibling.write_text("a\n")
        assert not Path("new/folder/table.csv").exists()
    assert [path.name for path in Path("new/folder").iterdir()] == ["table.csv"]


def test_an_exception_leaves_the_old_file_and_no_part(folder: Path) -> None:
    Path("old.txt").write_text("old")
    with pytest.raises(ZeroDivisionError), write_whole(Path("old.txt")) as sibling:
        sibling.write_text("half of the n")
        raise ZeroDivisionError
    assert [path.name for path in folder.iterdir()] == ["old.txt"]
    assert Path("old.txt").read_text() == "old"


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(folder: Path) -> None:
    for name in ("first", "second"):
        with whole_folder(Path("new/made")) as sibling:
            (sibling / name).write_text(name)
            assert not Path("new/made", name).exists()
        assert [path.name for path in Path("new/made").iterdir()] == [name]
    with pytest.raises(ZeroDivisionError), whole_folder(Path("new/made")) as sibling:
        (sibling / "half").write_text("h")
        raise ZeroDivisionError
    assert [path.as_posix() for path in Path("new").rglob("*")] == ["new/made", "new/made/second"]


def test_a_folder_that_a_kill_left_beside_its_place_is_put_back(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_folder(Path("made")) as sibling:
        (sibling / "old").write_text("old")
    # The kill came after the old folder was moved away, and before the new one took its place.
    Path("made").rename(".made.partial.old")
    with pytest.raises(ZeroDivisionError), whole_folder(Path("made")):
        raise ZeroDivisionError
    assert [path.as_posix() for path in Path().rglob("*")] == ["made", "made/old"]


def test_a_folder_that_cannot_be_moved_leaves_the_old_one(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_folder(Path("made")) as sibling:
        (sibling / "old").write_text("old")
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if str(source).endswith(".new"):
            raise OSError("no")
        replace(source, target)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no"), whole_folder(Path("made")):
        pass
    assert [path.as_posix() for path in Path().rglob("*")] == ["made", "made/old"]


def test_json_holds_what_it_was_given_and_nothing_that_json_has_no_word_for(folder: Path) -> None:
    write_json(Path("a.json"), {"name": "Größe", "values": [1.5, None]})
    with pytest.raises(ValueError):
        write_json(Path("a.json"), {"value": float("nan")})
    assert read_json(Path("a.json")) == {"name": "Größe", "values": [1.5, None]}
    assert b"\r" not in Path("a.json").read_bytes()
