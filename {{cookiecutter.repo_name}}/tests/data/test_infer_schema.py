"""Inferring the data contract: kinds, ranges, categories, and what cannot be one column."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from samples import write_params

from slipway_package.data.infer_schema import infer_schema
from slipway_package.errors import UserError

ROWS = 60
TARGET = ["good", "bad", "good"] * 20
KINDS = {
    "number": [f"{row / 7}" for row in range(ROWS)],
    "few whole numbers": ["1", "2", None] * 20,
    "word": ["a", "b", ""] * 20,
    "truth": [True, False] * 30,
    "row number": range(1000, 1000 + ROWS),
    "card": [str(9_007_199_254_740_993 + row % 7) for row in range(ROWS)],
    "code": [f"c{row}" for row in range(ROWS)],
    "remark": [f"it was the {row} th" for row in range(ROWS)],
    "same": ["k"] * ROWS,
    "same or nothing": ["k", None] * 30,
    "nothing": [None, "NA"] * 30,
}
EXPECTED = {
    "number": "number", "few whole numbers": "number", "word": "category", "truth": "category",
    "row number": "identifier", "card": "identifier", "code": "identifier", "remark": "text",
    "same": "constant", "same or nothing": "category", "nothing": "empty",
}


def test_kinds_are_inferred_and_what_is_left_out_is_told(folder: Path) -> None:
    table = pa.table({**{name: pa.array(cells) for name, cells in KINDS.items()},
                      "target": TARGET})
    schema, notices = infer_schema(table, write_params(target={"positive": None}))
    assert {name: column.kind for name, column in schema.columns.items()} == EXPECTED
    assert schema.columns["few whole numbers"].range == (1, 2)
    assert schema.columns["few whole numbers"].missing == 0.3333
    assert schema.columns["word"].categories == ("a", "b")
    assert (schema.target.classes, schema.target.positive) == (("bad", "good"), "bad")
    told = "\n".join(notices)
    for name, kind in EXPECTED.items():
        assert (f"column {name} " in told) == (kind not in ("number", "category")), name
    assert ("column remark holds free text: left out of the model; to use it, say "
            "`kind: category` in references/schema.yaml") in notices
    assert "column nothing has no value in any row: left out of the model" in notices
    assert "the rarer class, bad, is taken as the positive one" in told


@pytest.mark.parametrize("cells, kind, form", [
    ([f"{row},5" for row in range(ROWS)], "identifier", "numbers with a decimal comma"),
    (["1.234,50", "1.299,00", "999,90"] * 20, "category", "numbers with a decimal comma"),
    (["31.12.2023", "1.2.2024 10:30", None] * 20, "category", "dates in another form"),
    (["12-34-567890", "a,b", "1,2,3"] * 20, "category", None)])
def test_numbers_and_dates_in_a_form_that_is_not_read_are_named(
        cells: list, kind: str, form: str | None, folder: Path) -> None:
    table = pa.table({"odd": pa.array(cells), "word": KINDS["word"], "target": TARGET})
    schema, notices = infer_schema(table, write_params())
    assert schema.columns["odd"].kind == kind
    found = [notice for notice in notices if notice.startswith("column odd has ")]
    assert [form in notice and "is taken for" in notice for notice in found] == [True] * bool(form)


def test_a_kind_in_params_overrules(folder: Path) -> None:
    table = pa.table({"code": KINDS["few whole numbers"], "target": TARGET})
    schema, _ = infer_schema(table, write_params(columns={"kinds": {"code": "category"}}))
    assert schema.columns["code"].categories == ("1", "2")


@pytest.mark.parametrize("cells, message", [
    (["1", "2", "oops"] * 20, "column mixed has 40 numbers and 20 values that are no finite "
     "number, the first 'oops' in row 3; .* `columns.kinds: {\"mixed\": category}`"),
    ([1.0, 2.0, np.inf] * 20, "the first 'inf' in row 3"),
    ([np.inf, -np.inf, 2.0] * 20, "20 numbers and 40 values"),
], ids=["words", "infinities", "mostly infinities"])
def test_numbers_mixed_with_something_else_are_refused(cells: list, message: str,
                                                       folder: Path) -> None:
    table = pa.table({"mixed": cells, "target": TARGET})
    with pytest.raises(UserError, match=message):
        infer_schema(table, write_params())


def test_a_table_with_nothing_to_learn_from_is_refused(folder: Path) -> None:
    table = pa.table({"same": KINDS["same"], "target": TARGET})
    with pytest.raises(UserError, match="no column is left for the model to learn from"):
        infer_schema(table, write_params())


def test_the_column_that_rows_are_split_by_is_told_to_be_that(folder: Path) -> None:
    table = pa.table({"x": KINDS["number"], "patient": [f"p{row % 6}" for row in range(ROWS)],
                      "target": TARGET})
    params = write_params(target={"positive": None}, split={"by": "group", "column": "patient"})
    _, notices = infer_schema(table, params)
    assert [notice for notice in notices if "patient" in notice] == [
        "column patient is what rows are split by: left out of the model"]
