"""Scoring on a Dask cluster: the local engine's results, row for row, whatever befalls a worker."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from clusters import running_cluster
from samples import make_table, write_params

from slipway_package import dask_cluster
from slipway_package.data import parquet_slices
from slipway_package.errors import UserError
from slipway_package.models import score_on_dask as module
from slipway_package.models.predict_model import predict_file
from slipway_package.models.score_files import rejects_of
from slipway_package.paths import MODEL

NEW, BY_DASK, HERE = Path("new"), Path("dask.parquet"), Path("local.parquet")
PACKAGE = dask_cluster.__name__.split(".")[0]
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="dask is not installed: "
                                "pip install --no-deps -r requirements-dask.txt")
only_one = pytest.mark.parametrize("task", ["classification"], indirect=True)


def write_parts(files: int = 3, rows: int = 200) -> None:
    """Write a table as a folder of Parquet files, with rows that do not fit."""
    NEW.mkdir()
    for number in range(files):
        table = make_table("classification", rows, seed=number).drop(columns="target")
        table["age"] = table["age"].astype(str).where(np.arange(rows) % 50 != 7, "old")
        table.to_parquet(NEW / f"{number}.parquet", row_group_size=40)


def by_both(source: Path, scheduler: str | None = None) -> list[str]:
    """Score with both engines; return Dask's notices."""
    for engine, output in (("local", HERE), ("dask", BY_DASK)):
        params = write_params(predict={"engine": engine}, dask={"scheduler": scheduler})
        notices = predict_file(params, MODEL, source, output)
    return notices


def assert_alike() -> None:
    """Scores and rejects are the same, row for row."""
    assert pq.read_table(BY_DASK).equals(pq.read_table(HERE))
    rejects = [rejects_of(path).read_text() for path in (BY_DASK, HERE)]
    assert rejects[0] == rejects[1]
    assert rejects[0].count("is not a finite number") == 12


@needs_dask
@only_one
def test_a_folder_is_scored_alike_though_a_worker_dies(
        trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    write_parts()
    monkeypatch.setattr(parquet_slices, "SLICE_ROWS", 80)
    submitted = []
    in_order = module._in_order

    def killing(client: object, *arguments: object) -> Iterator[object]:
        for number, scored in enumerate(in_order(client, *arguments)):
            if number == 1:
                pid = client.run(os.getpid, workers=[next(iter(client.nthreads()))]).popitem()[1]
                os.kill(pid, signal.SIGKILL)
                submitted.append(pid)
            yield scored
    monkeypatch.setattr(module, "_in_order", killing)
    notices = by_both(NEW)
    assert len(submitted) == 1
    assert notices[-1] == f"588 of 600 rows scored: {BY_DASK}"
    assert "Dask dashboard: http://" in capsys.readouterr().err
    assert_alike()


@needs_dask
@only_one
def test_a_cluster_elsewhere_gets_the_package_and_what_it_does_not_see(
        trained: Path, tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch) -> None:
    write_parts()
    pd.concat(map(pd.read_parquet, sorted(NEW.iterdir()))).to_csv("new.csv", index=False)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with running_cluster(elsewhere) as scheduler:
        for source, seen in ((NEW, True), (NEW, False), (Path("new.csv"), True)):
            monkeypatch.setattr(module, "_seen_by_all", lambda client, files: seen)
            assert by_both(source, scheduler)[-1] == f"588 of 600 rows scored: {BY_DASK}"
            assert_alike()
        with pytest.raises(UserError, match="a worker cannot do this work .No module named "):
            with dask_cluster.dask_client(scheduler, "predict.engine", f"{PACKAGE}.nowhere"):
                pass


@only_one
def test_files_that_a_worker_does_not_see_are_noticed(trained: Path) -> None:
    write_parts(files=1)
    path = NEW / "0.parquet"
    stamp = module._stamp(path)
    assert module._sees({path: stamp})
    assert not module._sees({path: stamp, Path("nowhere.parquet"): stamp})
    os.utime(path, (0, 0))
    assert path.stat().st_size == stamp[0] and not module._sees({path: stamp})


@needs_dask
@only_one
def test_a_cluster_that_stays_runs_the_code_as_it_is_now(
        trained: Path, tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch) -> None:
    name, states = PACKAGE, []

    def state() -> int:
        import importlib

        return importlib.import_module(name).STATE
    for number in (1, 2):
        package = tmp_path_factory.mktemp(f"state{number}") / PACKAGE
        package.mkdir()
        (package / "__init__.py").write_text(f"STATE = {number}\n")
        states.append(package)
    with running_cluster(tmp_path_factory.mktemp("cluster")) as scheduler:
        for place in (0, 1, 0):
            monkeypatch.setattr(dask_cluster, "PACKAGE", states[place])
            with dask_cluster.dask_client(scheduler, "predict.engine", PACKAGE) as client:
                found = client.run(state)
            assert [*found.values()] == [place + 1]


@needs_dask
@only_one
def test_lost_workers_are_told_in_one_line(trained: Path) -> None:
    import distributed

    with (pytest.raises(UserError, match="^dask: workers died over and over .*; have they memory"),
          dask_cluster.dask_client(None, "training.engine", PACKAGE) as client):
        assert "127.0.0.1" in client.dashboard_link
        raise distributed.KilledWorker("fit", SimpleNamespace(address="tcp://lost"), 3)


@needs_dask
@only_one
def test_nobody_at_the_address_is_one_line(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parts(files=1)
    monkeypatch.setattr(dask_cluster, "PATIENCE", "1s")
    with pytest.raises(UserError, match="^params.yaml: dask.scheduler: tcp://127.0.0.1:1: cannot"):
        by_both(NEW, "tcp://127.0.0.1:1")
    assert not BY_DASK.exists()


@only_one
def test_without_dask_the_setting_is_refused(trained: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    write_parts(files=1)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match="^params.yaml: predict.engine: dask is not installed; `ma"):
        by_both(NEW)
    assert not BY_DASK.exists()
