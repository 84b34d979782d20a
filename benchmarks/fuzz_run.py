"""Send bent records to the server on a port; hold each status against the one that is due.

Runs in the folder and the environment of a project, and prints what was found as JSON.
"""

import http.client
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

sys.path.insert(0, "tests/serving")

from bent_bodies import bodies, status_due  # noqa: E402

HEADERS = {"Content-Type": "application/json"}


def main(port: int, count: int) -> None:
    """Ask, and print the counts."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection.request(method, path, body, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.read()
    due = status_due(_json(ask, "/openapi.json"))
    row = _json(ask, "/model")["example"]
    statuses: Counter[int] = Counter()
    wrong = 0
    for body in bodies(row, count, 0):
        status, _ = ask("POST", "/predict", body)
        statuses[status] += 1
        if status != due(body):
            wrong += 1
            print(f"{status}, where {due(body)} is due: {body!r}", file=sys.stderr)
    print(json.dumps({"statuses": dict(sorted(statuses.items())), "wrong": wrong}))


def _json(ask: Callable[..., tuple[int, bytes]], path: str) -> Any:
    return json.loads(ask("GET", path)[1])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
