"""Folders in which the stages of a project can run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import make_table, write_params, write_table
from threadpoolctl import threadpool_limits

from slipway_package.data.make_dataset import make_dataset
from slipway_package.models.train_model import train_model
from slipway_package.params import Task


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """The tables are small: more threads cost more than they bring."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one: the stages' paths are relative."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["classification", "regression"])
def task(request: pytest.FixtureRequest) -> Task:
    """Each task in turn."""
    return request.param


@pytest.fixture(scope="session")
def trained_projects(tmp_path_factory: pytest.TempPathFactory) -> dict[Task, Path]:
    """A project for each task whose data and train stages have run."""
    projects = {}
    with pytest.MonkeyPatch.context() as patch:
        for task in ("classification", "regression"):
            projects[task] = tmp_path_factory.mktemp(task)
            patch.chdir(projects[task])
            write_table(make_table(task))
            params = write_params(task)
            make_dataset(params)
            train_model(params)
    return projects


@pytest.fixture
def trained(trained_projects: dict[Task, Path], task: Task, folder: Path) -> Path:
    """A copy of a trained project, which is the current folder."""
    shutil.copytree(trained_projects[task], folder, dirs_exist_ok=True)
    return folder
