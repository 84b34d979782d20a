"""Opening a table of any form for reading batch by batch, with every record accounted for."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from ..errors import UserError
from ..params import Source
from .batches import Batch, Table, Wanted
from .csv_source import open_csv
from .excel_source import open_excel
from .formats import Format, table_format
from .json_source import FORM, open_json_lines
from .parquet_source import open_parquet

# What parts the columns of CSV files besides the comma.
SEPARATORS = (";", "\t", "|")

__all__ = ["Batch", "Table", "Wanted", "open_table", "read_table"]


def open_table(path: Path, source: Source, wanted: Wanted | None = None) -> Table:
    """Open the table at `path`, in the form that its content and name tell.

    All columns of CSV, JSON lines and Excel are read as text: what a column holds is decided over
    all of its rows, by the data contract, and not by the first ones. The batches may hold the
    `wanted` columns alone.

    Raises:
        UserError: the file is missing, empty, damaged, cut off, of another kind, or has two
            columns of one name. Reading the batches raises it too.
    """
    table = _open(table_format(path), path, source, wanted)
    repeated = sorted(name for name, times in Counter(table.names).items() if times > 1)
    if repeated:
        raise UserError(f"{path}: has more than one column named {', '.join(repeated)}; "
                        "rename them in the header")
    return table


def read_table(path: Path, source: Source) -> pa.Table:
    """Read a whole table into memory.

    Raises:
        UserError: as `open_table`, or a record does not split into the columns, or there is none.
    """
    table = open_table(path, source)
    batches = []
    for batch in table.batches:
        for position, reason in batch.torn.items():
            raise UserError(f"{path}: row {batch.first_row + position} {reason}; "
                            + _mend_torn(table_format(path), table.names))
        batches.append(batch.records)
    if not sum(batch.num_rows for batch in batches):
        raise UserError(f"{path}: has a header but no rows; it needs rows to learn from")
    return pa.Table.from_batches(batches)


def _mend_torn(form: Format, names: Sequence[str]) -> str:
    if form == "json lines":
        return FORM
    if form == "excel":
        return "name each column in the header, or empty the cells beside it"
    found = [mark for mark in SEPARATORS if len(names) == 1 and mark in names[0]]
    return f"set source.separator: {json.dumps(found[0])} in params.yaml" if found \
        else "is the file cut off, or a value not quoted?"


def _open(form: Format, path: Path, source: Source, wanted: Wanted | None) -> Table:
    if form == "parquet":
        return open_parquet(path, wanted)
    if form == "json lines":
        return open_json_lines(path)
    if form == "excel":
        return open_excel(path, source.sheet)
    return open_csv(path, source)
