"""Reading records by the rules of the data contract, one by one and by the column."""

import difflib
import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from slipway_package.data.conform import as_stored, conform
from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.portable.expressions import LARGEST
from slipway_package.serving import fields as field_readers
from slipway_package.serving.faults import MOST, Refused
from slipway_package.serving.fields import Field
from slipway_package.serving.records import (
    record_reader,
    records_reader,
)
from slipway_package.serving.strict_json import read_json

MISSING = ("", "NA", "-999")
COLUMNS = {
    "size ': DROP": Column(kind="number", range=(0.0, 10.0)),
    "Größe µ": Column(kind="category", categories=("1", "true", "x")),
    "day": Column(kind="date", dates=("2024-01-01", "2024-12-31")),
}
SIZE, WORD, DAY = COLUMNS
VALUES: dict[str, list[Any]] = {
    SIZE: [None, 0, 10, 9.5, 11, -1e30, -999, -999.0, 2**60, 12345678901234567],
    WORD: [None, "", "NA", "x", "X", "1", "1.0", "True", "TRUE", "unseen: ü"],
    DAY: [None, "2024-01-01", "2024-12-31T23:59:59", "2025-01-01", "2024-03-05 14:30",
          "2024-06-01T00:00:00+02:00", "1969-12-31T23:59:59.9", "2024-02-29", "0001-01-01",
          "9999-12-31"],
}
ROWS = [dict(zip(VALUES, row)) for row in zip(*VALUES.values())]


def fields(strict: bool = False) -> list[Field]:
    """The fields of the columns above."""
    return [Field(name, column.kind, column, MISSING, strict) for name, column in COLUMNS.items()]


def by_conform(outside: str) -> Any:
    """Let the batch road read the same rows."""
    schema = Schema(version=1, table="t.csv", rows=1, columns=COLUMNS,
                    target=TargetColumn(name="y", task="regression"))
    table = pa.table({name: pa.array(map(float_or_none, values)) if name == SIZE else values
                      for name, values in VALUES.items()})
    return conform(table, schema, MISSING, outside)


def float_or_none(value: float | None) -> float | None:
    """A whole number as JSON's readers of tables have it."""
    return None if value is None else float(value)


def test_values_are_read_as_the_batch_road_reads_them() -> None:
    expected = by_conform("accept")
    assert not expected.rejects
    found = [record_reader(fields())(row) for row in ROWS]
    table = as_stored(expected.table)
    table = table.set_column(2, DAY, table[DAY].cast(pa.int64()))
    assert [row.values for row in found] == table.to_pylist()
    for name in COLUMNS:
        assert sum(name in row.outside for row in found) == expected.outside.get(name, 0) > 0


def test_many_records_are_read_as_each_of_them() -> None:
    many = records_reader(fields())(ROWS)
    one = [record_reader(fields())(row) for row in ROWS]
    for name in (SIZE, DAY):
        expected = [np.nan if row.values[name] is None else row.values[name] for row in one]
        np.testing.assert_array_equal(many.columns[name], expected)
    words = many.columns[WORD]
    assert [words.words[code] for code in words.codes] == [row.values[WORD] for row in one]
    assert many.outside == {place: row.outside for place, row in enumerate(one) if row.outside}


def test_a_strict_contract_refuses_what_is_outside() -> None:
    expected = by_conform("reject").rejects
    for position, row in enumerate(ROWS):
        for read in (record_reader(fields(True)), lambda row: records_reader(fields(True))([row])):
            if position not in expected:
                read(row)
                continue
            with pytest.raises(Refused) as refused:
                read(row)
            messages = [f"{fault.place[-1]}: {fault.message}" for fault in refused.value.faults]
            column, _, reason = expected[position].partition(": ")
            assert any(text.startswith(column) and reason.endswith(text.split(": ")[-1])
                       for text in messages)


@pytest.mark.parametrize("name, text, message", [
    (SIZE, "true", "is a truth value, where a number or null is due"),
    (SIZE, '"12"', "is text, where a number or null is due"),
    (SIZE, "[1]", "is a list, where a number"), (SIZE, '{"a":1}', "is an object, where a number"),
    (SIZE, "3.5e38", "is no finite number of single precision"),
    (SIZE, "9" * 60, "is no finite number of single precision"),
    (SIZE, "9" * 400, "is no finite number of single precision"),
    (SIZE, "1e999", "is beyond the range of doubles"), (SIZE, "NaN", "is NaN, which JSON"),
    (WORD, "1", "is a number, where text or null is due"),
    (WORD, "false", "is a truth value, where text"), (WORD, "[]", "is a list, where text"),
    (DAY, "20240305", "is a number, where a date as text or null is due"),
    (DAY, '"2024-02-30"', "is no date, as 2024-03-05"), (DAY, '"noon"', "is no date, as"),
    (DAY, '"2024-03-05\\n"', "is no date, as"), (DAY, '""', "is no date, as"),
])
def test_a_value_of_another_kind_is_refused_by_name(name: str, text: str, message: str) -> None:
    good = '{"%s":1,"%s":"x","%s":"2024-03-05"}' % (SIZE, WORD, DAY)
    bad = good.replace({SIZE: '":1,', WORD: '"x"', DAY: '"2024-03-05"'}[name],
                       {SIZE: f'":{text},'}.get(name, text))
    with pytest.raises(Refused) as refused:
        record_reader(fields())(read_json(bad.encode()))
    fault, = refused.value.faults
    assert fault.place == ("body", name)
    assert fault.message.startswith(message)
    with pytest.raises(Refused) as refused:
        records_reader(fields())(read_json(f"[{good},{bad}]".encode()))
    fault, = refused.value.faults
    assert fault.place == ("body", 1, name)


def test_lacking_and_unknown_columns_are_named() -> None:
    row = {SIZE: 1, "Größe  µ": "x", "extra": 1}
    with pytest.raises(Refused) as refused:
        record_reader(fields())(row)
    found = {fault.place[-1]: fault.message for fault in refused.value.faults}
    assert found == {"extra": "is no column of the model",
                     "Größe  µ": f"is no column of the model; did you mean {WORD}?",
                     WORD: "is lacking; null is for what is missing",
                     DAY: "is lacking; null is for what is missing"}
    for value in (None, 1, "x", [], [row]):
        with pytest.raises(Refused) as refused:
            record_reader(fields())(value)
        assert refused.value.faults[0].place == ("body",)
    with pytest.raises(Refused) as refused:
        records_reader(fields())([ROWS[0], 7])
    assert refused.value.faults[0].place == ("body", 1)


def test_the_largest_numbers_are_single_precisions() -> None:
    row = {**ROWS[0], SIZE: LARGEST}
    assert record_reader(fields())(row).values[SIZE] == LARGEST
    assert records_reader(fields())([row]).columns[SIZE].tolist() == [LARGEST]


def test_no_more_faults_are_looked_for_than_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def compare(name: str, names: Any, n: int) -> list[str]:
        compared.append(name)
        return []
    monkeypatch.setattr(difflib, "get_close_matches", compare)
    row = {"x" * 10_000: 1, **{f"extra {number}": 1 for number in range(1000)}}
    for read, value in ((record_reader(fields()), row), (records_reader(fields()), [row] * 100)):
        compared.clear()
        with pytest.raises(Refused) as refused:
            read(value)
        assert len(refused.value.faults) == MOST
        assert compared == [f"extra {number}" for number in range(MOST - 1)]


def test_only_short_texts_are_kept_as_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(field_readers, "read_date", lambda text: kept.append(text) or math.nan)
    longest = "2024-03-05T14:30:59.123456789+02:00"
    read = record_reader(fields())
    for text in (longest, longest + " " * 1000):
        with pytest.raises(Refused, match="is no date"):
            read({**ROWS[0], DAY: text})
    assert kept == [longest]
