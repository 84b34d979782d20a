"""Bodies that were bent at random: answered exactly when the document allows them."""

from pathlib import Path
from typing import Any

import pytest
from asgi import application, ask
from bent_bodies import bodies, status_due

from slipway_package.params import load_params

ROW: dict[str, Any] = {"income": 20.5, "age": 30, "home town": "north", "job": "free"}
BODIES = 1500


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_a_body_is_answered_exactly_when_the_document_allows_it(seed: int, trained: Path) -> None:
    app = application(load_params())
    due = status_due(ask(app, "/openapi.json").json)
    statuses: list[int] = []
    for body in bodies(ROW, BODIES, seed):
        reply = ask(app, "/predict", body)
        assert reply.status == due(body), body
        if reply.status == 422:
            assert all(fault["loc"][0] == "body" and fault["msg"]
                       for fault in reply.json["detail"])
        statuses.append(reply.status)
    assert min(statuses.count(200), statuses.count(422)) > BODIES / 6
