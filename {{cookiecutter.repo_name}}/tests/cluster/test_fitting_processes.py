"""Where the cross-validation runs on one machine: the same selection by any count of processes."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest
from samples import make_table, write_params
from sklearn.linear_model import Ridge

from slipway_package.errors import UserError
from slipway_package.features.build_features import Features
from slipway_package.models import fitting_engine
from slipway_package.models.candidates import (
    Candidate,
    chosen_candidates,
)
from slipway_package.models.select_model import (
    Selection,
    select_model,
)
from slipway_package.models.threads import threads_for
from slipway_package.models.training_rows import Rows

FEATURES = Features(("income", "age"), ("home town",), {})


class Told(Ridge):
    """Tells the process that it is fitted in; ends it, if it is to survive in one alone."""

    def __init__(self, alpha: float = 1.0, folder: str = "", survives_in: int | None = None,
                 held: Any = None) -> None:
        super().__init__(alpha=alpha)
        self.folder, self.survives_in, self.held = folder, survives_in, held

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: None = None) -> "Told":
        if self.survives_in not in (None, os.getpid()):
            os._exit(9)
        Path(self.folder, f"fitted-by-{os.getpid()}").touch()
        return super().fit(X, y)


@pytest.fixture(autouse=True)
def _any_count_of_fits_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting_engine, "FEWEST_FITS", 1)


def select(monkeypatch: pytest.MonkeyPatch, cores: int, alpha: float = 1.0,
           **settings: Any) -> Selection:
    """Choose among three candidates on so many cores; times are left out."""
    monkeypatch.setattr(fitting_engine, "cores", lambda: cores)
    monkeypatch.setattr(fitting_engine, "cpu_count", lambda: 64)
    params = write_params("regression", training={
        "candidates": ["ridge_regression", "random_forest", "hist_gradient_boosting"]})
    candidates = {**chosen_candidates(params), "told": Candidate(
        {"regression": partial(Told, folder=os.getcwd(), **settings)}, numbers="scaled",
        seeded=False,
        grid={"alpha": [alpha, alpha + 1]})}
    candidates["random_forest"] = replace(candidates["random_forest"],
                                          grid={"n_estimators": [5]})
    table = make_table("regression", rows=120)
    rows = Rows(table[FEATURES.columns], table["target"].to_numpy(), None, None, None, 0)
    with threads_for(len(rows.X)):
        found = select_model(candidates, FEATURES, rows, params, lambda name: None)
    return replace(found, **{part: replace(getattr(found, part), fit_seconds=0.0)
                             for part in ("baseline", "best", "chosen")},
                   scored=tuple(replace(scored, fit_seconds=0.0) for scored in found.scored))


def fitted_by(folder: Path) -> set[int]:
    return {int(path.name.rpartition("-")[2]) for path in folder.glob("fitted-by-*")}


def test_two_processes_choose_as_one_to_the_last_bit(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = select(monkeypatch, 1)
    assert fitted_by(folder) == {os.getpid()}
    both = select(monkeypatch, 2)
    assert both == alone
    assert fitted_by(folder) > {os.getpid()}


@pytest.mark.parametrize("name, value", [("FEWEST_FITS", 1000), ("SMALL_ROWS", 100)])
def test_few_fits_and_those_of_large_tables_stay_in_this_process(
        folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    monkeypatch.setattr(fitting_engine, name, value)
    select(monkeypatch, 2)
    assert fitted_by(folder) == {os.getpid()}


def test_what_cannot_be_sent_to_another_process_is_fitted_in_this_one(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(monkeypatch, 2, held=Lock())
    assert fitted_by(folder) == {os.getpid()}


def test_a_process_that_is_killed_is_one_line(folder: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="^a process that fitted a candidate was killed, .*=1 make"):
        select(monkeypatch, 2, survives_in=os.getpid())


def test_what_goes_wrong_in_another_process_is_one_line(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="^models/candidates.py: told with {'alpha': -5.0} cannot"):
        select(monkeypatch, 2, alpha=-5.0)
