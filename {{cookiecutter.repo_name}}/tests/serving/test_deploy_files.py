"""The files of deploy/: held against each other, and against the checkers of who reads them."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from gateway import DEPLOY, MISSING, make_certificate
from processes import free_port, is_ready, running
from samples import write_params

from slipway_package.cli import main
from slipway_package.models.evaluate_model import evaluate_model
from slipway_package.params import load_params
from slipway_package.serve_settings import Serve
from slipway_package.serving.server import GRACE_SECONDS

MANIFESTS = sorted(path.name for path in DEPLOY.glob("kubernetes/[!k]*.yaml"))
KEY = "mobile:" + 64 * "0"
# 0 to 100 as systemd counts it; a service without any of its settings has 96.
MOST_EXPOSURE = "15"


def manifest(name: str) -> dict[str, Any]:
    """Read a manifest of Kubernetes."""
    return yaml.safe_load((DEPLOY / "kubernetes" / name).read_text(encoding="utf-8"))


def instructions() -> list[list[str]]:
    """Read the Dockerfile as words, an instruction each, those of both stages."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split(maxsplit=1) for line in lines]


def copied() -> list[tuple[list[str], str]]:
    """List what the image takes of the project: files, and the folder for them."""
    found = [shlex.split(rest) for word, rest in instructions() if word == "COPY"]
    return [(words[:-1], words[-1]) for words in found if not words[0].startswith("--from")]


def test_the_manifests_fit_each_other() -> None:
    assert manifest("kustomization.yaml")["resources"] != []
    assert sorted(manifest("kustomization.yaml")["resources"]) == MANIFESTS
    deployment = manifest("deployment.yaml")
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert manifest("service.yaml")["spec"]["selector"] == labels
    for name in ("disruption-budget.yaml", "network-policy.yaml"):
        spec = manifest(name)["spec"]
        assert (spec.get("selector") or spec["podSelector"])["matchLabels"] == labels
    target = manifest("autoscaler.yaml")["spec"]["scaleTargetRef"]
    assert target == {"apiVersion": deployment["apiVersion"], "kind": deployment["kind"],
                      "name": deployment["metadata"]["name"]}
    assert not any(manifest(name)["kind"] == "Secret" for name in MANIFESTS)


def test_a_pod_has_the_image_s_user_and_time_to_end() -> None:
    pod = manifest("deployment.yaml")["spec"]["template"]["spec"]
    assert f"USER_ID={pod['securityContext']['runAsUser']}" in dict(
        [word, rest] for word, rest in instructions() if word == "ARG").values()
    assert pod["terminationGracePeriodSeconds"] > GRACE_SECONDS + 5
    unit = (DEPLOY / "scoring@.service").read_text(encoding="utf-8")
    assert f"TimeoutStopSec={GRACE_SECONDS + 10}\n" in unit


def test_no_library_starts_a_thread_for_each_core() -> None:
    # A unit, and a container of compose, may have 64 of them.
    for name in ("scoring@.service", "Dockerfile"):
        assert "OPENBLAS_NUM_THREADS=1" in (DEPLOY / name).read_text(encoding="utf-8")


def test_nginx_knows_every_worker_of_compose() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    workers = (DEPLOY / "nginx/workers.compose.conf").read_text(encoding="utf-8")
    addresses = [service["networks"]["inside"]["ipv4_address"]
                 for name, service in services.items() if name.startswith("worker")]
    assert len(addresses) == 2
    assert all(f"server {address}:8000 " in workers for address in addresses)
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"]
               for service in services.values())
    shipped = [volume.split(":")[0] for volume in services["nginx"]["volumes"]]
    assert [path for path in shipped if not (DEPLOY / path).exists()] in ([], ["./tls"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None,
                    reason="there is no systemd-analyze")
def test_systemd_accepts_the_unit_and_finds_it_hard_to_harm(tmp_path: Path) -> None:
    unit = tmp_path / "scoring@8001.service"
    text = (DEPLOY / "scoring@.service").read_text(encoding="utf-8")
    # It looks whether the program is there.
    unit.write_text(text.replace("/opt/scoring/.venv/bin/python", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager",
                           f"--threshold={MOST_EXPOSURE}", unit], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(bool(MISSING), reason=f"there is no {' and no '.join(MISSING)}")
@pytest.mark.parametrize("workers", ["workers.conf", "workers.compose.conf"])
def test_nginx_accepts_its_files(folder: Path, workers: str) -> None:
    text = (DEPLOY / "nginx/nginx.conf").read_text(encoding="utf-8")
    # Only these may an ordinary user not write.
    text = text.replace("/run/", f"{folder}/").replace("/var/log/nginx", str(folder))
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    shutil.copy(DEPLOY / "nginx" / workers, folder / "workers.conf")
    make_certificate(folder / "tls")
    done = subprocess.run(["nginx", "-t", "-p", folder, "-c", folder / "nginx.conf"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for limit in ("client_max_body_size", "client_body_buffer_size"):
        assert f"{limit} {Serve().max_bytes};" in text


def test_an_image_can_be_given_all_that_it_copies_and_nothing_private() -> None:
    allowed = [line[1:] for line in (DEPLOY.parent / ".dockerignore").read_text().splitlines()
               if line.startswith("!")]
    wanted = [source for sources, _ in copied() for source in sources]
    assert len(wanted) > 5
    assert [source for source in wanted if source not in allowed] == []
    private = ("data", "logs", "serve_keys", "deploy/tls", "deploy/.env")
    assert not any(name.startswith(path) for name in private for path in allowed)


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_what_an_image_copies_is_enough_to_answer(
        trained: Path, tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch) -> None:
    write_params()
    evaluate_model(load_params())
    image = tmp_path_factory.mktemp("image")
    for sources, place in copied():
        for source in sources:
            origin = trained / source if (trained / source).exists() else DEPLOY.parent / source
            _copy(origin, image / place.lstrip("/"), source)
    monkeypatch.chdir(image)
    command = {word: json.loads(rest) for word, rest in instructions()
               if word in ("ENTRYPOINT", "CMD")}
    assert command["ENTRYPOINT"][0::3] == ["python", "serve"]
    port = free_port()
    arguments = [str(port) if word == "8000" else word for word in command["CMD"]]
    with running(port, *arguments, PYTHONPATH=str(image / "src"), SERVE_KEYS=KEY) as server:
        assert is_ready(server)
        assert server.ask("/model")[0] == 401
        container = manifest("deployment.yaml")["spec"]["template"]["spec"]["containers"][0]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert server.ask(container[probe]["httpGet"]["path"])[0] == 200


def test_what_starts_a_pod_and_a_unit_is_understood() -> None:
    container = manifest("deployment.yaml")["spec"]["template"]["spec"]["containers"][0]
    unit = (DEPLOY / "scoring@.service").read_text(encoding="utf-8").replace("%i", "8001")
    start = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    for arguments in (container["args"], start.partition(" serve ")[2].split()):
        assert len(arguments) > 3
        with pytest.raises(SystemExit) as done:
            main(["serve", *arguments, "--help"])
        assert done.value.code == 0


def _copy(origin: Path, folder: Path, name: str) -> None:
    if origin.is_dir():
        shutil.copytree(origin, folder, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(origin, folder / Path(name).name)
