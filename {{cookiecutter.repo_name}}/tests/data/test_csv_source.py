"""Reading CSV: every record is accounted for, whatever the blocks, quotes and encoding."""

import gzip
from pathlib import Path

import pytest

from slipway_package.data import csv_source
from slipway_package.data.sources import open_table
from slipway_package.errors import UserError
from slipway_package.params import Source


def read(content: bytes, name: str = "table.csv", encoding: str = "utf-8",
         missing: tuple[str, ...] = ("",)) -> list[tuple | str]:
    """Write a file and read its records: the values of each, or why it is torn."""
    path = Path(name)
    path.write_bytes(content)
    records: list[tuple | str] = []
    for batch in open_table(path, Source(path=name, encoding=encoding, missing=missing)).batches:
        assert batch.first_row == len(records) + 1
        values = zip(*(column.to_pylist() for column in batch.records.columns))
        records += [batch.torn.get(position, row) for position, row in enumerate(values)]
    return records


@pytest.mark.parametrize("block", [16, 32, 64, 1 << 22])
def test_torn_rows_keep_their_place(block: int, folder: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", block)
    lines, expected = ["a,b"], []
    for row in range(1, 60):
        torn = row % 7 == 0 or row in (1, 29, 30, 59)
        lines.append("7" if torn else f"{row},x")
        expected.append("has 1 values where the header has 2" if torn else (str(row), "x"))
        lines += [""] * (row % 11 == 0)  # an empty line is no record
    assert read("\n".join(lines).encode()) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_quote_that_is_never_closed_is_refused(end: str, folder: Path) -> None:
    for row in ('3,"4', '"3,4'):
        with pytest.raises(UserError, match="row 2 opens a quote that is never closed"):
            read(f"a,b\n1,2\n{row}\n5,6\n7,8{end}".encode())


def test_a_quote_that_is_closed_may_hold_anything(folder: Path) -> None:
    assert read(b'a,b\n"1,""\n2",x\ny,"3\n"\n') == [('1,"\n2', "x"), ("y", "3\n")]
    assert read(b'a,b\n1,"2\n"') == [("1", "2\n")]
    for end in (" ", "\t \n", " " * 99 + "\r\n"):
        assert read(b'a,b\n1,"x\ny"' + end.encode()) == [("1", "x\ny" + end.rstrip("\r\n"))]
    torn = "has 1 values where the header has 2"
    assert read(b'"a\nb",c\n1,2\n3\n') == [("1", "2"), torn]


@pytest.mark.parametrize("content, options", [
    ("ä,b\nü,2\n".encode(), {}),
    (b"\xef\xbb\xbf" + "ä,b\nü,2\n".encode(), {}),
    ("ä,b\nü,2\n".encode("cp1252"), {"encoding": "latin-1"}),
    ("ä,b\nü,2\n".encode("utf-16"), {"encoding": "utf-16"}),
    (gzip.compress("ä,b\nü,2\n".encode()), {"name": "table.csv.gz"}),
], ids=["plain", "BOM", "latin-1", "utf-16", "gzip"])
def test_an_encoding_is_read(content: bytes, options: dict[str, str], folder: Path) -> None:
    assert read(content, **options) == [("ü", "2")]
    source = Source(path="", encoding=options.get("encoding", "utf-8"))
    assert open_table(Path(options.get("name", "table.csv")), source).names == ["ä", "b"]


@pytest.mark.parametrize("content, options, message", [
    ("ä\n1\n".encode("cp1252"), {}, "is not utf-8 text; set source.encoding in params.yaml"),
    ("a\nä\n".encode("cp1252"), {}, "is not utf-8 text; set source.encoding in params.yaml"),
    ("a,b\n1,2\n".encode("utf-16"), {}, "is not utf-8 text; .* or utf-16"),
    (b"a\n1\n", {"encoding": "utf-9"}, "utf-9 is no encoding; try utf-8, latin-1 or cp1252"),
    (b"a\n1\n", {"encoding": "rot13"}, "rot13 is no encoding"),
    (b"a\n\0\1\2\n", {}, "is a binary file"),
    (b"", {}, "is empty; it needs a header and rows"),
    (b"\na,b\n1,2\n", {}, "has no header on its first line"),
    (b"a,b,a\n1,2,3\n", {}, "has more than one column named a"),
    (gzip.compress(b"a,b\n1,2\n")[:-10], {"name": "t.csv.gz"}, "cannot be unpacked; was it cut"),
], ids=["header", "cell", "utf-16", "unknown", "no text", "binary", "empty", "no header", "twice",
        "cut off"])
def test_a_file_that_cannot_be_read_is_refused(content: bytes, options: dict[str, str],
                                               message: str, folder: Path) -> None:
    with pytest.raises(UserError, match=message):
        read(content, **options)


def test_missing_words_are_null_and_a_column_without_a_name_gets_one(folder: Path) -> None:
    assert read(b"a,\n?,x\n3,NA\n", missing=("?",)) == [(None, "x"), ("3", "NA")]
    assert open_table(Path("table.csv"), Source(path="")).names == ["a", "unnamed_2"]
