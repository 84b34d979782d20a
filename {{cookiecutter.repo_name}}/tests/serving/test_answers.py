"""Answers: those of `make predict` to the last bit, with reasons on request."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from asgi import application, ask
from samples import make_table, write_params, write_table

from slipway_package.data.make_dataset import make_dataset
from slipway_package.models.predict_model import predict_file
from slipway_package.models.train_model import train_model
from slipway_package.params import Task, load_params
from slipway_package.paths import MODEL, PREDICTIONS, TEST
from slipway_package.portable.codec import obstacle_to_json
from slipway_package.serving.answering import MOST_EXPLAINED

NAMES = ["income", "age", "home town", "job"]


def records(table: pd.DataFrame, names: list[str] = NAMES) -> list[dict[str, Any]]:
    """The rows as JSON has them."""
    rows = table[names].astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


def predictions(path: Path = PREDICTIONS) -> list[dict[str, Any]]:
    """Read the scores that `make predict` wrote, each number as its text says."""
    with path.open(newline="") as lines:
        rows = [*csv.DictReader(lines)]
    return [{name: value if name == "prediction" and not is_number(value) else float(value)
             for name, value in row.items() if name not in ("row", "id")} for row in rows]


def is_number(text: str) -> bool:
    """Tell whether a text is a number."""
    return text.replace(".", "").replace("-", "").replace("e", "").isdigit()


def test_answers_are_those_of_predict_to_the_last_bit(task: Task, trained: Path) -> None:
    predict_file(load_params(), MODEL, TEST, PREDICTIONS)
    expected, rows = predictions(), records(pd.read_parquet(TEST))
    app = application(load_params())
    many = ask(app, "/predict", rows)
    assert many.status == 200
    for one, expects in zip(many.json["answers"], expected, strict=True):
        one.pop("outside", None)
        assert one == expects
    for row, expects in zip(rows[:20], expected):
        found = ask(app, "/predict", row).json
        assert found.pop("version") == many.json["version"]
        found.pop("outside", None)
        assert found == expects


@pytest.mark.parametrize("candidate", ["random_forest", "hist_gradient_boosting",
                                       "logistic_regression"])
def test_so_are_those_for_many_classes_dates_and_any_names(candidate: str, folder: Path) -> None:
    random = np.random.default_rng(3)
    rows = 240
    names = {"size": "größe \"µ\" ':", "word": "SELECT; DROP TABLE \\x", "day": "day\n{of}"}
    table = pd.DataFrame({
        names["size"]: random.normal(0, 9, rows).round(3),
        names["word"]: random.choice(["a:b", 'quo"te', "back\\slash", "ß"], rows),
        names["day"]: pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 9e6, rows),
                                                                   "s")})
    kind = np.digitize(table[names["size"]] + random.normal(0, 3, rows), [-4, 5])
    table["target"] = np.array(["low", "mid", "high"])[kind]
    table.loc[random.random(rows) < 0.1, names["word"]] = None
    write_table(table)
    write_params(target={"positive": None}, source={"missing": ["", "NA"]},
                 training={"candidates": [candidate], "metric": "neg_log_loss"})
    settings = Path("params.yaml").read_text()
    Path("params.yaml").write_text(settings.replace(":\n  decades: age / 10", ": {}"))
    params = load_params()
    make_dataset(params)
    train_model(params)
    predict_file(params, MODEL, TEST, PREDICTIONS)
    test = pd.read_parquet(TEST)
    test[names["day"]] = test[names["day"]].dt.strftime("%Y-%m-%dT%H:%M:%S")
    sent = records(test, [*names.values()])
    answers = ask(application(params), "/predict", sent).json["answers"]
    for one, expects in zip(answers, predictions(), strict=True):
        one.pop("outside", None)
        assert one == expects
    one = ask(application(params), "/predict?reasons=true", sent[0]).json
    assert [reason["column"] for reason in one["reasons"]]


def test_reasons_come_on_request(trained: Path) -> None:
    app = application(load_params())
    example = ask(app, "/model").json["example"]
    changed = {**example, "income": 3 * example["income"], "job": None}
    assert "reasons" not in ask(app, "/predict?reasons=false", changed).json
    assert ask(app, "/predict?reasons=true", example).json["reasons"] == []
    reasons = ask(app, "/predict?reasons=true", changed).json["reasons"]
    assert {reason["column"] for reason in reasons} <= {"income", "job"}
    assert reasons
    both = ask(app, "/predict?reasons=true", [example, changed]).json["answers"]
    assert [answer["reasons"] for answer in both] == [[], reasons]
    wrong = ask(app, "/predict?reasons=maybe", example)
    assert (wrong.status, wrong.faults) == (422, {"query.reasons": "is neither true nor false"})
    many = ask(app, "/predict?reasons=true", [changed] * (MOST_EXPLAINED + 1)).json["answers"]
    assert ["reasons" in answer for answer in many] == [True] * MOST_EXPLAINED + [False]


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_the_decision_is_that_of_the_cutoff(trained: Path) -> None:
    rows = records(make_table("classification", rows=40, seed=5))
    for cutoff in (0.1, 0.5, 0.9):
        app = application(write_params(predict={"cutoff": cutoff}))
        for answer in ask(app, "/predict", rows).json["answers"]:
            assert answer["prediction"] == ("bad" if answer["probability"] >= cutoff else "good")
    assert len({ask(application(write_params(predict={"cutoff": cutoff})), "/model").json["version"]
                for cutoff in (0.1, 0.5)}) == 2


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_what_is_outside_of_the_contract_is_told_or_refused(trained: Path) -> None:
    row = {"income": 1e30, "age": 30, "home town": "mars", "job": "free"}
    both = ["income", "home town"]
    assert ask(application(load_params()), "/predict", row).json["outside"] == both
    found = ask(application(load_params()), "/predict", [{**row, "income": 20}, row]).json
    assert [answer["outside"] for answer in found["answers"]] == [["home town"], both]
    refused = ask(application(write_params(columns={"outside": "reject"})), "/predict", [row])
    assert refused.status == 422
    assert [*refused.faults] == ["body.0.income", "body.0.home town"]


def test_a_model_without_a_portable_form_is_served_by_scikit_learn(task: Task,
                                                                   trained: Path) -> None:
    by_portable = application(load_params())
    rows = records(pd.read_parquet(TEST))
    rows[0] = dict.fromkeys(NAMES)
    rows[1]["job"] = "never seen"
    expected = ask(by_portable, "/predict", rows).json["answers"]
    forget_the_portable_form()
    app = application(load_params())
    model = ask(app, "/model").json
    assert model["reasons"] is None
    score = "probability" if task == "classification" else "prediction"
    found = ask(app, "/predict", rows).json["answers"]
    for one, expects in zip(found, expected, strict=True):
        assert one[score] == pytest.approx(expects[score], rel=1e-12)
    for row, answer in zip(rows[:5], found):
        one = ask(app, "/predict?reasons=true", row).json
        # scikit-learn's sums of one row and of many differ in the last bit.
        assert one.pop(score) == pytest.approx(answer.pop(score), rel=1e-12)
        assert one == {**answer, "version": model["version"]}


def forget_the_portable_form() -> None:
    """Say in the place of the portable model that there is none."""
    text = obstacle_to_json("step: has no portable form")
    Path("models/portable.json").write_text(text)
    manifest = json.loads(Path("models/model.json").read_text())
    manifest["portable_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    Path("models/model.json").write_text(json.dumps(manifest))
