"""Serve the model of the project in this folder for a while at full load; hold every answer.

Runs in the project's environment. Good records come with the answer that the portable model gives
them, bad ones with the status that they deserve. Prints what was found as JSON.
"""

import asyncio
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from measured_project.params import load_params
from measured_project.serving.answering import answer_body
from measured_project.serving.served import Served, load_served

from benchmarks.load import Exchange, Outcome, load, post
from benchmarks.processes import Process, free_port, serving

CONNECTIONS, GOOD, BAD_SHARE, SAMPLE_SECONDS = 16, 450, 10, 2.0
BAD = (b"", b"{", b"[]", b"NaN", b'{"x":1}', b'{"a":1,"a":2}', b"[" * 5000, b"\xff", b"null",
       b'[{"a":1e999}]', b'{"a":{"b":{"c":[]}}}')


def main(seconds: float) -> None:
    """Soak, and print the figures."""
    port = free_port()
    settings = Path("params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(settings.replace("  port: 8000", f"  port: {port}"))
    served = load_served(load_params())
    command = [sys.executable, "-m", "measured_project", "serve"]
    with serving(command, Path(), port, "/ready", os.environ) as process:
        outcome, weights = asyncio.run(_soak(process, exchanges(served), seconds))
    logged = _logged()
    print(json.dumps({
        "seconds": seconds, "answers": len(outcome.seconds), "statuses": outcome.statuses,
        "wrong": outcome.wrong[:5], "count_wrong": len(outcome.wrong),
        "rate": len(outcome.seconds) / seconds, "first_megabytes": weights[len(weights) // 10],
        "last_megabytes": weights[-1], "logged": len(logged),
        "each_once": len(logged) == len({*logged}) and {*logged} == {*outcome.ids}}))


def exchanges(served: Served) -> list[Exchange]:
    """Make requests of the test rows, one in ten of them a bad one."""
    rows = pd.read_parquet("data/processed/test.parquet").astype(object)
    rows = rows.where(rows.notna(), None)[[one.name for one in served.fields]].to_dict("records")
    good = [json.dumps(row).encode() for row in rows[:GOOD]]
    answers = [answer_body(served, body, False, 1).body for body in good]
    return [*(Exchange(post("/predict", body), 200, answer)
              for body, answer in zip(good, answers)),
            *(Exchange(post("/predict", BAD[place % len(BAD)]), 422)
              for place in range(len(good) // (BAD_SHARE - 1)))]


async def _soak(process: Process, asked: list[Exchange],
                seconds: float) -> tuple[Outcome, list[float]]:
    weights = []

    async def weigh() -> None:
        while True:
            weights.append(process.megabytes())
            await asyncio.sleep(SAMPLE_SECONDS)
    weighing = asyncio.create_task(weigh())
    outcome = await load(process.port, asked, CONNECTIONS, seconds)
    weighing.cancel()
    return outcome, weights


def _logged() -> list[Any]:
    store = sqlite3.connect("logs/requests.sqlite")
    found = [request for request, in store.execute("SELECT request FROM requests")]
    store.close()
    return found


if __name__ == "__main__":
    main(float(sys.argv[1]))
