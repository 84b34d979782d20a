"""The CI file that a project ships, for each service and remote."""

from pathlib import Path

import pytest
import yaml
from conftest import Generate
from projects import commands, read, verbs

VERBS = {"setup", "lint", "test", "all", "deliver", "verify"}
PYTHONS = ["3.11", "3.12", "3.13"]


@pytest.fixture(scope="module", params=["local", "s3", "gs", "azure", "ssh"])
def remote(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def github(generate: Generate, tmp_path_factory: pytest.TempPathFactory, remote: str) -> Path:
    return generate(tmp_path_factory.mktemp("github"), ci="github", data_remote=remote)


@pytest.fixture(scope="module")
def gitlab(generate: Generate, tmp_path_factory: pytest.TempPathFactory, remote: str) -> Path:
    return generate(tmp_path_factory.mktemp("gitlab"), ci="gitlab", data_remote=remote)


def steps(project: Path, job: str) -> list[dict]:
    """The steps of a job of the GitHub workflow."""
    return yaml.safe_load(read(project, ".github/workflows/ci.yaml"))["jobs"][job]["steps"]


def expected(remote: str) -> set[str]:
    """The verbs that CI types; there is nothing to pull from a folder beside the project."""
    return VERBS if remote == "local" else VERBS | {"pull"}


def test_github_types_the_verbs(github: Path, remote: str) -> None:
    runs = [step.get("run", "") for job in ("test", "pipeline") for step in steps(github, job)]
    assert commands("\n".join(runs)) == expected(remote) <= verbs(github)


def test_both_services_test_the_same(github: Path, gitlab: Path) -> None:
    runs = [step["run"] for step in steps(github, "test") if "run" in step]
    pipeline = yaml.safe_load(read(gitlab, ".gitlab-ci.yml"))
    assert runs == [*pipeline["default"]["before_script"], *pipeline["test"]["script"]]


def test_github_has_the_least_permissions_and_every_python(github: Path) -> None:
    workflow = yaml.safe_load(read(github, ".github/workflows/ci.yaml"))
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == PYTHONS


def test_github_pins_actions_to_a_commit(github: Path) -> None:
    used = [step["uses"] for job in ("test", "pipeline") for step in steps(github, job)
            if "uses" in step]
    assert used
    for action in used:
        name, _, commit = action.partition("@")
        assert name.startswith("actions/")
        assert len(commit) == 40 and set(commit) <= set("0123456789abcdef")


def test_github_goes_on_when_nothing_can_be_pulled(github: Path, remote: str) -> None:
    pulls = [step for step in steps(github, "pipeline") if step.get("run") == "make pull"]
    assert [step["continue-on-error"] for step in pulls] == [True] * (remote != "local")


def test_github_keeps_the_reports(github: Path) -> None:
    kept = [step["with"]["path"].split() for step in steps(github, "pipeline")
            if "upload-artifact" in step.get("uses", "")]
    assert kept == [["reports/", "models/model_card.md", "models/delivery/"]]


def test_gitlab_types_the_verbs(gitlab: Path, remote: str) -> None:
    pipeline = yaml.safe_load(read(gitlab, ".gitlab-ci.yml"))
    lines = [*pipeline["default"]["before_script"], *pipeline["test"]["script"],
             *pipeline["pipeline"]["script"]]
    assert commands("\n".join(lines)) == expected(remote) <= verbs(gitlab)
    assert all("|| echo" in line for line in lines if "make pull" in line)
    assert pipeline["test"]["parallel"]["matrix"] == [{"PYTHON_VERSION": PYTHONS}]


def test_gitlab_keeps_the_reports(gitlab: Path) -> None:
    pipeline = yaml.safe_load(read(gitlab, ".gitlab-ci.yml"))
    kept = pipeline["pipeline"]["artifacts"]["paths"]
    assert kept == ["reports/", "models/model_card.md", "models/delivery/"]
