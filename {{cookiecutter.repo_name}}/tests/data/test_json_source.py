"""JSON lines: every line that is not blank is accounted for."""

import gzip
from pathlib import Path

import pytest

from slipway_package.data import json_source
from slipway_package.data.sources import open_table, read_table
from slipway_package.errors import UserError
from slipway_package.params import Source

SOURCE = Source(path="")
TABLE = Path("t.jsonl")


def read(content: str | bytes) -> list[dict | str]:
    """Write a file and read its records: the values of each, or why it is torn."""
    TABLE.write_bytes(content.encode() if isinstance(content, str) else content)
    records: list[dict | str] = []
    for batch in open_table(TABLE, SOURCE).batches:
        assert batch.first_row == len(records) + 1
        records += [batch.torn.get(position, values)
                    for position, values in enumerate(batch.records.to_pylist())]
    return records


def test_values_are_the_text_that_csv_would_have(folder: Path) -> None:
    assert read('{"a": 20.0, "b": true}\n{"a": 0.1, "b": "x\\u00e9"}\n{"a": -1e-7}\r\n'
                '{"b": null, "a": 12345678901234567890}') == [
        {"a": "20", "b": "true"}, {"a": "0.1", "b": "xé"}, {"a": "-1e-07", "b": None},
        {"a": "12345678901234567890", "b": None}]


def test_a_column_of_mixed_types_is_text(folder: Path) -> None:
    assert read('{"a": 1}\n{"a": "one"}\n{"a": false}\n{"a": NaN}\n') == [
        {"a": "1"}, {"a": "one"}, {"a": "false"}, {"a": "nan"}]


def test_nested_values_are_kept_as_json(folder: Path) -> None:
    assert read('{"a": {"b": [1, "ü", 2.0]}, "c": []}') == [
        {"a": '{"b":[1,"ü",2.0]}', "c": "[]"}]


def test_a_key_may_come_late(folder: Path) -> None:
    assert read('{"a": 1}\n\n  \n{"b": 2}\n') == [{"a": "1", "b": None}, {"a": None, "b": "2"}]


@pytest.mark.parametrize("rows", [1, 2, 5, 1 << 14])
def test_lines_that_are_no_records_keep_their_place(rows: int, folder: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "BATCH_ROWS", rows)
    lines = [b'\xef\xbb\xbf{"a": 1}', b'{"a": 2', b"", b'[3]', b'{"a": 4, "a": 4}',
             b'{"a": "\xff"}', b'{"a": "\\ud800"}', b"[" * 99999, b'{"a": ' + b"9" * 5000 + b"}",
             b"\0\0", b'{"a": 9}']
    assert read(b"\n".join(lines)) == [
        {"a": "1"}, "is no JSON (Expecting ',' delimiter at character 8)", "is no JSON object",
        "has the key a twice", "is not UTF-8 text", "is not UTF-8 text", "is nested too deeply",
        "holds a number of too many digits",
        "is no JSON (Expecting value at character 1)", {"a": "9"}]


def test_a_torn_line_is_an_error_of_a_whole_table(folder: Path) -> None:
    TABLE.write_text('{"a": 1}\n{"a": 2\n')
    with pytest.raises(UserError, match=r"^t.jsonl: row 2 is no JSON \(Expecting ',' delimiter"):
        read_table(TABLE, SOURCE)


@pytest.mark.parametrize("content, message", [
    (b"", "is empty; it needs a header and rows"),
    (b"\n\n", "has no line that is a JSON object; write one JSON object on each line, as"),
    (b"a,b\n1,2\n", r"a JSON object: the first is no JSON \(Expecting value at character 1\)"),
    (b'[{"a": 1}, {"a": 2}]', "has no line that is a JSON object: the first is no JSON object"),
    (bytes(range(256)) * 9, "has no line that is a JSON object: the first is "),
    (b'{"a": 1, "b": 2, "a": 3}', "has no line that .*: the first has the key a twice"),
    (b'{"a": 1}\n{"a": "' + b"x" * 300 + b'"}\n', "row 2 is longer than 0 MB; write one JSON obj"),
    (b'{"a": 1, "b": 2, "c": 3, "d": 4}', "has more than 3 different keys; give every line the"),
], ids=["empty", "blank", "CSV", "array", "binary", "key twice", "long line", "many keys"])
def test_a_file_that_cannot_be_read_is_refused(content: bytes, message: str, folder: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "LINE_BYTES", 200 if b"xxx" in content else 1 << 20)
    monkeypatch.setattr(json_source, "MOST_NAMES", 3)
    with pytest.raises(UserError, match=f"^t.jsonl: .*{message}"):
        read(content)


def test_a_packed_file_that_is_cut_off_is_refused(folder: Path) -> None:
    packed = gzip.compress(b"".join(b'{"a": %d}\n' % row for row in range(9999)))
    for length in (len(packed) // 2, 12):
        Path("t.json.gz").write_bytes(packed[:length])
        with pytest.raises(UserError, match=r"^t.json.gz: cannot be read past row \d+; was it cut"):
            open_table(Path("t.json.gz"), SOURCE)
