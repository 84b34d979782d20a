"""From the raw table to checked training and test rows."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from ..errors import UserError
from ..files import write_whole
from ..params import Params
from ..paths import SCHEMA, TEST, TRAIN
from .cells import as_numbers, as_words
from .conform import check_header, conform
from .infer_schema import infer_schema
from .schema import Schema, load_schema, save_schema
from .sources import read_table
from .split import check_duplicates, row_contents, split_rows


def make_dataset(params: Params) -> list[str]:
    """Read the table, hold it against the contract, split test rows off, write both as Parquet.

    The contract is inferred when there is none. Returns notices for the user.

    Raises:
        UserError: the table cannot be read, does not fit, or cannot be split.
    """
    path = Path(params.source.path)
    table = read_table(path, params.source)
    _check_names(params, table.column_names)
    target = _target_values(params, table)
    notices: list[str] = []
    known = SCHEMA.exists()
    if known:
        schema = load_schema(params)
    else:
        schema, notices = infer_schema(table, params)
    _check_contract_of_target(params, schema, target)
    check_header(path, table.column_names, schema,
                 f", or, for another table, delete {SCHEMA} to have it inferred anew")
    rows = _rows(path, params, schema, table, notices)
    rows = rows.append_column(params.target.column, target)
    frame = rows.to_pandas()
    contents = row_contents(table, params.source.missing)
    test = split_rows(contents, frame[params.target.column], params)
    # An identifier would hide that two rows are the same otherwise.
    if twins := check_duplicates(frame.drop(columns=schema.names("identifier"), errors="ignore"),
                                 test, params):
        notices.append(twins)
    _write(rows.filter(pa.array(~test)), TRAIN)
    _write(rows.filter(pa.array(test)), TEST)
    if not known:
        save_schema(schema)
        notices.append(f"wrote the data contract, {SCHEMA}: read it, and commit it")
    notices.append(f"{len(test):,} rows: {(~test).sum():,} for training, {test.sum():,} for the "
                   f"test; {len(schema.names('number'))} number and "
                   f"{len(schema.names('category'))} category columns")
    return notices


def _check_names(params: Params, names: list[str]) -> None:
    target = params.target.column
    if target not in names:
        hint = ""
        if len(names) == 1:
            hint = "; the header did not split: check source.separator"
        raise UserError(f"params.yaml: target.column: {target} is no column of "
                        f"{params.source.path}; it has {_listed(names)}{hint}")
    for setting, chosen in (("columns.exclude", params.columns.exclude),
                            ("columns.kinds", params.columns.kinds)):
        for name in chosen:
            if name not in names:
                raise UserError(f"params.yaml: {setting}: {name} is no column of "
                                f"{params.source.path}; it has {_listed(names)}")


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _target_values(params: Params, table: pa.Table) -> pa.Array:
    name, missing = params.target.column, params.source.missing
    place = f"{params.source.path}: target {name}"
    if params.target.task == "classification":
        values = as_words(table[name], missing)
        _check_classes(place, sorted(set(values.drop_null().to_pylist())))
    else:
        numbers, bad = as_numbers(table[name], missing)
        if bad.any():
            first = int(np.flatnonzero(bad)[0])
            raise UserError(f"{place}: {table[name][first].as_py()!r} in row {first + 1} is not a "
                            "finite number; mend it, or say `task: classification` in params.yaml")
        values = pa.array(numbers, from_pandas=True)
        if len(np.unique(numbers[~np.isnan(numbers)])) == 1:
            raise UserError(f"{place}: has the same value in every row; there is nothing to learn")
    if values.null_count:
        first = values.is_null().to_pylist().index(True)
        raise UserError(f"{place}: has {values.null_count} missing values, the first in row "
                        f"{first + 1}; fill them or remove these rows")
    return values


def _check_classes(place: str, classes: list[str]) -> None:
    if len(classes) == 1:
        raise UserError(f"{place}: has one class only, {classes[0]}; two are needed to learn from")
    if len(classes) > 2:
        raise UserError(f"{place}: has {len(classes)} classes ({_listed(classes)}); two are "
                        "supported: merge them into two, or, for numbers, say `task: regression`")


def _check_contract_of_target(params: Params, schema: Schema, target: pa.Array) -> None:
    if params.target.task != "classification":
        return
    classes = sorted(set(target.to_pylist()))
    if tuple(classes) != schema.target.classes:
        raise UserError(f"{params.source.path}: target {params.target.column}: has the classes "
                        f"{_listed(classes)}, {SCHEMA} has "
                        f"{_listed(list(schema.target.classes or ()))}; make them agree")
    if schema.target.positive not in classes:
        place = f"{SCHEMA}: target" if params.target.positive is None else "params.yaml: target"
        raise UserError(f"{place}.positive: {schema.target.positive} is no class of "
                        f"{params.target.column}; choose {' or '.join(classes)}")


def _rows(path: Path, params: Params, schema: Schema, table: pa.Table,
          notices: list[str]) -> pa.Table:
    conformed = conform(table, schema, params.source.missing, params.columns.outside)
    if conformed.rejects:
        first = min(conformed.rejects)
        raise UserError(f"{path}: {len(conformed.rejects)} rows do not fit the contract, the first "
                        f"is row {first + 1}: {conformed.rejects[first]}; mend the table, "
                        f"{SCHEMA}, or columns.kinds in params.yaml")
    known = {*schema.columns, *params.columns.exclude, params.target.column}
    for name in table.column_names:
        if name not in known:
            notices.append(f"column {name} is not in {SCHEMA}: left out of the model; delete that "
                           "file to have it inferred anew")
    for name, count in conformed.outside.items():
        notices.append(f"column {name}: {count} values are outside of the contract")
    for name in schema.names("number", "category"):
        if conformed.table[name].null_count == table.num_rows:
            raise UserError(f"{path}: column {name} has no value in any row; list it under "
                            "columns.exclude in params.yaml")
    return conformed.table


def _write(rows: pa.Table, path: Path) -> None:
    with write_whole(path) as sibling:
        pa.parquet.write_table(rows, sibling)
