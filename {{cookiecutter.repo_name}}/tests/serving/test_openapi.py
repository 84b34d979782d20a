"""The OpenAPI document: it says what is accepted, and answers are as it says."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from asgi import application, ask
from samples import write_params

from slipway_package.data.iso_dates import read_date
from slipway_package.params import Task, load_params
from slipway_package.serving.contract_types import DATE_PATTERN
from slipway_package.serving.guard import Guard

GOOD: dict[str, Any] = {"income": 20.5, "age": 30, "home town": "north", "job": "free"}


def valid(app: Guard, name: str, value: Any) -> bool:
    """Hold a value against a type of the document."""
    document = ask(app, "/openapi.json").json
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def test_records_are_accepted_as_the_document_says(trained: Path) -> None:
    changes: list[dict[str, Any]] = [
        {}, {"job": None, "income": None}, {"income": 1e30}, {"income": 3.5e38}, {"income": True},
        {"income": "20"}, {"job": 7}, {"job": "never seen"}, {"job": ""}, {"job": "NA"},
        {"home town": []}, {"home town": {}}, {"extra": 1}, {"age": 17.0}, {"age": -999}]
    lacking = {name: GOOD[name] for name in ("income", "age")}
    for settings in ({}, {"outside": "reject"}):
        params = write_params(load_params().target.task, columns=settings,
                              source={"missing": ["", "NA", "-999"]})
        app = application(params)
        answers = {}
        for record in [*({**GOOD, **change} for change in changes), lacking]:
            status = ask(app, "/predict", record).status
            assert (status == 200) == valid(app, "Record", record), record
            answers[str(record)] = status
        assert {*answers.values()} == {200, 422}
        example = ask(app, "/model").json["example"]
        assert valid(app, "Record", example)
        assert ask(app, "/predict", example).status == 200


def test_answers_are_as_the_document_says(trained: Path) -> None:
    app = application(load_params())
    document = ask(app, "/openapi.json").json
    jsonschema.Draft202012Validator.check_schema(document["components"]["schemas"]["Record"])
    strange = {**GOOD, "income": 1e9, "job": "never seen"}
    for record in (GOOD, strange):
        assert valid(app, "OneAnswer", ask(app, "/predict?reasons=true", record).json)
    assert valid(app, "Answers", ask(app, "/predict", [GOOD, strange]).json)
    assert valid(app, "Faults", ask(app, "/predict", {}).json)
    assert valid(app, "Problem", ask(app, "/predict", b"{}", headers={
        "content-type": "text/plain"}).json)
    assert valid(app, "ModelInfo", ask(app, "/model").json)
    for path in ("/health", "/ready"):
        assert valid(app, "Status", ask(app, path).json)
    # The web server itself refuses a connection too many, and not as JSON.
    assert [*document["paths"]["/predict"]["post"]["responses"]["503"]["content"]] == ["text/plain"]
    paths = [path for path in document["paths"] if path != "/predict"]
    assert [ask(app, path).status for path in paths] == [200] * len(paths)


def test_the_model_tells_of_itself(task: Task, trained: Path) -> None:
    model = ask(application(load_params()), "/model").json
    assert model["name"] in ("logistic_regression", "ridge_regression", "decision_tree")
    assert [column["name"] for column in model["columns"]] == [*GOOD]
    assert model["example"]["home town"] in ("north", "south", "east")
    assert 18 < model["example"]["age"] < 80
    assert model["derived"] == {"decades": "age / 10"}
    assert model["reasons"]["reference"] == model["example"]
    assert model["cutoff"] == (0.5 if task == "classification" else None)
    assert model["metrics"] is None


@pytest.mark.parametrize("text", [
    "2024-02-29", "2023-02-28", "2000-02-29", "2024-03-05 14:30", "2024-03-05T14:30:59.123456789Z",
    "2024-03-05T14:30:00,5+02:00", "2024-03-05T23:59-0930", "0001-01-01", "9999-12-31",
    "2024-04-30", "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-01",
    "2024-01-00", "0000-01-01",
    "2024-03-05T24:00", "2024-03-05T14:60", "2024-03-05T14:30:60", "2024-03-05T14:30+24:00",
    "2024-03-05T14", "2024-03-05\n", " 2024-03-05", "24-03-05", "2024-3-5", "", "noon",
    "٢٠٢٤-٠٣-٠٥", "2024-03-05T14:30:00.", "2024-03-05Z", "2024-03-05t14:30", "2024-03-05T14:30z"])
def test_the_pattern_of_dates_is_what_is_read(text: str) -> None:
    seconds = read_date(text)
    assert (re.search(DATE_PATTERN.replace("$", r"\Z"), text) is not None) == (seconds == seconds)
