"""The manifests and the compose file of deploy/, held against the schemas of who reads them."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import TEMPLATE

DEPLOY = TEMPLATE / "{{cookiecutter.repo_name}}" / "deploy"
MANIFESTS = sorted(path.name for path in DEPLOY.glob("kubernetes/[!k]*.yaml"))


@pytest.mark.parametrize("name", MANIFESTS)
def test_kubernetes_knows_every_field(name: str) -> None:
    kubernetes_validate = pytest.importorskip(
        "kubernetes_validate", reason="there is no kubernetes-validate: `make lock`")
    version = kubernetes_validate.latest_version()
    manifest = yaml.safe_load((DEPLOY / "kubernetes" / name).read_text(encoding="utf-8"))
    kubernetes_validate.validate(manifest, version, strict=True)
    manifest["spec"]["replicsa"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, version, strict=True)


def test_compose_knows_every_field(tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="there is no check-jsonschema: `make lock`")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, DEPLOY / "compose.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(text.replace("read_only:", "readonly:"), encoding="utf-8")
    assert subprocess.run([*check, wrong], capture_output=True).returncode == 1
