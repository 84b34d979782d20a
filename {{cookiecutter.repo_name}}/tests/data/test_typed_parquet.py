"""Rows of Python values as Parquet: the types fit all rows, whatever the batches."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from slipway_package.data.typed_parquet import write_rows

PLACE = Path("t.parquet")
NOON = datetime(2024, 3, 1, 12)
UTC = ZoneInfo("UTC")


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("values, kind, expected", [
    ([1, None, 3], pa.int64(), [1, None, 3]),
    ([None, 1, 2.5], pa.float64(), [None, 1.0, 2.5]),
    ([None, None], pa.string(), [None, None]),
    ([True, None, False], pa.bool_(), [True, None, False]),
    (["x", None, "ü"], pa.string(), ["x", None, "ü"]),
    ([1, "x", 2.0, True], pa.string(), ["1", "x", "2", "true"]),
    ([2**70, 1], pa.string(), [str(2**70), "1"]),
    ([Decimal("1.00"), None, Decimal(2)], pa.int64(), [1, None, 2]),
    ([Decimal("0.1"), Decimal("NaN")], pa.float64(), [0.1, float("nan")]),
    ([Decimal(2), Decimal("0.3"), 7], pa.float64(), [2.0, 0.3, 7.0]),
    ([date(2024, 2, 29), None], pa.date32(), [date(2024, 2, 29), None]),
    ([NOON, None], pa.timestamp("us"), [NOON, None]),
    ([NOON.replace(tzinfo=timezone(timedelta(hours=h))) for h in (0, 1)],
     pa.timestamp("us", "UTC"), [NOON.replace(tzinfo=UTC) - timedelta(hours=h) for h in (0, 1)]),
    ([UUID(int=1), None], pa.string(), [str(UUID(int=1)), None]),
    ([{"a": [1]}, [2]], pa.string(), ['{"a":[1]}', "[2]"]),
    ([b"\0", memoryview(b"\xff")], pa.binary(), [b"\0", b"\xff"]),
])
def test_a_column_has_the_type_of_all_its_values(size: int, values: list[Any], kind: pa.DataType,
                                                 expected: list[Any], folder: Path) -> None:
    rows = [(value,) for value in values]
    batches = [rows[place:place + size] for place in range(0, len(rows), size)]
    assert write_rows(PLACE, ["v"], batches) == len(values)
    found = pq.read_table(PLACE)["v"]
    assert found.type == kind
    assert repr(found.to_pylist()) == repr(expected)
    assert list(folder.iterdir()) == [folder / PLACE]


def test_nothing_is_a_table_without_rows(folder: Path) -> None:
    assert write_rows(PLACE, ["v"], []) == 0
    assert pq.read_table(PLACE).num_rows == 0
