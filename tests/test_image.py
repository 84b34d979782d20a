"""The image of live scoring: built by buildah from the Dockerfile, and run.

No registry of images is asked: the base is made from Debian's packages, in the place of the one
that the Dockerfile names.
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from combinations import Combination
from conftest import Generate
from workflow import DEFAULT_BAKES, finished, kill

TOOLS = [name for name in ("buildah", "mmdebstrap") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(TOOLS), reason=f"there is no {' and no '.join(TOOLS)}"),
    pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0,
                       reason="only root can make a base of Debian's packages here")]
PYTHON = "ca-certificates,python3,python3-pip,python3-venv,python-is-python3"
# What pip is told on this machine, it has to be told in there.
PIP_READS = ("/etc/pip.conf", "/etc/ssl/certs")
KEY = "the key"
TRAINS = ("dvc", "pandas", "pip", "pyarrow", "scipy", "skops", "sklearn")
SECONDS = 60


@dataclass(frozen=True)
class Image:
    """A built image: a container of it, the configuration, and how buildah is called."""

    buildah: tuple[str, ...]
    container: str
    config: dict[str, Any]

    def command(self, *words: str, **variables: str) -> list[str]:
        """Make the command that runs words in the container, as the image's user."""
        given = [f"--env={name}={value}" for name, value in variables.items()]
        return [*self.buildah, "run", "--isolation=chroot", *given, self.container, "--", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess:
        """Run words in the container."""
        return subprocess.run(self.command(*words), capture_output=True, text=True,
                              timeout=SECONDS)


def succeed(*command: str | Path) -> str:
    """Run a command, and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout.strip()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian of this machine's version with Python, as an archive."""
    archive = tmp_path_factory.mktemp("base") / "debian.tar"
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines())
    succeed("mmdebstrap", "--variant=minbase", "--mode=root", f"--include={PYTHON}",
            release["VERSION_CODENAME"], archive)
    return archive


@pytest.fixture(scope="module", params=DEFAULT_BAKES[:1])
def image(request: pytest.FixtureRequest, base: Path, generate: Generate,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The image of a finished project."""
    combination: Combination = request.param
    project = finished(combination, generate, tmp_path_factory).project
    store = tmp_path_factory.mktemp("images")
    buildah = ("buildah", f"--root={store / 'root'}", f"--runroot={store / 'run'}",
               "--storage-driver=overlay")
    empty = succeed(*buildah, "from", "scratch")
    succeed(*buildah, "add", "--quiet", empty, base, "/")
    succeed(*buildah, "commit", "--quiet", "--rm", empty, "base")
    mounts = [f"--volume={path}:{path}:ro" for path in PIP_READS if Path(path).exists()]
    succeed(*buildah, "build", "--isolation=chroot", "--format=docker", *mounts,
            "--build-arg=BASE=localhost/base", f"--file={project / 'deploy/Dockerfile'}",
            "--tag=scoring", project)
    config = json.loads(succeed(*buildah, "inspect", "--type=image", "scoring"))
    container = succeed(*buildah, "from", "--pull-never", "scoring")
    yield Image(buildah, container, config["Docker"]["config"])
    succeed(*buildah, "rm", "--all")
    succeed(*buildah, "rmi", "--all", "--force")


def test_it_holds_what_serves_and_nothing_else(image: Image) -> None:
    for name in TRAINS:
        done = image.run("python", "-c", f"import {name}")
        assert f"No module named '{name}'" in done.stderr
    assert image.run("python", "-c", "import fastapi, numpy, uvicorn").returncode == 0
    found = image.run("find", "/app", "-type", "f", "-not", "-path", "/app/src/*").stdout.split()
    assert sorted(found) == ["/app/models/model.json", "/app/models/model_card.md",
                             "/app/models/portable.json", "/app/params.yaml",
                             "/app/references/schema.yaml", "/app/reports/metrics.json"]
    sources = image.run("find", "/app/src", "-name", "*.py").stdout.split()
    compiled = image.run("find", "/app/src", "-name", "*.pyc").stdout.split()
    assert len(sources) == len(compiled) > 100


def test_its_user_may_write_the_log_and_nothing_else(image: Image) -> None:
    assert image.run("id", "--user").stdout.strip() == "10001"
    for path, may in (("/app", False), ("/app/models", False), ("/opt/venv", False),
                      ("/app/logs", True)):
        assert image.run("test", "-w", path).returncode == (0 if may else 1), path


def test_without_a_key_it_does_not_start(image: Image) -> None:
    done = image.run(*image.config["Entrypoint"], *image.config["Cmd"])
    assert done.returncode != 0
    assert "callers need keys, and there are none" in done.stderr


def test_it_answers(image: Image) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    words = [word.replace("8000", port)
             for word in (*image.config["Entrypoint"], *image.config["Cmd"])]
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    process = subprocess.Popen(image.command(*words, SERVE_KEYS=f"tests:{digest}"), text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               start_new_session=True)
    try:
        healthy = [word.replace("8000", port) for word in image.config["Healthcheck"]["Test"][1:]]
        end = time.monotonic() + SECONDS
        while image.run(*healthy).returncode != 0:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
        address = f"http://127.0.0.1:{port}"
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(f"{address}/model", key="another")
        model = ask(f"{address}/model")
        answer = ask(f"{address}/predict", model["example"])
        assert answer["version"] == model["version"]
        assert 0 < answer["probability"] < 1
    finally:
        kill(process)


def ask(address: str, record: Any = None, key: str = KEY) -> Any:
    """Send a request with a key, and read the JSON that comes back."""
    content = None if record is None else json.dumps(record).encode()
    request = urllib.request.Request(address, content, {
        "Content-Type": "application/json", "Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)
