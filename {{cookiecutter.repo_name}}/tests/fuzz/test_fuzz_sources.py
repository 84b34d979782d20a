"""Files mutated by a seed: never another exception than UserError, never a lost row."""

import csv
import io
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import make_table

from slipway_package.data import csv_source, json_source, parquet_source
from slipway_package.errors import UserError
from slipway_package.models.predict_model import predict_file
from slipway_package.params import load_params
from slipway_package.paths import MODEL

Mutation = Callable[[random.Random, bytes], bytes]

ROWS = 60
FILES = 110
OUT, REJECTS = Path("scores.csv"), Path("scores.rejects.csv")
STRANGE = ["", "1e999", "-1e38", "1e39", "9" * 400, "nan", "inf", "null", "true", "0x10", "1_000",
           "1,5", "\u0663", "\U0001f680",
           "\u202e", "mars", " 7 ", "'", "\\", "\t", "x" * 5000, "2024-02-30", "=1+1"]


def flipped(chance: random.Random, content: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, content: bytes) -> bytes:
    """Lose the end."""
    return content[:chance.randrange(len(content))]


def inserted(chance: random.Random, content: bytes) -> bytes:
    """Put something in between."""
    place = chance.randrange(len(content))
    piece = chance.choice([b'"', b'""', b"\n", b"\r", b"\r\n", b",", b";", b"\0", b"\xef\xbb\xbf",
                           b"{", b"}", b"\n\n\n", b"\xff", content[:200], b" " * 99, b"\x1a"])
    return content[:place] + piece + content[place:]


def removed(chance: random.Random, content: bytes) -> bytes:
    """Lose a piece."""
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randrange(1, 50):]


def replaced(chance: random.Random, content: bytes) -> bytes:
    """Change every one of a kind of byte."""
    old, new = chance.choice([(b",", b";"), (b",", b"\t"), (b"\n", b"\r\n"), (b"\n", b"\r"),
                              (b"e", b'"'), (b"o", b"\xfc"), (b":", b"="), (b".", b","),
                              (b"0", b""), (b'"', b"'")])
    return content.replace(old, new)


def encoded(chance: random.Random, content: bytes) -> bytes:
    """Write it in another encoding."""
    name = chance.choice(["utf-16", "utf-16-be", "utf-8-sig", "utf-32", "cp500"])
    return content.decode("utf-8").encode(name)


TEXT: list[Mutation] = [flipped, cut, inserted, removed, replaced, encoded]
BINARY: list[Mutation] = [flipped, cut, inserted, removed]


def strange_table(chance: random.Random) -> pd.DataFrame:
    """Make a table to be scored, with strange cells, and columns moved, added and lacking."""
    table = make_table("classification", ROWS, seed=chance.randrange(10)).astype(object)
    for _ in range(chance.choice([0, 1, 5, 40])):
        value = chance.choice([*STRANGE, None, 7, -2.5, True, 10**30, float("inf")])
        table.iat[chance.randrange(ROWS), chance.randrange(table.shape[1])] = value
    names = list(table.columns)
    if chance.random() < 0.4:
        chance.shuffle(names)
    table = table[names[chance.random() < 0.1:]]
    if chance.random() < 0.3:
        table = table.assign(more="x")
    if chance.random() < 0.1:
        table = table.rename(columns=str.upper)
    return table


def csv_file(chance: random.Random) -> bytes:
    """Write a table as CSV in one of its ways, and mutate it."""
    text = strange_table(chance).to_csv(
        index=False, lineterminator=chance.choice(["\n", "\r\n"]),
        quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    return mutated(chance, text.encode(), TEXT)


def json_file(chance: random.Random) -> bytes:
    """Write a table as JSON lines, with nested values and lacking keys, and mutate it."""
    table = strange_table(chance)
    if chance.random() < 0.3:
        table = table.assign(more=[[row, {"a": None}] for row in range(ROWS)])
    lines = [row.dropna().to_json(force_ascii=chance.random() < 0.5)
             for _, row in table.iterrows()]
    return mutated(chance, "\n".join(lines).encode(), TEXT)


def parquet_file(chance: random.Random) -> bytes:
    """Write a table as Parquet, in one of the types that each column may have, and mutate it."""
    columns = {}
    for name, cells in strange_table(chance).items():
        values = [None if pd.isna(cell) else cell for cell in cells]
        try:
            columns[name] = pa.array(values)
        except (pa.ArrowException, OverflowError):
            columns[name] = pa.array([None if cell is None else str(cell) for cell in values])
        kinds = [pa.float32(), pa.decimal128(38, 8), pa.timestamp("us"), pa.large_string(),
                 pa.string_view(), pa.binary(), pa.int16(), pa.null(), pa.list_(pa.string()),
                 pa.dictionary(pa.int32(), pa.string()), pa.date32(), pa.bool_(), pa.duration("s")]
        if chance.random() < 0.3:
            try:
                columns[name] = columns[name].cast(chance.choice(kinds), safe=False)
            except pa.ArrowException:
                continue
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, row_group_size=chance.choice([7, 100]),
                   compression=chance.choice(["none", "snappy", "zstd"]))
    return mutated(chance, file.getvalue(), BINARY, times=[0, 0, 0, 1])


def mutated(chance: random.Random, content: bytes, mutations: list[Mutation],
            times: Sequence[int] = (0, 1, 1, 2)) -> bytes:
    """Mutate a file so many times as one of `times` says."""
    for _ in range(chance.choice(times)):
        try:
            content = chance.choice(mutations)(chance, content)
        except (UnicodeDecodeError, ValueError):
            pass  # Nothing is left, or what is there cannot be written in that encoding.
    return content


def rows_of(content: bytes, form: str) -> int:
    """Count the rows by other means than those under test."""
    if form == "parquet":
        return pq.read_metadata(io.BytesIO(content)).num_rows
    if form == "jsonl":
        return len([line for line in content.split(b"\n") if line.strip()])
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return len([line for line in lines if line]) - 1


@pytest.mark.parametrize("make, form, seed", [
    (csv_file, "csv", 1), (json_file, "jsonl", 2), (parquet_file, "parquet", 3)])
@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_no_row_is_lost(make: Callable[[random.Random], bytes], form: str, seed: int,
                        trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 1 << 12)
    monkeypatch.setattr(json_source, "BATCH_ROWS", 7)
    monkeypatch.setattr(parquet_source, "BATCH_ROWS", 7)
    params, source = load_params(), Path(f"new.{form}")
    scored = refused = 0
    for number in range(FILES):
        chance = random.Random(1000 * seed + number)
        content = make(chance)
        source.write_bytes(content)
        for path in (OUT, REJECTS):
            path.unlink(missing_ok=True)
        try:
            notices = predict_file(params, MODEL, source, OUT)
        except UserError as error:
            assert "\n" not in str(error), number
            assert not OUT.exists() and not REJECTS.exists(), number
            refused += 1
            continue
        good, rows = map(int, re.match(r"(\d+) of (\d+) rows scored", notices[-1]).groups())
        found = pd.read_csv(OUT, usecols=["row", "prediction"])
        rejected = pd.read_csv(REJECTS)["row"] if REJECTS.exists() else []
        assert found["row"].tolist() == list(range(1, rows + 1)), number
        assert found["row"][found["prediction"].isna()].tolist() == list(rejected), number
        assert good + len(rejected) == rows, number
        assert rows == rows_of(content, form), number
        scored += 1
    assert min(scored, refused) > FILES / 10
