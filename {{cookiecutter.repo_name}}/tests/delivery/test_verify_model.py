"""Verifying: all that is delivered agrees; what differs, breaks or was not tried is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace as replace_struct
from samples import write_params

from slipway_package.delivery import subjects
from slipway_package.delivery.deliver_model import deliver_model
from slipway_package.delivery.form import (
    Delivery,
    NotDeliverable,
    Rows,
    Scored,
)
from slipway_package.delivery.forms import REFEREES, Referee
from slipway_package.delivery.runtimes import python_program
from slipway_package.delivery.verified import (
    check_verified,
    forget_unverified,
)
from slipway_package.delivery.verify_model import verify_model
from slipway_package.errors import UserError
from slipway_package.files import read_json
from slipway_package.models.manifest import load_manifest
from slipway_package.params import Params, Task, load_params
from slipway_package.paths import (
    DELIVERY,
    DELIVERY_METRICS,
    DELIVERY_REPORT,
    DELIVERY_SPEED,
    MODEL,
)
from slipway_package.portable.encoded import Description
from slipway_package.portable.errors import NotPortable

CLASSIFICATION = pytest.mark.parametrize("task", ["classification"], indirect=True)
Score = Callable[[Delivery, Path, Rows], Scored]


@pytest.fixture
def delivered(trained: Path, task: Task, monkeypatch: pytest.MonkeyPatch) -> Params:
    """The settings of a trained project that has delivered programs, and no paper."""
    monkeypatch.setitem(REFEREES, "program", (Referee("python_program", "Python"),))
    params = write_params(task, delivery={"forms": ["program", "paper"]})
    deliver_model(params)
    return params


def wrong(monkeypatch: pytest.MonkeyPatch, change: Callable[[Rows, Scored], Scored]) -> None:
    """Have the Python program answer otherwise than it does."""
    score = python_program.score
    monkeypatch.setattr(python_program, "score", lambda delivery, folder, rows: change(
        rows, score(delivery, folder, rows)))


def complaint(params: Params) -> list[str]:
    """The lines of the error that verifying ends with."""
    with pytest.raises(UserError) as error:
        verify_model(params)
    return str(error.value).splitlines()


def test_all_forms_of_all_candidates_agree(task: Task, delivered: Params) -> None:
    before = [*DELIVERY.rglob("*")]
    who, agree, *_ = verify_model(delivered)
    assert "and 1 other candidate were scored on golden rows, " in who
    assert "in 2 forms and 3 runtimes" in who
    assert agree.startswith("All agree with scikit-learn: the largest difference is ")
    assert agree.endswith("no decision is flipped.") == (task == "classification")
    found = read_json(DELIVERY_METRICS)
    assert (found["passed"], found["trials"], found["failed"]) == (True, 6, 0)
    assert max(found["largest_difference"].values()) < 1e-12
    tried = {(item["candidate"], item["form"], item["runtime"]) for item in found["outcomes"]
             if item["verdict"] == "agrees"}
    assert len(tried) == 6
    assert all(item["rows"] > 300 for item in found["outcomes"] if item["verdict"] == "agrees")
    refused = [item["candidate"] for item in found["outcomes"] if item["verdict"] == "not possible"]
    assert refused == list(load_params().training.candidates)
    text = DELIVERY_REPORT.read_text(encoding="utf-8")
    assert f"{who} {agree}" in text
    assert "## Forms that a model cannot take" in text and "## Failed" not in text
    assert "| program | Python |" in DELIVERY_SPEED.read_text(encoding="utf-8")
    assert [*DELIVERY.rglob("*")] == before
    assert check_verified() == ["every form was verified in each of its runtimes"]


@CLASSIFICATION
def test_the_same_seed_makes_the_same_reports(delivered: Params) -> None:
    verify_model(delivered)
    before = DELIVERY_METRICS.read_bytes(), DELIVERY_REPORT.read_bytes()
    verify_model(delivered)
    assert (DELIVERY_METRICS.read_bytes(), DELIVERY_REPORT.read_bytes()) == before


def test_a_score_that_differs_fails_and_names_the_row(
        task: Task, delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(rows: Rows, found: Scored) -> Scored:
        place = np.flatnonzero(rows.group == "edge")[:1] if (rows.group == "edge").any() \
            else np.flatnonzero(rows.group == "unseen")[:1]
        scores = found.scores.copy()
        scores[place] += 1e-9 * np.maximum(1, abs(scores[place]))
        return replace(found, scores=scores)
    wrong(monkeypatch, change)
    lines = complaint(delivered)
    names = load_params().training.candidates
    assert len(lines) == len(names) == 2
    for line, name, group in zip(lines, names, ("unseen", "edge")):
        assert line.startswith(f"program in Python, {name}: differs: ")
        assert f"in a row of the group '{group}': income=" in line
        assert "np." not in line
    found = read_json(DELIVERY_METRICS)
    assert (found["passed"], found["failed"], found["decisions_flipped"]) == (False, 2, 0)
    assert 0.9e-9 < found["largest_difference"]["program"] < 1.1e-9
    assert "2 of 6 trials FAILED." in DELIVERY_REPORT.read_text(encoding="utf-8")


@CLASSIFICATION
def test_a_flipped_decision_fails_though_the_scores_agree(
        delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(rows: Rows, found: Scored) -> Scored:
        decisions = found.decisions.copy()
        decisions[5] = "good" if decisions[5] == "bad" else "bad"
        return replace(found, decisions=decisions)
    wrong(monkeypatch, change)
    assert all(": differs: " in line and "group 'real'" in line for line in complaint(delivered))
    assert read_json(DELIVERY_METRICS)["decisions_flipped"] == 2


@CLASSIFICATION
def test_a_file_that_was_changed_by_hand_is_found_out(delivered: Params) -> None:
    program = DELIVERY / "program" / "model.py"
    text = program.read_text(encoding="utf-8")
    assert "income" in text
    program.write_text(text.replace("income", "incame"), encoding="utf-8")
    (line,) = complaint(delivered)
    assert line.startswith("program in Python, ")


@CLASSIFICATION
def test_a_runtime_that_breaks_is_told_and_the_others_are_tried(
        delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(rows: Rows, found: Scored) -> Scored:
        raise RuntimeError("no such\nluck")
    wrong(monkeypatch, change)
    assert complaint(delivered) == [
        f"program in Python, {name}: broke: RuntimeError: no such luck"
        for name in load_params().training.candidates]
    found = read_json(DELIVERY_METRICS)
    assert (found["trials"], found["largest_difference"]["program"]) == (6, None)
    assert {item["difference"] for item in found["outcomes"]
            if item["verdict"] == "broke"} == {None}
    assert "| broke | 0 | - | - | - |" in DELIVERY_REPORT.read_text(encoding="utf-8")


@CLASSIFICATION
def test_a_runtime_that_cannot_hold_the_model_is_no_failure(
        delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(rows: Rows, found: Scored) -> Scored:
        raise NotDeliverable("it is too long")
    wrong(monkeypatch, change)
    verify_model(delivered, strict=True)
    assert {outcome["verdict"] for outcome in read_json(DELIVERY_METRICS)["outcomes"]
            if outcome["form"] == "program"} == {"not possible"}


@CLASSIFICATION
def test_a_missing_runtime_is_told_and_fails_when_strict(
        delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(python_program, "unavailable", lambda: "there is no snake here")
        notices = verify_model(delivered)
        assert "Not verified, for want of the runtime: Python." in notices
        assert "there is no snake here" in DELIVERY_REPORT.read_text(encoding="utf-8")
        assert (read_json(DELIVERY_METRICS)["not_verified"], forget_unverified()) == (2, [])
        with pytest.raises(UserError) as error:
            check_verified()
        assert str(error.value) == ("program in Python: not verified: there is no snake here; "
                                    "install it, or leave out STRICT")
        with pytest.raises(UserError, match="there is no snake here"):
            verify_model(delivered, "program", strict=True)
        assert verify_model(delivered, "program")[0] == "Nothing was verified."
    assert forget_unverified() == ["program in Python: can be verified now"]
    assert not DELIVERY_METRICS.exists()
    with pytest.raises(UserError, match="`make verify` makes it"):
        check_verified()
    for damaged in ("<<<<<<< ours\n{}", "{}"):
        DELIVERY_METRICS.write_text(damaged)
        assert forget_unverified() == [f"{DELIVERY_METRICS}: is unreadable; it is made anew"]
        assert not DELIVERY_METRICS.exists()


@CLASSIFICATION
def test_a_candidate_without_a_portable_form_is_listed(
        delivered: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pipeline: object, description: Description) -> None:
        raise NotPortable(f"a step of {description.name} is strange")
    monkeypatch.setattr(subjects, "compile_model", refuse)
    chosen = load_manifest(MODEL).name
    (other,) = {*delivered.training.candidates} - {chosen}
    notices = verify_model(delivered)
    assert notices[0].startswith(f"The chosen model, {chosen}, was scored on golden rows, ")
    assert f"not possible: every form ({other}): a step of {other} is strange" in notices


@CLASSIFICATION
def test_of_a_large_table_a_part_is_taken(delivered: Params,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "MOST_REAL", 40)
    for fitted in subjects.fitted_candidates(delivered):
        groups = subjects.make_subject(fitted, delivered).rows.group
        assert np.count_nonzero(groups == "real") == 40


@CLASSIFICATION
def test_golden_rows_hold_no_number_that_means_missing(delivered: Params) -> None:
    source = replace_struct(delivered.source, missing=(*delivered.source.missing, "0", "1e30"))
    fitted = next(subjects.fitted_candidates(delivered))
    for params, held in ((delivered, True), (replace_struct(delivered, source=source), False)):
        columns = subjects.make_subject(fitted, params).rows.columns.values()
        found = {0.0, 1e30} & {number for column in columns if column.dtype == float
                               for number in column.tolist()}
        assert found == ({0.0, 1e30} if held else set())


@CLASSIFICATION
def test_one_form_alone_writes_no_report(delivered: Params) -> None:
    notices = verify_model(delivered, "program", strict=True)
    assert "in 1 form and 1 runtime." in notices[0]
    assert not DELIVERY_REPORT.exists() and not DELIVERY_METRICS.exists()


@CLASSIFICATION
def test_what_was_not_delivered_is_missed(delivered: Params) -> None:
    with pytest.raises(UserError, match="^models/delivery/pmml: .*`make deliver FORM=pmml` writes"):
        verify_model(delivered, "pmml")
