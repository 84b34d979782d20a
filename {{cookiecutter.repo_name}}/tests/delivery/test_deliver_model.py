"""Delivering: the forms that are listed, whole or not at all, or the reason why not."""

from pathlib import Path

import pytest
from samples import all_files, write_params

from slipway_package.data.schema import load_schema
from slipway_package.delivery import deliver_model as module
from slipway_package.delivery.deliver_model import (
    deliver_model,
    delivery_of,
)
from slipway_package.errors import UserError
from slipway_package.files import write_json
from slipway_package.models.manifest import load_manifest
from slipway_package.models.portable_file import load_portable
from slipway_package.params import Params, Task, load_params
from slipway_package.paths import DELIVERY, TEST_METRICS, MODEL
from slipway_package.portable.codec import from_json, obstacle_to_json

CLASSIFICATION = pytest.mark.parametrize("task", ["classification"], indirect=True)


def listing(*forms: str) -> Params:
    """Settings that list some forms."""
    task = load_params().target.task
    return write_params(task, delivery={"forms": list(forms)}, predict={"cutoff": 0.3})


def passing(gates: list[str]) -> None:
    """Write what the evaluation says of the gates."""
    write_json(TEST_METRICS, {"gates": {"thresholds": {"min_metric": 0.9}, "passed": not gates,
                                        "failures": gates}})


def test_the_listed_forms_are_written_and_the_others_are_explained(
        task: Task, trained: Path) -> None:
    passing([])
    head, program, pmml, paper = deliver_model(listing("program", "paper", "pmml"))
    name = load_manifest(MODEL).name
    assert head.startswith(f"{name}, version ") and head.endswith(", delivered:")
    assert program.split()[:2] == ["program", "models/delivery/program"]
    assert pmml.split()[:2] == ["pmml", "models/delivery/pmml"] and pmml.endswith(" kB")
    assert paper.startswith("  paper    not possible: ")
    assert {path.name for path in DELIVERY.iterdir()} == {"program", "pmml"}
    written = {path: content for path, content in all_files().items() if "delivery" in path}
    assert "models/delivery/program/model.py" in written
    deliver_model(listing("program", "paper", "pmml"))
    assert {path: content for path, content in all_files().items()
            if "delivery" in path} == written


@CLASSIFICATION
def test_a_model_gets_its_cutoff_a_title_and_a_version(trained: Path) -> None:
    params = listing("program")
    model = load_portable(MODEL, load_manifest(MODEL))
    delivery = delivery_of(model, load_schema(params), params)
    assert (model.cutoff, delivery.model.cutoff) == (None, 0.3)
    assert delivery.title == "Probability that target is bad"
    assert delivery.table == "table"
    assert len(delivery.version) == 12
    other = write_params(predict={"cutoff": 0.4}, delivery={"table": "loans.rows"})
    changed = delivery_of(model, load_schema(other), other)
    assert (changed.table, changed.model.cutoff) == ("loans.rows", 0.4)
    assert changed.version != delivery.version


@CLASSIFICATION
def test_one_form_alone_leaves_the_others_as_they_are(trained: Path) -> None:
    deliver_model(listing("program"))
    before = all_files()
    notices = deliver_model(listing("program"), "pmml")
    assert "models/delivery/pmml" in notices[-1]
    added = {path for path in set(all_files()) - set(before)}
    assert added == {"models/delivery/pmml/model.pmml"}
    deliver_model(listing("program"))
    assert all_files() == before


@CLASSIFICATION
def test_nothing_that_can_be_delivered_is_an_error(trained: Path) -> None:
    for params, only in ((listing("paper"), None), (listing("program"), "paper")):
        with pytest.raises(UserError, match="^paper: not possible: "):
            deliver_model(params, only)
        assert not any(DELIVERY.rglob("*"))


@CLASSIFICATION
def test_a_form_to_be_verified_may_be_one_that_the_chosen_model_cannot_take(trained: Path) -> None:
    old = DELIVERY / "paper" / "scorecard.html"
    old.parent.mkdir(parents=True)
    old.write_text("of an earlier model")
    notices = deliver_model(listing("program"), "paper", if_possible=True)
    assert notices[-1].startswith("  paper    not possible: ")
    assert not any(DELIVERY.rglob("*"))


@CLASSIFICATION
def test_a_step_without_a_portable_form_is_named(trained: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, manifest: object) -> None:
        from_json(obstacle_to_json("encode.number: KNNImputer has no portable form"))
    monkeypatch.setattr(module, "load_portable", refuse)
    with pytest.raises(UserError) as error:
        deliver_model(listing("excel", "sql"))
    assert "cannot be delivered as excel, sql: encode.number: KNNImputer has no" in str(error.value)
    assert not DELIVERY.exists()


@CLASSIFICATION
def test_failed_gates_warn_and_do_not_stop(trained: Path) -> None:
    assert "was not evaluated" in deliver_model(listing("program"))[0]
    passing(["roc_auc is 0.5, at least 0.75 is asked for"])
    notices = deliver_model(listing("program"))
    assert notices[0].startswith("WARNING: the model failed its gates (roc_auc is 0.5, at least")
    assert (DELIVERY / "program").exists()


@CLASSIFICATION
def test_a_form_that_breaks_leaves_what_was_there(trained: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    deliver_model(listing("program"))
    before = all_files()

    def stop(delivery: object, form: str, folder: Path) -> None:
        (folder.parent / "half").write_text("half")
        raise KeyboardInterrupt
    monkeypatch.setattr(module, "write_form", stop)
    with pytest.raises(KeyboardInterrupt):
        deliver_model(listing("program"))
    assert all_files() == before
