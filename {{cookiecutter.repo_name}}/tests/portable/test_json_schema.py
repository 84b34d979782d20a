"""The JSON Schema of portable models: it takes what the codec writes, and refuses what is wrong."""

import json
import random
from functools import cache
from importlib.resources import files

import jsonschema
import pytest
from documents import (
    ADDITIVE,
    LACKING,
    TREES,
    UNFIT,
    WRONG,
    Document,
    Path,
    changed,
    ids_of,
    paths_of,
    text_of,
)
from fitted import CASES, Case, compiled

from slipway_package import portable
from slipway_package.portable import codec
from slipway_package.portable.codec import (
    from_json,
    obstacle_to_json,
    to_json,
)
from slipway_package.portable.errors import MalformedModel
from slipway_package.portable.expressions import ARITIES, LARGEST
from slipway_package.portable.model import FORMAT, VERSION


WRITTEN = ("baseline", "logistic", "ridge", "scorecard", "tree")


@cache
def validator() -> jsonschema.Draft202012Validator:
    """Load the schema."""
    path = files(portable) / "portable_model.schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def is_valid(document: object) -> bool:
    """Tell whether a document fits the schema."""
    return validator().is_valid(document)


def test_the_schema_is_one_and_closed() -> None:
    schema = validator().schema
    validator().check_schema(schema)
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert "title" in part
            assert set(part["required"]) == set(part["properties"]) or part is schema
    assert schema["properties"]["format"]["const"] == FORMAT
    assert schema["properties"]["version"]["const"] == VERSION
    assert set(schema["$defs"]["call"]["properties"]["call"]["enum"]) == set(ARITIES)
    assert schema["$defs"]["constant"]["properties"]["number"]["maximum"] == LARGEST


@pytest.mark.parametrize("case", [case for case in CASES if case[2] in ("imputed", "binned")
                                  and case[1] in WRITTEN], ids="-".join)
def test_what_the_codec_writes_is_valid(case: Case) -> None:
    validator().validate(json.loads(to_json(compiled(case))))


def test_the_made_documents_and_an_obstacle_are_valid() -> None:
    for document in (ADDITIVE, TREES, json.loads(obstacle_to_json("encode: a step"))):
        validator().validate(document)
    assert not is_valid({"format": FORMAT, "version": VERSION})
    assert not is_valid([])


@pytest.mark.parametrize("document, path, value, message", WRONG, ids=ids_of(WRONG))
def test_what_is_wrong_is_not_valid(document: Document, path: Path, value: object,
                                    message: str) -> None:
    assert not is_valid(changed(document, path, value))


@pytest.mark.parametrize("document, path, value, message", UNFIT, ids=ids_of(UNFIT))
def test_a_schema_cannot_hold_the_parts_together(document: Document, path: Path, value: object,
                                                 message: str) -> None:
    assert is_valid(changed(document, path, value))


@pytest.mark.parametrize("document", [ADDITIVE, TREES], ids=["additive", "trees"])
def test_schema_and_codec_agree_on_whatever_is_changed(document: Document,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(0)
    verdicts = set()
    for path in paths_of(document):
        value = draw.choice([None, True, 3, 0.5, "x", "", [], {}, [0.5], {"number": 1.0}, LACKING])
        found = changed(document, path, value)
        valid = is_valid(found)
        verdicts.add(valid)
        # The codec lets nothing pass that the schema refuses...
        assert valid or not accepts(found), (path, value)
        # ... and what it refuses before it holds the parts together is not valid.
        with monkeypatch.context() as patch:
            patch.setattr(codec, "check_model", lambda model: None)
            assert accepts(found) or not valid, (path, value)
    assert verdicts == {True, False}


def accepts(document: Document) -> bool:
    """Tell whether the codec reads a document."""
    try:
        from_json(text_of(document))
    except MalformedModel:
        return False
    return True
