"""Scoring a table of any size, batch by batch."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from tqdm import tqdm

from ..data.conform import Conformed, check_header, conform
from ..data.schema import Schema, load_schema
from ..data.sources import Batch, Table, open_table
from ..errors import UserError
from ..files import write_whole
from ..params import Params
from ..paths import SCHEMA
from ..portable.fields import score_fields
from .manifest import Manifest, check_contract
from .scorer import Scorer, load_scorer

PARQUET = (".parquet", ".pq")
COMPRESSED = (".gz", ".bz2", ".zst", ".lz4", ".xz", ".zip")
Writer = pa.csv.CSVWriter | pa.parquet.ParquetWriter


@dataclass
class Counts:
    """Rows in, and what became of them; `scored + rejected` is `rows`."""

    rows: int = 0
    rejected: int = 0
    outside: Counter[str] = field(default_factory=Counter)


def predict_file(params: Params, model: Path, source: Path, output: Path) -> list[str]:
    """Score every row of the table `source` into `output`, in its order.

    `output` (CSV, or Parquet by its name) has a line for every row: the row's number, the
    identifier columns, then probability and prediction, or the prediction of a number. A row that
    does not fit the contract has no prediction and stands, with the reason, in a file of rejects
    beside the output. Memory is bounded by a batch. Returns notices for the user.

    Raises:
        UserError: a file cannot be read, or lacks a column.
    """
    schema = load_schema(params)
    scorer = load_scorer(model)
    check_contract(model, scorer.manifest, schema)
    table = open_table(source, params.source)
    check_header(source, table.names, schema)
    rejects_path = output.with_name(f"{output.stem}.rejects.csv")
    _check_outputs(source, output, rejects_path)
    results = _results(scorer.manifest)
    identifiers = _identifiers(schema, table, {"row", *(name for name, _ in results)})
    fields = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in identifiers),
                        *results])
    rejects_fields = pa.schema([("row", pa.int64()), ("reason", pa.string())])
    counts = Counts()
    with (write_whole(output) as whole, write_whole(rejects_path) as rejects_whole,
          _writer(whole, fields) as scores,
          _writer(rejects_whole, rejects_fields) as rejects, _progress(table) as bar):
        for batch in table.batches:
            conformed = conform(batch.records, schema, params.source.missing,
                                params.columns.outside)
            reasons = {**conformed.rejects, **batch.torn}
            columns = _score(scorer, conformed, reasons, params.predict.cutoff)
            scores.write_table(_output(batch, conformed, identifiers, columns, fields))
            rejects.write_table(_rejects(batch, reasons, rejects_fields))
            counts.rows += batch.records.num_rows
            counts.rejected += len(reasons)
            counts.outside.update(conformed.outside)
            bar.update(batch.progress)
    return [*_obstacle(scorer), *_notices(table, schema, output, rejects_path, counts)]


def _check_outputs(source: Path, *outputs: Path) -> None:
    for output in outputs:
        if output.is_dir():
            raise UserError(f"{output}: is a folder; name a file, as OUTPUT=scores.csv")
        if output.suffix in COMPRESSED:
            raise UserError(f"{output}: scores are not written compressed; name a .csv file, or a "
                            ".parquet file, which is compressed in itself")
        place = output.resolve()
        if place.exists() and place.samefile(source):
            raise UserError(f"{output}: would be written over the input; name another OUTPUT")
        if source.resolve() in place.parents:
            raise UserError(f"{output}: would lie among the input's files; name another OUTPUT")


def _results(manifest: Manifest) -> list[tuple[str, pa.DataType]]:
    *shares, prediction = score_fields(manifest.classes)
    kind = pa.float64() if manifest.classes is None else pa.string()
    return [*((name, pa.float64()) for name in shares), (prediction, kind)]


def _identifiers(schema: Schema, table: Table, taken: set[str]) -> dict[str, str]:
    """Map the identifiers' names in the output to their columns: a name that is taken gets a _."""
    found: dict[str, str] = {}
    for column in schema.names("identifier"):
        name = column
        while name in taken or (name != column and name in table.names):
            name += "_"
        if column in table.names:
            found[name] = column
    return found


def _score(scorer: Scorer, conformed: Conformed, reasons: dict[int, str],
           cutoff: float) -> dict[str, pa.Array]:
    """Score the rows that are not rejected; the others get nulls."""
    fits = np.ones(conformed.table.num_rows, dtype=bool)
    fits[list(reasons)] = False
    classes = scorer.manifest.classes
    *shares, prediction = score_fields(classes)
    score = np.full((len(fits), max(1, len(shares))), np.nan)
    if fits.any():
        found = scorer.score(conformed.table.filter(pa.array(fits)))
        score[fits] = found.reshape(len(found), -1)
    if classes is None:
        return {prediction: pa.array(score[:, 0], mask=~fits)}
    codes = (score[:, 0] >= cutoff).astype(np.intp) if len(classes) == 2 else score.argmax(axis=1)
    names = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=~fits),
                                           pa.array(classes, pa.string()))
    return {**{name: pa.array(score[:, place], mask=~fits) for place, name in enumerate(shares)},
            prediction: names.cast(pa.string())}


def _output(batch: Batch, conformed: Conformed, identifiers: dict[str, str],
            results: dict[str, pa.Array], fields: pa.Schema) -> pa.Table:
    rows = np.arange(batch.first_row, batch.first_row + batch.records.num_rows)
    kept = {name: conformed.table[column] for name, column in identifiers.items()}
    return pa.table({"row": pa.array(rows), **kept, **results}, schema=fields)


def _rejects(batch: Batch, reasons: dict[int, str], fields: pa.Schema) -> pa.Table:
    positions = sorted(reasons)
    return pa.table([[batch.first_row + position for position in positions],
                     [reasons[position] for position in positions]], schema=fields)


@contextmanager
def _writer(path: Path, fields: pa.Schema) -> Iterator[Writer]:
    if path.suffix in PARQUET:
        writer: Writer = pa.parquet.ParquetWriter(path, fields)
    else:
        writer = pa.csv.CSVWriter(path, fields,
                                  write_options=pa.csv.WriteOptions(quoting_style="needed"))
    with writer:
        yield writer


def _progress(table: Table) -> tqdm:
    return tqdm(total=table.total, desc=f"scoring {table.path.name}", unit=table.unit,
                unit_scale=True, disable=None)


def _obstacle(scorer: Scorer) -> list[str]:
    return [] if scorer.obstacle is None \
        else [f"scored by scikit-learn: the model has no portable form ({scorer.obstacle})"]


def _notices(table: Table, schema: Schema, output: Path, rejects: Path,
             counts: Counts) -> list[str]:
    known = {*schema.columns, schema.target.name}
    extra = [name for name in table.names if name not in known]
    notices = [f"{table.path}: columns that the model does not use: {', '.join(extra)}"] \
        if extra else []
    if counts.outside:
        listed = ", ".join(f"{name} ({count:,})" for name, count in counts.outside.items())
        notices.append(f"values outside of the ranges and categories in {SCHEMA}: {listed}")
    if counts.rejected:
        notices.append(f"{counts.rejected:,} rows could not be scored: see {rejects}")
    else:
        rejects.unlink()
    return [*notices, f"{counts.rows - counts.rejected:,} of {counts.rows:,} rows scored: {output}"]
