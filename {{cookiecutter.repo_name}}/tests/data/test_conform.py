"""Holding rows against the contract."""

from pathlib import Path

import pyarrow as pa
import pytest

from slipway_package.data.conform import (
    as_stored,
    check_header,
    conform,
)
from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.errors import UserError

SCHEMA = Schema(
    version=1, table="t.csv", rows=5, target=TargetColumn(name="y", task="regression"),
    columns={"size": Column(kind="number", range=(0, 10)), "id": Column(kind="identifier"),
             "Home town": Column(kind="category", categories=("north", "south")),
             "remark": Column(kind="text")})
ROWS = pa.table({
    "remark": ["a", "b", "c", "d", "e"],
    "Home town": ["north", "west", None, "NA", "south"],
    "size": ["1", "2", "oops", "11", ""],
    "more": ["1"] * 5,
})


def test_rows_become_what_the_contract_says() -> None:
    conformed = conform(ROWS, SCHEMA, ["", "NA"], "accept")
    assert as_stored(conformed.table).to_pydict() == {
        "size": [1, 2, None, 11, None], "Home town": ["north", "west", None, None, "south"]}
    assert conformed.rejects == {2: "size: 'oops' is not a finite number"}
    assert conformed.outside == {"size": 1, "Home town": 1}


def test_what_is_outside_of_the_contract_can_reject_its_row() -> None:
    conformed = conform(ROWS, SCHEMA, ["", "NA"], "reject")
    assert conformed.rejects == {
        1: "Home town: 'west' is none of the contract's categories",
        2: "size: 'oops' is not a finite number",
        3: "size: '11' is outside of 0 to 10"}


def test_a_header_that_lacks_a_column_is_refused_with_the_mend() -> None:
    path = Path("new.csv")
    check_header(path, ["Home town", "more", "size"], SCHEMA)
    with pytest.raises(UserError, match="new.csv: lacks the column size; add it"):
        check_header(path, ["Home town"], SCHEMA)
    with pytest.raises(UserError, match="rename 'SIZE' to 'size', rename 'home  town' to 'Home t"):
        check_header(path, ["home  town", "SIZE"], SCHEMA)
