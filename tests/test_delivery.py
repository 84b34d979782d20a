"""`make deliver verify` with both default bakes: every form, candidate and runtime."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from combinations import Combination
from conftest import Generate
from workflow import DEFAULT_BAKES, copy_of, digests, finished, make, stages_run, succeed

# CI sets it, and has every runtime; elsewhere the report says which were missing.
STRICT = [f"STRICT={os.environ['STRICT']}"] if os.environ.get("STRICT") else []
FORMS = {"paper", "excel", "sql", "pmml", "onnx", "package", "program"}
# Spark starts slowly, and five candidates wait for it.
PATIENCE = 1500
_delivered: dict[str, Path] = {}


@pytest.fixture(params=DEFAULT_BAKES)
def combination(request: pytest.FixtureRequest) -> Combination:
    return request.param


@pytest.fixture
def project(combination: Combination, generate: Generate,
            tmp_path_factory: pytest.TempPathFactory) -> Path:
    if combination.name not in _delivered:
        chain = finished(combination, generate, tmp_path_factory).project
        project = copy_of(chain, tmp_path_factory.mktemp("delivered"))
        succeed(project, "deliver", "verify", *STRICT, timeout=PATIENCE)
        _delivered[combination.name] = project
    return _delivered[combination.name]


def outcomes(project: Path) -> list[dict[str, Any]]:
    """Read what became of every form of every candidate in every runtime."""
    report = json.loads((project / "reports/delivery.json").read_text(encoding="utf-8"))
    return report["outcomes"]


def test_every_form_of_every_candidate_gives_the_same_scores(project: Path) -> None:
    found = outcomes(project)
    tried = [outcome for outcome in found if outcome["verdict"] == "agrees"]
    for outcome in tried:
        assert outcome["rows"] > 1000
        assert outcome["difference"] <= outcome["limit"] <= 1e-9
        assert outcome["decisions_flipped"] == 0
    assert {outcome["form"] for outcome in tried} >= FORMS - {"paper"}
    others = {(outcome["form"], outcome["candidate"], outcome["verdict"])
              for outcome in found if outcome not in tried}
    # Only a points table can be added up.
    assert {form for form, _, verdict in others if verdict == "not possible"} == {"paper"}
    assert not STRICT or {verdict for *_, verdict in others} == {"not possible"}
    candidates = {outcome["candidate"] for outcome in found}
    assert {name for form, name, _ in others if form == "paper"} == candidates - {"scorecard"}


def test_every_form_lies_in_a_folder_of_its_own(project: Path) -> None:
    chosen = json.loads((project / "models/model.json").read_text(encoding="utf-8"))["name"]
    made = {path.name for path in (project / "models/delivery").iterdir() if any(path.iterdir())}
    assert made == (FORMS if chosen == "scorecard" else FORMS - {"paper"})


def test_again_there_is_nothing_to_do(project: Path) -> None:
    before = digests(project)
    printed = succeed(project, "deliver", "verify")
    assert stages_run(printed) == []
    assert digests(project) == before


def test_a_form_that_does_not_exist_is_one_line(project: Path) -> None:
    done = make(project, "deliver", "FORM=vhs")
    assert done.returncode == 2
    assert done.stderr.startswith("FORM=vhs: there is no such form; choose from ")
    assert "Traceback" not in done.stderr
