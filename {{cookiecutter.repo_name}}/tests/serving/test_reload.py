"""Taking files into use without a restart: no file, however broken, ends the watch."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgi import state_of
from samples import write_params

from slipway_package.cli import main
from slipway_package.params import Params
from slipway_package.paths import SCHEMA, TEST_METRICS
from slipway_package.portable.errors import NotPortable
from slipway_package.serving import app, reload, served
from slipway_package.serving.keys import make_key
from slipway_package.serving.state import State

pytestmark = pytest.mark.parametrize("task", ["classification"], indirect=True)
KEYS = Path("serve_keys.txt")


def narrow_the_contract() -> None:
    """Leave the typical income outside of what is accepted."""
    text = SCHEMA.read_text(encoding="utf-8")
    start = text.index("range: [", text.index("income:"))
    SCHEMA.write_text(text[:start] + "range: [900, 1000" + text[text.index("]", start):],
                      encoding="utf-8")


def break_the_measures() -> None:
    """Write measures that are none."""
    TEST_METRICS.parent.mkdir(exist_ok=True)
    TEST_METRICS.write_text("[]")


@pytest.fixture
def strict(trained: Path) -> Params:
    """The settings of a project that refuses what is outside of the contract."""
    make_key(KEYS, "mobile")
    return write_params(columns={"outside": "reject"}, serve={"port": 0})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after the files without a pause."""
    monkeypatch.setattr(reload, "POLL_SECONDS", 0.01)


async def watch_while(state: State, *changes: Callable[[], Any]) -> None:
    """Make changes one after the other, and wait for each until the watch has told of it."""
    told = asyncio.Event()
    say = reload._say

    def tell(words: str) -> None:
        say(words)
        told.set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reload, "_say", tell)
        watcher = asyncio.create_task(reload.watch(state))
        await asyncio.sleep(0)
        for change in changes:
            told.clear()
            change()
            telling = asyncio.create_task(told.wait())
            await asyncio.wait([watcher, telling], timeout=20,
                               return_when=asyncio.FIRST_COMPLETED)
            assert told.is_set(), watcher
            assert not watcher.done()
        watcher.cancel()


@pytest.mark.parametrize("break_it, told", [
    (lambda: KEYS.write_bytes(b"m\xf6bile"), "the keys stay as they were: serve_keys.txt: is not "
     "UTF-8 text"),
    (lambda: (KEYS.unlink(), KEYS.mkdir()), "the keys stay as they were: serve_keys.txt: cannot "
     "be read"),
    (break_the_measures, "the model stays as it was, version "),
    (narrow_the_contract, "the model stays as it was, version "),
])
def test_a_key_can_be_revoked_whatever_was_broken_before(
        strict: Params, break_it: Callable[[], Any], told: str,
        capsys: pytest.CaptureFixture) -> None:
    state = state_of(strict)

    def revoke() -> None:
        if KEYS.is_dir():
            KEYS.rmdir()
        KEYS.write_text("")
    asyncio.run(watch_while(state, break_it, revoke))
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(told)
    assert second == "keys that are valid now: none"
    assert not state.keys


def test_a_change_between_loading_and_watching_is_noticed(strict: Params) -> None:
    state = state_of(strict)
    KEYS.write_text("")
    asyncio.run(watch_while(state, lambda: None))
    assert not state.keys


def test_what_nobody_foresaw_does_not_end_the_watch(
        strict: Params, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    state = state_of(strict)
    before = state.served

    def fail(*arguments: Any) -> None:
        raise KeyError("unforeseen")
    monkeypatch.setattr(reload, "load_served", fail)
    asyncio.run(watch_while(state, SCHEMA.touch, lambda: KEYS.write_text("")))
    assert "KeyError: 'unforeseen'\n" in capsys.readouterr().err
    assert state.served is before


@pytest.mark.parametrize("break_it, told", [
    (narrow_the_contract, "references/schema.yaml: income: "),
    (break_the_measures, "reports/metrics.json: holds no measures of a model; `make evaluate`"),
])
def test_a_start_with_what_does_not_fit_is_one_line(
        strict: Params, break_it: Callable[[], None], told: str,
        capsys: pytest.CaptureFixture) -> None:
    break_it()
    assert main(["serve"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(told)
    assert error.count("\n") == 1


def test_a_machine_without_scikit_learn_says_what_it_lacks(
        strict: Params, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(served, "load_portable", without_form)
    monkeypatch.setitem(sys.modules, f"{served.__package__}.pipeline_scoring", None)
    assert main(["serve"]) == 2
    error = capsys.readouterr().err
    assert "has no portable form (a step), and to score it as it is " in error
    assert error.endswith("is lacking here; install requirements.txt\n")


def without_form(*arguments: Any) -> None:
    """Stand in for the loading of a model that has no portable form."""
    raise NotPortable("a step")


def test_a_model_that_cannot_be_told_leaves_the_old_one_whole(
        strict: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(strict)
    before = state.served, state.info, state.openapi

    def fail(*arguments: Any) -> None:
        raise ValueError
    monkeypatch.setattr(f"{State.__module__}.document", fail)
    with pytest.raises(ValueError):
        state.replace_model(served.load_served(strict))
    assert (state.served, state.info, state.openapi) == before
    assert state.served is before[0]


def test_the_log_is_closed_even_if_the_watch_had_failed(
        strict: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []

    class Log:
        def close(self) -> None:
            closed.append(True)

    async def fail(state: State) -> None:
        raise RuntimeError("the watch")
    monkeypatch.setattr(app, "watch", fail)
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, str]:
        await asyncio.sleep(0.01)
        return {"type": next(messages)}

    async def send(message: dict[str, Any]) -> None:
        pass
    application = app.create_app(state_of(strict, log=Log()))
    with pytest.raises(RuntimeError, match="the watch"):
        asyncio.run(application({"type": "lifespan", "state": {}}, receive, send))
    assert closed == [True]
