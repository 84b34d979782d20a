"""Scoring a table of any size, batch by batch."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from ..data.conform import check_header
from ..data.schema import Schema, load_schema
from ..data.sources import Table, open_table
from ..params import Params
from ..paths import SCHEMA, TEST, TRAIN
from .manifest import check_contract
from .score_batch import REJECTS, Scored, Scoring, scoring_of, wanted
from .score_files import check_kept, check_name, check_outputs, rejects_of, score_writer
from .score_locally import score_locally
from .scorer import Scorer, load_scorer


DIALECT = ", or, if it is separated otherwise, write it as the training table is written"


@dataclass
class Counts:
    """Rows in, and what became of them; `scored + rejected` is `rows`."""

    rows: int = 0
    rejected: int = 0
    outside: Counter[str] = field(default_factory=Counter)

    def add(self, scored: Scored) -> None:
        """Count a batch."""
        self.rows += scored.scores.num_rows
        self.rejected += scored.rejects.num_rows
        self.outside.update(scored.outside)


def predict_file(params: Params, model: Path, source: Path, output: Path,
                 folder: bool = False) -> list[str]:
    """Score every row of the table `source` into `output`, in its order.

    `output` (CSV; Parquet, or a folder of it, by its name or where `folder` says so) has a line for
    every row: the row's number, the identifier columns, then probability and prediction, or the
    prediction of a number. A row that does not fit the contract has no prediction and stands, with
    the reason, in a file of rejects beside the output. Memory is bounded by a few batches. Returns
    notices for the user.

    Raises:
        UserError: a file cannot be read or written, or lacks a column; there is no Dask cluster.
    """
    schema = load_schema(params)
    scorer = load_scorer(model)
    check_contract(model, scorer.manifest, schema)
    table = open_table(source, params.source, wanted(schema))
    check_header(source, table.names, schema, DIALECT if len(table.names) == 1 else "")
    check_name(output, folder)
    rejects_path = rejects_of(output)
    check_outputs(source, output, rejects_path)
    check_kept((Path(params.source.path or ""), TRAIN, TEST), output, rejects_path)
    scoring = scoring_of(params, schema, scorer, table.names)
    counts = Counts()
    with (score_writer(output, scoring.fields, folder) as scores,
          score_writer(rejects_path, REJECTS) as rejects,
          closing(_scored(scoring, table, params)) as batches, _progress(table) as bar):
        for scored in batches:
            scores.write_table(scored.scores)
            rejects.write_table(scored.rejects)
            counts.add(scored)
            bar.update(scored.progress)
    return [*_obstacle(scorer), *_notices(table, schema, output, rejects_path, counts)]


def _scored(scoring: Scoring, table: Table, params: Params) -> Iterator[Scored]:
    if params.predict.engine == "local":
        return score_locally(scoring, table.batches)
    from .score_on_dask import score_on_dask

    return score_on_dask(scoring, table, params.dask.scheduler)


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
        rows = "1 row" if counts.rejected == 1 else f"{counts.rejected:,} rows"
        notices.append(f"{rows} could not be scored: see {rejects}")
    else:
        rejects.unlink()
    return [*notices, f"{counts.rows - counts.rejected:,} of {counts.rows:,} rows scored: {output}"]
