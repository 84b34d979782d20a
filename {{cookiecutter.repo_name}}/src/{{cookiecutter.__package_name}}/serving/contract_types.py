"""The types of requests and answers as JSON Schema, made from the data contract.

They say what is accepted: ranges and categories are limits where params.yaml makes them so
(`columns.outside: reject`), and told in words where not. The range of dates, and other spellings of
a category (1.0 for 1), are told in words alone.
"""

from collections.abc import Sequence
from typing import Any

from ..data.words import spelled_numbers
from ..portable.expressions import LARGEST
from ..portable.fields import score_fields
from .fields import Field

JsonSchema = dict[str, Any]
_DAY = ("(?!0000)([0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)"
        "|(0[13578]|1[02])-31)|([0-9]{2}(0[48]|[2468][048]|[13579][26])"
        "|([02468][048]|[13579][26])00)-02-29)")
_TIME = "[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
_ZONE = "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?"
DATE_PATTERN = f"^{_DAY}({_TIME}{_ZONE})?$"
REASON: JsonSchema = {
    "type": "object", "additionalProperties": False, "required": ["column", "contribution"],
    "properties": {"column": {"type": "string"}, "contribution": {"type": "number"}}}


def record_type(fields: Sequence[Field], typical: dict[str, Any]) -> JsonSchema:
    """Describe a record: a value for each column of the model, null where it is missing."""
    return {"type": "object", "additionalProperties": False,
            "required": [field.name for field in fields],
            "properties": {field.name: field_type(field) for field in fields},
            "examples": [typical]}


def field_type(field: Field) -> JsonSchema:
    """Describe a column's values."""
    kinds = {"number": _number_type, "date": _date_type, "category": _category_type}
    words = [field.column.description, _limits(field)]
    return {"description": " ".join(filter(None, words)), **kinds[field.kind](field)}


def answer_type(classes: Sequence[str] | None) -> JsonSchema:
    """Describe the answer to one record."""
    *shares, prediction = score_fields(classes)
    properties: JsonSchema = {name: {"type": "number", "minimum": 0, "maximum": 1}
                              for name in shares}
    properties[prediction] = {"type": "number"} if classes is None else {"enum": [*classes]}
    return {"type": "object", "additionalProperties": False, "required": [*properties],
            "properties": {
                **properties,
                "outside": {"description": "columns outside of the contract's range or categories",
                            "type": "array", "items": {"type": "string"}, "minItems": 1},
                "reasons": {"description": "what drove it, if asked for by `reasons=true`; see "
                                           "`reasons` of GET /model for the unit",
                            "type": "array", "items": REASON}}}


def one_answer_type(answer: JsonSchema) -> JsonSchema:
    """Describe the answer to a request with one record."""
    return {**answer, "required": [*answer["required"], "version"],
            "properties": {**answer["properties"], "version": {"type": "string"}}}


def _number_type(field: Field) -> JsonSchema:
    low, high = field.bounds if field.strict else (-LARGEST, LARGEST)
    holes = [hole for hole in spelled_numbers(field.missing) if not low <= hole <= high]
    within = {"type": ["number", "null"], "minimum": low, "maximum": high}
    return {"anyOf": [within, {"enum": holes}]} if holes else within


def _date_type(field: Field) -> JsonSchema:
    return {"type": ["string", "null"], "pattern": DATE_PATTERN}


def _category_type(field: Field) -> JsonSchema:
    categories = [*(field.column.categories or ())]
    if field.strict and categories:
        return {"enum": [*dict.fromkeys([*categories, "", *field.missing]), None]}
    return {"type": ["string", "null"], "examples": categories}


def _limits(field: Field) -> str:
    column = field.column
    if field.kind == "number" and column.range:
        return "{:g} to {:g} in the contract.".format(*column.range)
    if field.kind == "date" and column.dates:
        return "{} to {} in the contract.".format(*column.dates)
    if field.kind == "category" and column.categories:
        return "One of the contract's categories, another is scored as one never seen." \
            if not field.strict else "One of the contract's categories."
    return ""
