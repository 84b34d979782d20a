"""The model that answers, with all that is made from it once: readers, types, what it tells."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..data.schema import Schema, load_schema, title_of
from ..errors import UserError
from ..models.manifest import Manifest, check_contract, load_manifest
from ..models.portable_file import load_portable
from ..params import Params
from ..paths import MODEL, SCHEMA
from ..portable.columns import Record
from ..portable.contributions import unit_of
from ..portable.errors import NotPortable
from ..portable.version import version_of
from .faults import Refused
from .fields import Field
from .model_info import ModelInfo, ReasonsInfo, column_info, metrics_and_card
from .records import ManyRecords, OneRecord, record_reader, records_reader
from .scoring import Scoring, portable_scoring


@dataclass(frozen=True)
class Served:
    """A loaded model; `obstacle` says why it is scored by scikit-learn, None where it is not."""

    fields: tuple[Field, ...]
    info: ModelInfo
    read_one: Callable[[Any], OneRecord]
    read_many: Callable[[list[Any]], ManyRecords]
    scoring: Scoring
    obstacle: str | None


def load_served(params: Params) -> Served:
    """Load the model, the contract and the measures of this project.

    Raises:
        UserError: a file is missing, malformed, or does not fit the others.
    """
    schema = load_schema(params)
    manifest = load_manifest(MODEL)
    check_contract(MODEL, manifest, schema)
    fields = fields_of(manifest, schema, params)
    _check_personal(params, fields)
    typical = {field.name: manifest.typical.get(field.name) for field in fields}
    read_one = record_reader(fields)
    cutoff = params.predict.cutoff if len(manifest.classes or ()) == 2 else None
    try:
        model = replace(load_portable(MODEL, manifest), cutoff=cutoff)
        scoring = portable_scoring(model, _read_typical(read_one, typical))
        version, unit, obstacle = version_of(model), unit_of(model), None
    except NotPortable as reason:
        scoring = _by_pipeline(fields, manifest, params, reason)
        version, unit, obstacle = _pipeline_version(manifest, cutoff), None, str(reason)
    metrics, card = metrics_and_card(manifest)
    info = ModelInfo(
        name=manifest.name, version=version, title=title_of(schema), task=manifest.task,
        target=manifest.target, classes=manifest.classes, cutoff=cutoff,
        columns=[*map(column_info, fields)], derived=manifest.derived, example=typical,
        reasons=unit and ReasonsInfo(unit=unit, reference=typical), metrics=metrics, card=card)
    return Served(fields, info, read_one, records_reader(fields), scoring, obstacle)


def fields_of(manifest: Manifest, schema: Schema, params: Params) -> tuple[Field, ...]:
    """List the columns that the model reads, in the order of the table."""
    kinds = {**dict.fromkeys(manifest.numbers, "number"), **dict.fromkeys(manifest.dates, "date"),
             **dict.fromkeys(manifest.categories, "category")}
    strict = params.columns.outside == "reject"
    return tuple(Field(name, kinds[name], schema.columns[name], params.source.missing, strict)
                 for name in schema.columns if name in kinds)


def _read_typical(read_one: Callable[[Any], OneRecord], typical: dict[str, Any]) -> Record:
    try:
        return read_one(typical).values
    except Refused as refused:
        fault = refused.faults[0]
        raise UserError(f"{SCHEMA}: {fault.place[-1]}: {typical[fault.place[-1]]}, which was "
                        f"typical when the model learned, {fault.message}; widen the contract, or "
                        "`make train` anew") from None


def _by_pipeline(fields: tuple[Field, ...], manifest: Manifest, params: Params,
                 reason: NotPortable) -> Scoring:
    try:
        from .pipeline_scoring import pipeline_scoring

        return pipeline_scoring(MODEL, fields, manifest.classes, params.predict.cutoff)
    except ImportError as error:
        raise UserError(f"{MODEL}: has no portable form ({reason}), and to score it as it is "
                        f"{error.name} is lacking here; install requirements.txt") from None


def _pipeline_version(manifest: Manifest, cutoff: float | None) -> str:
    return hashlib.sha256(f"{manifest.sha256} {cutoff}".encode()).hexdigest()[:12]


def _check_personal(params: Params, fields: tuple[Field, ...]) -> None:
    strange = params.serve.personal.keys() - {field.name for field in fields}
    if strange:
        raise UserError(f"params.yaml: serve.personal: {', '.join(sorted(strange))} is no column "
                        "that the model reads; take it out")
