"""The cross-validation on a Dask cluster: the same selection as without one."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from clusters import running_cluster
from samples import make_table, write_params
from sklearn.linear_model import Ridge

from slipway_package.errors import UserError
from slipway_package.features.build_features import Features
from slipway_package.models.candidates import (
    Candidate,
    chosen_candidates,
)
from slipway_package.models.select_model import (
    Selection,
    select_model,
)
from slipway_package.models.training_rows import Rows

FEATURES = Features(("income", "age"), ("home town",), {})
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="dask is not installed: "
                                "pip install --no-deps -r requirements-dask.txt")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


def rows() -> Rows:
    """The rows of a regression."""
    table = make_table("regression", rows=120)
    return Rows(table[FEATURES.columns], table["target"].to_numpy(), None, None, None, 0)


def without_time(selection: Selection) -> Selection:
    """How long fits took is another matter each time."""
    first, *others = (replace(scored, fit_seconds=0.0)
                      for scored in (selection.baseline, *selection.scored))
    return replace(selection, baseline=first, scored=tuple(others),
                   best=replace(selection.best, fit_seconds=0.0),
                   chosen=replace(selection.chosen, fit_seconds=0.0))


@needs_dask
def test_the_selection_is_the_same_to_the_last_bit(folder: Path, scheduler: str) -> None:
    found, ticks = {}, {}
    for engine in ("local", "dask"):
        params = write_params("regression", training={
            "candidates": ["ridge_regression", "random_forest"], "engine": engine},
            dask={"scheduler": scheduler})
        candidates = chosen_candidates(params)
        candidates["random_forest"] = replace(candidates["random_forest"],
                                              grid={"n_estimators": [5]})
        ticks[engine] = []
        found[engine] = select_model(candidates, FEATURES, rows(), params, ticks[engine].append)
    assert without_time(found["dask"]) == without_time(found["local"])
    assert ticks["dask"] == ticks["local"]
    assert len(set(found["local"].chosen.scores)) == 3


@needs_dask
def test_a_fit_that_fails_on_a_worker_is_told_in_one_line(folder: Path, scheduler: str) -> None:
    broken = Candidate({"regression": Ridge}, numbers="scaled", grid={"alpha": [-1.0]},
                       seeded=False)
    params = write_params("regression", training={"engine": "dask"},
                          dask={"scheduler": scheduler})
    with pytest.raises(UserError, match=r"candidates.py: mine with {'alpha': -1.0} cannot be fit"):
        select_model({"mine": broken}, FEATURES, rows(), params, print)


def test_without_dask_the_setting_is_refused(folder: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    params = write_params("regression", training={"engine": "dask"})
    with pytest.raises(UserError, match="^params.yaml: training.engine: dask is not installed; "):
        select_model({}, FEATURES, rows(), params, print)
