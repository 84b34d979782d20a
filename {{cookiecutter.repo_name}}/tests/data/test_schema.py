"""The data contract as a file that people edit."""

from pathlib import Path

import pyarrow as pa
import pytest
from samples import write_params

from slipway_package.data.infer_schema import infer_schema
from slipway_package.data.schema import (
    class_name,
    load_schema,
    save_schema,
)
from slipway_package.errors import UserError
from slipway_package.paths import SCHEMA

NAMES = ["yes", "2019", "null", "a: b", "größe \U0001f600", "#", "'", '"', " x ", "{}", "l\nl"]
TABLE = pa.table({**{name: ["1", "yes", name] * 2 for name in NAMES},
                  "target": ["good", "bad"] * 3})


def test_any_name_and_category_comes_back_as_it_was(folder: Path) -> None:
    params = write_params(columns={"kinds": dict.fromkeys(NAMES, "category")})
    schema, _ = infer_schema(TABLE, params)
    save_schema(schema)
    assert load_schema(params) == schema
    assert list(schema.columns) == NAMES
    kept = load_schema(write_params(columns={"exclude": NAMES[:3]}))
    assert list(kept.columns) == NAMES[3:]


@pytest.mark.parametrize("old, new, message", [
    ("kind: category", "kind: catgory", r"columns.yes.kind: catgory is no choice; did you mean"),
    ("kind: category", "kinds: category", r"columns.yes.kinds: is not a setting; did you mean"),
    ("version: 1", "version: 2", "is of version 2, this code knows 1; delete references/schema"),
    ("name: target", "name: other", r"schema.yaml:8: target: is other \(classification\), but "
     r"params.yaml says target \(classification\); make them agree"),
    ("positive: bad", "positive: good", "is good, but params.yaml says bad; make them agree"),
    ("kind: category", "kind: text", "columns.yes: is text, but params.yaml says category"),
])
def test_a_contract_that_is_edited_wrongly_is_refused(old: str, new: str, message: str,
                                                      folder: Path) -> None:
    params = write_params(columns={"kinds": {"yes": "category"}})
    columns = write_params(columns={"kinds": dict.fromkeys(NAMES, "category")})
    save_schema(infer_schema(TABLE, columns)[0])
    SCHEMA.write_text(SCHEMA.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        load_schema(params)


def test_a_yaml_truth_value_stands_for_the_class_that_is_spelt_so() -> None:
    assert class_name(True, ("no", "yes")) == "yes"
    assert class_name(False, ("False", "True")) == "False"
    assert class_name(1, ("0", "1")) == "1"
    assert class_name(True, ("a", "b")) == "true"


@pytest.mark.parametrize("limits", ["[0, .inf]", "[-.inf, 0]", "[.nan, 1]", "[0, 1.0e+300]"])
def test_a_limit_that_no_value_reaches_is_refused(limits: str, folder: Path) -> None:
    params = write_params(columns={"kinds": {"size": "number"}})
    table = pa.table({"size": [1.0, 2.0, 3.0] * 2, "target": TABLE["target"]})
    save_schema(infer_schema(table, params)[0])
    text = SCHEMA.read_text(encoding="utf-8")
    assert "range: [1.0, 3.0]" in text
    SCHEMA.write_text(text.replace("range: [1.0, 3.0]", f"range: {limits}"), encoding="utf-8")
    with pytest.raises(UserError, match=r"schema.yaml:\d+: columns.size.range: .* is no number of"):
        load_schema(params)
