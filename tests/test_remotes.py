"""`make push` and `make pull`, by a folder and by a server that speaks the protocol of S3."""

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Generate
from workflow import (
    STAGES,
    copy_of,
    digests,
    edit,
    environment,
    finished,
    git,
    make,
    shell_variables,
    stages_run,
    stages_unchanged,
    succeed,
)

pytestmark = pytest.mark.xdist_group("quick")
KEYS = {"AWS_ACCESS_KEY_ID": "ada", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def project(generate: Generate, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of a finished project, in a folder of its own, committed to git."""
    original = finished(COMBINATIONS[0], generate, tmp_path_factory, quick=True).project
    copy = copy_of(original, tmp_path)
    commit(copy)
    return copy


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[str]:
    """Start an S3 server on loopback, make the bucket, and return the bucket's address."""
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    log = tmp_path / "server.log"
    with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as server:
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            address = f"{found[0]}/credit-risk"
            urllib.request.urlopen(urllib.request.Request(address, method="PUT")).close()
            yield address
        finally:
            server.kill()


def commit(project: Path) -> None:
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "What is kept in git")


def clone_of(project: Path) -> Path:
    """Clone a project beside itself, so that both see the same folder as remote."""
    git(project.parent, "clone", "--quiet", str(project), "clone")
    return project.parent / "clone"


def point_to(project: Path, bucket: str) -> None:
    """Set the address of the server, as its user would; this setting is not in git."""
    endpoint = bucket.rsplit("/", 1)[0]
    subprocess.run([environment() / "bin" / "dvc", "remote", "modify", "--local", "storage",
                    "endpointurl", endpoint], cwd=project, env=shell_variables(), check=True,
                   capture_output=True)


def keys(bucket: str) -> list[str]:
    """List what the bucket holds."""
    with urllib.request.urlopen(f"{bucket}?list-type=2") as answer:
        return re.findall(r"<Key>(.*?)</Key>", answer.read().decode())


def assert_has_all(clone: Path, project: Path) -> None:
    """A clone after `make pull` holds the same files, and nothing is left to do."""
    assert digests(clone) == digests(project)
    printed = succeed(clone, "all")
    assert stages_unchanged(printed) == STAGES and stages_run(printed) == []
    assert digests(clone) == digests(project)
    assert succeed(clone, "all") == "make: Nothing to be done for 'all'.\n"
    assert git(clone, "status", "--porcelain") == ""


def test_a_clone_pulls_what_was_pushed_to_a_folder(project: Path) -> None:
    assert "the model passed its gates" in succeed(project, "push")
    assert git(project, "status", "--porcelain") == ""
    clone = clone_of(project)
    assert not (clone / "models/model.skops").exists()
    succeed(clone, "pull")
    assert_has_all(clone, project)
    (clone / "dvc.lock").write_text("")
    (clone / "models/model.skops").unlink()
    assert "a killed run had cut it off; it is put back" in succeed(clone, "pull")
    assert_has_all(clone, project)


def test_a_clone_pulls_what_was_pushed_to_s3(project: Path, generate: Generate, bucket: str,
                                             tmp_path: Path) -> None:
    made_for_s3 = generate(tmp_path / "s3", **COMBINATIONS[2].answers)
    settings = (made_for_s3 / ".dvc/config").read_bytes()
    assert COMBINATIONS[2].data_remote == "s3" and b"s3://credit-risk/dvc" in settings
    (project / ".dvc/config").write_bytes(settings)
    commit(project)
    point_to(project, bucket)
    succeed(project, "push", **KEYS)
    assert keys(bucket) and all(key.startswith("dvc/") for key in keys(bucket))
    assert not (tmp_path / "credit_risk-dvc-storage").exists()
    clone = clone_of(project)
    point_to(clone, bucket)
    succeed(clone, "pull", **KEYS)
    assert_has_all(clone, project)


def test_a_failed_gate_stops_the_push(project: Path) -> None:
    edit(project / "params.yaml", r"min_metric: 0\.75", "min_metric: 0.999")
    done = make(project, "push")
    assert done.returncode == 2
    assert "the model may not be published: roc_auc is 0." in done.stderr
    assert not (project.parent / "credit_risk-dvc-storage").exists()


def test_there_is_nothing_to_pull_before_a_first_push(generate: Generate, tmp_path: Path) -> None:
    project = generate(tmp_path, **COMBINATIONS[0].answers)
    done = make(project, "pull")
    assert done.returncode == 2
    assert done.stderr.startswith("dvc.lock: there is none, so nothing was ever pushed")
