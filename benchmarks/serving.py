"""`make serve` beside the classic way, MLflow, and a FastAPI application that does nothing."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.processes import free_port, serving
from benchmarks.projects import PACKAGE, answer, generate
from benchmarks.timing import ROOT, project_environment, with_bytecode

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS, BATCH = 5.0, 1000
# How many times the requests a second of the classic ways a model is to be answered.
MODELS = {"logistic_regression": 50, "hist_gradient_boosting": 30}
OURS, CONSTANT = "`make serve`", "FastAPI, a constant"
CLASSIC, MLFLOW = "Flask, gunicorn, pipeline", "`mlflow models serve`"
SETTINGS = "\nserve: {{port: {port}}}\n"
EXAMPLE = """
import json
from measured_project.params import load_params
from measured_project.serving.served import load_served
print(json.dumps(load_served(load_params()).info.example))
"""
TEXT = """
## Live scoring beside other servers

The same record of the credit table, the same fitted model, one process each, asked from the same
machine over 1 and over 16 connections that are kept alive (gunicorn's worker closes them). Ready:
from the start of the process to the first answer. Memory: PSS after the load, with all that a
server starts. `make serve` holds each record against the contract, and logs it. Median of {rounds}
rounds taken in turn.

| model | server | requests/s at 1 | at 16 | p50, p99 ms at 16 | ready, s | MB | ours at 16 |
| --- | --- | --- | --- | --- | --- | --- | --- |
{lines}

Lists of {batch:,} records: {batches}.
"""


@dataclass(frozen=True)
class Server:
    """How a server is started and asked; `{{port}}` stands in the command for its port."""

    name: str
    command: tuple[str, ...]
    path: str = "/predict"
    ready: str = "/ready"


@dataclass(frozen=True)
class Figures:
    """What was measured of a server in a round."""

    one: float
    many: float
    p50: float
    p99: float
    ready: float
    megabytes: float


def servers() -> list[Server]:
    """List the servers, ours first."""
    ours, others = project_environment() / "bin", Path(os.environ["SERVERS_VENV"]) / "bin"
    return [
        Server(OURS, (str(ours / "python"), "-m", PACKAGE, "serve")),
        Server(CONSTANT, (
            str(ours / "python"), "-m", "uvicorn", "benchmarks.serving_peers:constant_app",
            "--factory", "--port", "{port}", "--no-access-log", "--log-level", "error")),
        Server(CLASSIC, (
            str(others / "gunicorn"), "--workers", "1", "--bind", "127.0.0.1:{port}",
            "benchmarks.serving_peers:flask_app()")),
        Server(MLFLOW, (
            str(others / "mlflow"), "models", "serve", "--model-uri", "mlflow_model", "--port",
            "{port}", "--env-manager", "local", "--workers", "1"), "/invocations", "/ping")]


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    project = generate(folder, "credit")
    answer(project, project_environment(), "scoring_models", "1")
    settings = (project / "params.yaml").read_text(encoding="utf-8").partition("\nserve:")
    rest = settings[2].partition("\n\n")[2]
    lines, batches, goals = [], [], []
    for model, times in MODELS.items():
        _put_in_place(project, model)
        words = _name(project, model)
        taken: dict[str, list[Figures]] = {}
        rates = []
        for number in range(ROUNDS):
            for server in servers():
                print(f"  round {number + 1} of {ROUNDS}: {words}, {server.name}", file=sys.stderr)
                port = free_port()
                (project / "params.yaml").write_text(
                    settings[0] + SETTINGS.format(port=port) + rest, encoding="utf-8")
                figures, rate = _round(project, server, port)
                taken.setdefault(server.name, []).append(figures)
                rates += rate
        medians = {name: _medians(rounds) for name, rounds in taken.items()}
        records = statistics.median(rates) * BATCH
        lines += _lines(words, medians)
        batches.append(f"{records:,.0f} a second by {words}")
        goals += _goals(words, medians, times, records)
    return TEXT.format(rounds=ROUNDS, lines="\n".join(lines), batch=BATCH,
                       batches=", ".join(batches)), goals


def _name(project: Path, model: str) -> str:
    """Name a model for people, with the count of its trees."""
    found = json.loads((project / "models/portable.json").read_text(encoding="utf-8"))
    trees = found["model"]["estimator"].get("trees")
    return f"{len(trees)} boosted trees" if trees else model.replace("_", " ")


def _put_in_place(project: Path, model: str) -> None:
    """Let the project's model be this one, and write the records that are sent."""
    shutil.copytree(project / "bundles" / model / "portable", project / "models",
                    dirs_exist_ok=True)
    example = json.loads(_python(project, project_environment(), "-c", EXAMPLE))
    for name, content in (("one", example), ("many", [example] * BATCH),
                          ("mlflow", {"dataframe_records": [example]})):
        (project / f"{name}.json").write_text(json.dumps(content))
    shutil.rmtree(project / "mlflow_model", ignore_errors=True)
    _python(project, Path(os.environ["SERVERS_VENV"]), "-m", "benchmarks.serving_peers",
            "mlflow_model")


def _round(project: Path, server: Server, port: int) -> tuple[Figures, list[float]]:
    """Start a server, ask it, weigh it; ours takes a list of records too."""
    ours = PACKAGE in server.command
    command = [part.replace("{port}", str(port)) for part in server.command]
    # MLflow looks its own server up by PATH.
    path = f"{Path(command[0]).parent}:{os.environ['PATH']}"
    variables = {**_variables(project), "PATH": path}
    with serving(command, project, port, server.ready, variables) as process:
        body = "mlflow" if server.path == "/invocations" else "one"
        alone = _load(project, port, server.path, body, 1)
        many = _load(project, port, server.path, body, 16)
        megabytes = process.megabytes()
        batch = [_load(project, port, server.path, "many", 2)["rate"]] if ours else []
        return Figures(alone["rate"], many["rate"], many["p50"], many["p99"],
                       process.start_seconds, megabytes), batch


def _load(project: Path, port: int, path: str, body: str, connections: int) -> dict[str, float]:
    return answer(project, project_environment(), "load", str(port), path, f"{body}.json",
                  str(connections), str(SECONDS))


def _variables(project: Path) -> dict[str, str]:
    # The one thread of each: more cost more than they bring for a row.
    return {**with_bytecode(), "PYTHONPATH": f"{ROOT}:{project / 'src'}", "OMP_NUM_THREADS": "1"}


def _python(project: Path, environment: Path, *arguments: str) -> str:
    return subprocess.run([environment / "bin/python", *arguments], cwd=project, text=True,
                          env=_variables(project), stdout=subprocess.PIPE, check=True).stdout


def _medians(rounds: Sequence[Figures]) -> Figures:
    return Figures(*(statistics.median(getattr(one, part.name) for one in rounds)
                     for part in fields(Figures)))


def _lines(words: str, medians: Mapping[str, Figures]) -> list[str]:
    return [f"| {words} | {name} | {found.one:,.0f} | {found.many:,.0f} | "
            f"{1e3 * found.p50:.1f}, {1e3 * found.p99:.1f} | {found.ready:.2f} | "
            f"{found.megabytes:.0f} | {medians[OURS].many / found.many:.3g} times |"
            for name, found in medians.items()]


def _goals(words: str, medians: Mapping[str, Figures], times: float, records: float) -> list[Goal]:
    ours = medians[OURS]
    return [
        *(Goal(f"requests a second by {words}, times those of {name}",
               ours.many / medians[name].many, limit, least=True)
          for name, limit in ((CLASSIC, times), (MLFLOW, times), (CONSTANT, 0.5))),
        Goal(f"p99 at 16 connections in milliseconds, {words}", 1e3 * ours.p99, 20),
        Goal(f"megabytes of a worker, {words}", ours.megabytes, 70),
        Goal(f"seconds until it is ready, {words}", ours.ready, 0.8),
        Goal(f"records a second in lists of {BATCH:,}, {words}", records, 200_000, least=True)]
