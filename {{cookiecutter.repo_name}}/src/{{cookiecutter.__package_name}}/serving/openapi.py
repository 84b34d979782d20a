"""The OpenAPI document: exactly what is accepted and answered, for the model that answers now."""

from typing import Any

from pydantic.json_schema import models_json_schema

from .answering import MOST_EXPLAINED
from .contract_types import JsonSchema, answer_type, one_answer_type, record_type
from .model_info import ModelInfo
from .served import Served

COMPONENT = "#/components/schemas/"
STATUSES = {
    401: "The key is lacking, or not known.", 408: "The request took too long to arrive.",
    413: "The body is too large.", 415: "The body is not application/json.",
    422: "Something in the request is wrong; each fault is named.",
    429: "Too many requests; ask again after `Retry-After` seconds.",
}
TEXT: JsonSchema = {"type": "string"}
PROBLEM: JsonSchema = {"type": "object", "required": ["detail"], "properties": {"detail": TEXT}}
FAULTS: JsonSchema = {"type": "object", "required": ["detail"], "properties": {"detail": {
    "type": "array", "minItems": 1, "items": {
        "type": "object", "required": ["loc", "msg", "type"], "properties": {
            "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
            "msg": TEXT, "type": TEXT}}}}}
STATUS: JsonSchema = {"type": "object", "required": ["status"],
                      "properties": {"status": TEXT, "version": TEXT}}
REASONS = {"name": "reasons", "in": "query", "required": False, "schema": {"type": "boolean"},
           "description": f"tell what drove each score, of the first {MOST_EXPLAINED} of a list"}


def document(served: Served, most: int) -> dict[str, Any]:
    """Write the document; a list may have `most` records."""
    info = served.info
    _, models = models_json_schema([(ModelInfo, "serialization")],
                                   ref_template=COMPONENT + "{model}")
    return {
        "openapi": "3.1.0",
        "info": {"title": info.title, "version": info.version,
                 "description": f"Model {info.name}. A value that is missing is null."},
        "paths": {"/predict": {"post": _predict(most)}, **_readings()},
        "components": {
            "schemas": {**models["$defs"], "Problem": PROBLEM, "Faults": FAULTS, "Status": STATUS,
                        **_types(served)},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"key": []}],
    }


def _types(served: Served) -> dict[str, JsonSchema]:
    answer = answer_type(served.info.classes)
    return {
        "Record": record_type(served.fields, served.info.example),
        "Answer": answer, "OneAnswer": one_answer_type(answer),
        "Answers": {"type": "object", "additionalProperties": False,
                    "required": ["answers", "version"],
                    "properties": {"answers": {"type": "array", "minItems": 1,
                                               "items": _ref("Answer")}, "version": TEXT}}}


def _predict(most: int) -> dict[str, Any]:
    record = _ref("Record")
    body = {"oneOf": [record, {"type": "array", "items": record, "minItems": 1,
                               "maxItems": most}]}
    return {
        "operationId": "predict", "summary": "Score one record, or a list of them.",
        "parameters": [REASONS],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": _response("The score, or the scores in the order of the records.",
                             {"oneOf": [_ref("OneAnswer"), _ref("Answers")]}),
            **_refusals(401, 408, 413, 415, 429),
            "422": _response(STATUSES[422], _ref("Faults")),
            # The one refusal that the web server makes by itself, before the application.
            "503": {"description": "Too many connections at once.", **_plain()}}}


def _readings() -> dict[str, Any]:
    page = {"description": "The page.", "content": {"text/html": {"schema": TEXT}}}
    measures = {"description": "Measures.", **_plain()}
    return {
        "/model": _reading("model", "The model, its measures, contract and card.",
                           _response("The model.", _ref("ModelInfo"))),
        "/metrics": _reading("metrics", "Counters for Prometheus.", measures),
        "/health": _reading("health", "Whether the process lives.",
                            _response("It does.", _ref("Status")), open_to_all=True),
        "/ready": _reading("ready", "Whether it answers, and by which model.",
                           _response("It does.", _ref("Status")), open_to_all=True),
        "/": _reading("page", "A page to try the model on.", page, open_to_all=True)}


def _reading(name: str, summary: str, response: dict[str, Any],
             open_to_all: bool = False) -> dict[str, Any]:
    refusals = {} if open_to_all else _refusals(401, 429)
    security = {"security": [{}]} if open_to_all else {}
    return {"get": {"operationId": name, "summary": summary, **security,
                    "responses": {"200": response, **refusals}}}


def _refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): _response(STATUSES[status], _ref("Problem")) for status in statuses}


def _response(description: str, schema: JsonSchema) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _plain() -> JsonSchema:
    return {"content": {"text/plain": {"schema": TEXT}}}


def _ref(name: str) -> JsonSchema:
    return {"$ref": COMPONENT + name}
