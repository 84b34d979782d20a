"""`make serve` and `make request` in both default bakes, and the API held to its own document."""

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from combinations import Combination
from conftest import Generate
from workflow import DEFAULT_BAKES, edit, environment, finished, kill, start, succeed

SECONDS = 60
READ_ROWS = """
import json, pandas as pd
rows = pd.read_parquet("data/processed/test.parquet").astype(object)
print(json.dumps(rows.where(rows.notna(), None).to_dict("records")))
"""


@pytest.fixture(scope="module", params=DEFAULT_BAKES)
def project(request: pytest.FixtureRequest, generate: Generate,
            tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a finished project: its server writes a log into it."""
    combination: Combination = request.param
    whole = finished(combination, generate, tmp_path_factory).project
    copy = tmp_path_factory.mktemp("served") / whole.name
    shutil.copytree(whole, copy, symlinks=True)
    # Ahead of the port, which is free for a moment only.
    succeed(copy, "evaluate")
    with socket.create_server(("127.0.0.1", 0)) as found:
        edit(copy / "params.yaml", r"^  port: 8000", f"  port: {found.getsockname()[1]}")
    return copy


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    """The address at which `make serve` says that it answers."""
    process = start(project, "serve")
    try:
        for line in process.stdout:
            if "the page to try it on: " in line:
                yield line.split()[6].removesuffix("/")
                break
        else:
            raise AssertionError(process.stderr.read())
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(SECONDS)
    finally:
        kill(process)


def ask(address: str, body: Any = None) -> Any:
    """Send a request, and read the JSON that comes back."""
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def test_the_test_rows_are_scored_as_predict_scored_them(project: Path, address: str) -> None:
    names = [column["name"] for column in ask(f"{address}/model")["columns"]]
    rows = json.loads(subprocess.run([environment() / "bin/python", "-c", READ_ROWS], cwd=project,
                                     capture_output=True, check=True).stdout)
    records = [{name: row[name] for name in names} for row in rows]
    answers = [answer for start in range(0, len(records), 1000)
               for answer in ask(f"{address}/predict", records[start:start + 1000])["answers"]]
    with (project / "reports/predictions.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert len(answers) == len(expected) > 500
    score = "probability" if "probability" in expected[0] else "prediction"
    assert [answer[score] for answer in answers] == [float(row[score]) for row in expected]
    assert [str(answer["prediction"]) for answer in answers] == [
        row["prediction"] if score == "probability" else str(float(row["prediction"]))
        for row in expected]


def test_request_shows_an_answer_and_the_page_is_there(project: Path, address: str) -> None:
    printed = succeed(project, "request")
    assert printed.startswith(f"curl '{address}/predict?reasons=true'")
    answer, _ = json.JSONDecoder().raw_decode(printed, printed.index("\n{") + 1)
    assert answer["version"] == ask(f"{address}/ready")["version"]
    with urllib.request.urlopen(address, timeout=SECONDS) as page:
        assert "page/page.js" in page.read().decode()


def test_the_api_keeps_to_its_document(address: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--no-color",
         "--seed", "1", "-n", "150", "--continue-on-failure"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    assert "No issues found" in done.stdout
