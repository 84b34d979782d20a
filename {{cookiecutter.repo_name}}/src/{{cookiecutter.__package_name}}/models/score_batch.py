"""Scoring one batch of a table: the piece of work that can be done anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ..data.batches import Batch, Wanted
from ..data.conform import Conformed, conform
from ..data.schema import MODELLED, Schema
from ..params import Outside, Params
from ..portable.fields import score_fields
from .manifest import Manifest
from .scorer import Scorer

REJECTS = pa.schema([("row", pa.int64()), ("reason", pa.string())])


@dataclass(frozen=True)
class Scoring:
    """All that scoring a batch needs; it can be sent to another process.

    `identifiers` maps the identifiers' names in the output to their columns.
    """

    schema: Schema
    scorer: Scorer
    identifiers: Mapping[str, str]
    missing: tuple[str, ...]
    outside: Outside
    cutoff: float

    @property
    def fields(self) -> pa.Schema:
        """The columns of the scores: the row's number, identifiers, the score."""
        return pa.schema([("row", pa.int64()),
                          *((name, pa.string()) for name in self.identifiers),
                          *result_fields(self.scorer.manifest)])


@dataclass(frozen=True)
class Scored:
    """A batch with its scores, a row for each of its rows; and the rejected rows with reasons.

    `outside` counts, by column, the values that are outside of the contract.
    """

    scores: pa.Table
    rejects: pa.Table
    outside: Mapping[str, int]
    progress: int


def wanted(schema: Schema) -> Wanted:
    """Name the columns of a table that matter to its scores."""
    return Wanted(schema.names(*MODELLED, "identifier"), schema.names("category"))


def scoring_of(params: Params, schema: Schema, scorer: Scorer, names: list[str]) -> Scoring:
    """Gather what the rows of a table with these columns are scored by."""
    taken = {"row", *(name for name, _ in result_fields(scorer.manifest))}
    return Scoring(schema, scorer, _identifiers(schema, names, taken), params.source.missing,
                   params.columns.outside, params.predict.cutoff)


def score_batch(scoring: Scoring, batch: Batch) -> Scored:
    """Score a batch; a row that does not fit the contract has no score, but a reason."""
    conformed = conform(batch.records, scoring.schema, scoring.missing, scoring.outside)
    reasons = {**conformed.rejects, **batch.torn}
    rows = np.arange(batch.first_row, batch.first_row + batch.records.num_rows)
    kept = {name: conformed.table[column] for name, column in scoring.identifiers.items()}
    results = _results(scoring.scorer, conformed, reasons, scoring.cutoff)
    scores = pa.table({"row": rows, **kept, **results}, schema=scoring.fields)
    return Scored(scores, _rejects(batch, reasons), conformed.outside, batch.progress)


def result_fields(manifest: Manifest) -> list[tuple[str, pa.DataType]]:
    """Name the columns of a score, and their types."""
    *shares, prediction = score_fields(manifest.classes)
    kind = pa.float64() if manifest.classes is None else pa.dictionary(pa.int32(), pa.string())
    return [*((name, pa.float64()) for name in shares), (prediction, kind)]


def _identifiers(schema: Schema, names: list[str], taken: set[str]) -> dict[str, str]:
    """Map the identifiers' names in the output to their columns: a name that is taken gets a _."""
    found: dict[str, str] = {}
    for column in schema.names("identifier"):
        name = column
        while name in taken or (name != column and name in names):
            name += "_"
        if column in names:
            found[name] = column
    return found


def _results(scorer: Scorer, conformed: Conformed, reasons: Mapping[int, str],
             cutoff: float) -> dict[str, pa.Array]:
    """Score the rows that are not rejected; the others get nulls."""
    rejected = np.zeros(conformed.table.num_rows, dtype=bool)
    rejected[list(reasons)] = True
    score = _scores(scorer, conformed.table, rejected)
    classes = scorer.manifest.classes
    *shares, prediction = score_fields(classes)
    if classes is None:
        return {prediction: pa.array(score[:, 0], mask=rejected)}
    codes = (score[:, 0] >= cutoff).astype(np.int32) if len(classes) == 2 else score.argmax(axis=1)
    names = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=rejected),
                                           pa.array(classes, pa.string()))
    return {**{name: pa.array(score[:, place], mask=rejected)
               for place, name in enumerate(shares)},
            prediction: names}


def _scores(scorer: Scorer, table: pa.Table, rejected: np.ndarray) -> np.ndarray:
    """Score the rows, (rows, outputs); the rejected ones are NaN."""
    if not rejected.any() and len(rejected):
        return scorer.score(table).reshape(len(rejected), -1)
    outputs = max(1, len(score_fields(scorer.manifest.classes)) - 1)
    score = np.full((len(rejected), outputs), np.nan)
    if not rejected.all():
        found = scorer.score(table.filter(pa.array(~rejected)))
        score[~rejected] = found.reshape(len(found), -1)
    return score


def _rejects(batch: Batch, reasons: Mapping[int, str]) -> pa.Table:
    positions = sorted(reasons)
    return pa.table([[batch.first_row + position for position in positions],
                     [reasons[position] for position in positions]], schema=REJECTS)
