"""From the raw table to checked training and test rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from ..errors import UserError
from ..files import write_json, write_whole
from ..params import Params
from ..paths import LINEAGE, SCHEMA, SPLIT, TEST, TRAIN
from ..suggestions import guess
from .conform import as_stored, check_header, conform
from .infer_schema import infer_schema
from .lineage import lineage
from .names import listed
from .schema import MODELLED, Schema, load_schema, save_schema
from .sources import read_table
from .split import check_duplicates, identifying_columns, split_column, split_values
from .split_rule import SplitRule, check_sizes, load_rule, make_rule, save_rule
from .target import check_against_contract, read_target


def make_dataset(params: Params) -> list[str]:
    """Read the table, hold it against the contract, split test rows off, write both as Parquet.

    Contract and split are made when there are none. Returns notices for the user.

    Raises:
        UserError: the table cannot be read, does not fit, or cannot be split.
    """
    path = Path(params.source.path)
    table = read_table(path, params.source)
    origin = lineage(params.source, table)
    _check_names(params, table.column_names)
    target = read_target(params, table)
    notices: list[str] = []
    known = SCHEMA.exists()
    if known:
        schema = load_schema(params)
    else:
        schema, notices = infer_schema(table, params)
    check_against_contract(params, schema, target)
    check_header(path, table.column_names, schema,
                 ", or check source.separator in params.yaml, or, for another table, delete "
                 f"{SCHEMA} to have it inferred anew")
    rows = _rows(path, params, schema, table, notices)
    rows = rows.append_column(params.target.column, target)
    frame = rows.to_pandas()
    rule, test = _split(params, schema, table, frame, load_rule() if known else None, notices)
    # An identifier would hide that two rows are the same otherwise.
    if twins := check_duplicates(frame.drop(columns=schema.names("identifier"), errors="ignore"),
                                 test, params):
        notices.append(twins)
    _write(rows.filter(pa.array(~test)), TRAIN)
    _write(rows.filter(pa.array(test)), TEST)
    save_rule(rule)
    write_json(LINEAGE, origin)
    if not known:
        save_schema(schema)
        notices.append(f"wrote the data contract, {SCHEMA}: read it, and commit it with {SPLIT}")
    return [*notices, _counts(schema, test)]


def _split(params: Params, schema: Schema, table: pa.Table, frame: pd.DataFrame,
           rule: SplitRule | None, notices: list[str]) -> tuple[SplitRule, np.ndarray]:
    target, classes = frame[params.target.column].to_numpy(), schema.target.classes or ()
    names = table.column_names
    if rule is not None and not rule.fits(params, classes, names):
        notices.append("seed, split, classes or the columns that identify a row changed, or how "
                       "they are read (source.missing, source.encoding): the test rows were chosen "
                       "anew, and measures from before cannot be compared with later ones")
        rule = None
    columns = rule.columns if rule else identifying_columns(names, params)
    values = split_values(table, params, columns)
    kept, rule = rule, rule or make_rule(values, target, classes, params, columns)
    strata = rule.strata(target, classes)
    test = rule.test_rows(values, strata)
    if kept and (share := rule.uneven(test, strata)):
        notices.append(f"{SPLIT} was made of fewer rows: of a part of the rows that came since, "
                       f"{share:.0%} are test rows, where split.test_share says "
                       f"{rule.test_share:.0%}; to choose the test rows anew, delete that file")
    weight = params.training.sample_weight
    check_sizes(test, target, classes, params,
                None if weight is None else frame[weight].to_numpy())
    return rule, test


def _counts(schema: Schema, test: np.ndarray) -> str:
    kinds = [f"{len(schema.names(kind))} {kind}" for kind in MODELLED if schema.names(kind)]
    return (f"{len(test):,} rows: {(~test).sum():,} for training, {test.sum():,} for the test; "
            f"columns of the model: {', '.join(kinds)}")


def _check_names(params: Params, names: list[str]) -> None:
    mistakes = []
    for setting, chosen in (("target.column", [params.target.column]),
                            ("columns.exclude", params.columns.exclude),
                            ("columns.kinds", params.columns.kinds),
                            ("split.column", [params.split.column]),
                            ("split.key", params.split.key),
                            ("training.sample_weight", [params.training.sample_weight])):
        for name in chosen:
            if name is not None and name not in names:
                mistakes.append(f"params.yaml: {setting}: {name} is no column of "
                                f"{params.source.path}; {_meant(name, names)}")
    if mistakes:
        raise UserError("\n".join(mistakes))


def _meant(name: str, names: list[str]) -> str:
    hint = "the header did not split: check source.separator" if len(names) == 1 \
        else guess(name, names)
    return f"it has {listed(names)}" + (f"; {hint}" if hint else "")


def _rows(path: Path, params: Params, schema: Schema, table: pa.Table,
          notices: list[str]) -> pa.Table:
    conformed = conform(table, schema, params.source.missing, params.columns.outside,
                        (*MODELLED, "identifier", "weight"))
    if conformed.rejects:
        first = min(conformed.rejects)
        raise UserError(f"{path}: {len(conformed.rejects)} rows do not fit the contract, the first "
                        f"is row {first + 1}: {conformed.rejects[first]}; mend the table, "
                        f"{SCHEMA}, or columns.kinds in params.yaml")
    rows = as_stored(conformed.table)
    _check_weights(path, params, rows)
    known = {*schema.columns, *params.columns.exclude, params.target.column}
    for name in table.column_names:
        if name not in known:
            notices.append(f"column {name} is not in {SCHEMA}: left out of the model; delete that "
                           "file to have it inferred anew")
    for name, count in conformed.outside.items():
        notices.append(f"column {name}: {count} values are outside of the contract")
    for name in schema.names(*MODELLED):
        if rows[name].null_count == table.num_rows:
            raise UserError(f"{path}: column {name} has no value in any row; list it under "
                            "columns.exclude in params.yaml")
    name = params.split.column
    if name is None or name in rows.column_names:
        return rows
    # Cross-validation needs it too, though the model does not see it.
    return rows.append_column(name, split_column(table, params))


def _check_weights(path: Path, params: Params, rows: pa.Table) -> None:
    name = params.training.sample_weight
    if name is None:
        return
    weights = rows[name].to_numpy()
    wrong = np.flatnonzero(~(weights >= 0))
    if len(wrong):
        raise UserError(f"{path}: the weight {name} is missing or negative in {len(wrong)} rows, "
                        f"the first is row {wrong[0] + 1}; mend it")


def _write(rows: pa.Table, path: Path) -> None:
    with write_whole(path) as sibling:
        pa.parquet.write_table(rows, sibling)
