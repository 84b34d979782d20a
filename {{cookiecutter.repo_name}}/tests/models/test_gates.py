"""What a model must reach before it may be published."""

from pathlib import Path

import pytest

from slipway_package.errors import UserError
from slipway_package.files import write_json
from slipway_package.models.gates import (
    check_gates,
    failures,
    thresholds,
    verdict,
)
from slipway_package.params import Gates
from slipway_package.paths import TEST_METRICS


def test_gates_are_held_against_metric_and_gain() -> None:
    assert failures("r2", 0.8, 0.5, Gates()) == []
    assert failures("r2", 0.75, 0.5, Gates(min_metric=0.75, min_gain=0.25)) == []
    assert failures("r2", 0.75, 0.5, Gates(min_metric=0.9, min_gain=0.31)) == [
        "r2 is 0.75, at least 0.9 is asked for",
        "r2 is 0.25 better than the baseline's, at least 0.31 is asked for"]
    assert len(failures("r2", float("nan"), 0.5, Gates(min_metric=0, min_gain=0))) == 2


def test_a_failed_gate_stops_publishing(folder: Path) -> None:
    with pytest.raises(UserError, match="reports/metrics.json: .*; `make evaluate` makes it"):
        check_gates()
    low = ["r2 is low", "gain is low"]
    write_json(TEST_METRICS, {"gates": {"thresholds": {"min_gain": 1.0}, "passed": False,
                                        "failures": low}})
    with pytest.raises(UserError, match="may not be published: r2 is low; gain is low; improve"):
        check_gates()
    gates = {"thresholds": {"min_metric": 0.5}, "passed": True, "failures": []}
    write_json(TEST_METRICS, {"gates": gates})
    assert check_gates() == ["the model passed its gates"]
    write_json(TEST_METRICS, {"gates": {**gates, "thresholds": {}}})
    assert "params.yaml sets none" in check_gates()[0]


def test_without_gates_nothing_is_called_passed() -> None:
    assert thresholds(Gates()) == {} and thresholds(Gates(min_gain=0.0)) == {"min_gain": 0.0}
    found = {"thresholds": thresholds(Gates()), "passed": True, "failures": []}
    assert verdict(found) == "none: params.yaml asks nothing of the model"
    assert verdict({**found, "thresholds": {"min_gain": 0.0}}) == "passed"
    assert verdict({**found, "passed": False, "failures": ["low"]}) == "FAILED: low"
