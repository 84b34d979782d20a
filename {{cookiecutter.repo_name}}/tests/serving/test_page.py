"""The page in a real browser: the contract as a form, an answer as one types."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import CHROMIUM, Tab, browser_tab
from processes import Server, free_port, running, wait_until
from samples import write_params, write_table

from slipway_package.data.make_dataset import make_dataset
from slipway_package.models.train_model import train_model
from slipway_package.params import Task, load_params
from slipway_package.serving.keys import make_key

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to open the page in")
# As hostile as names come: markup, quotes, properties that every object has.
SIZE, WORD, DAY, PROTO = "<b>größe</b> \"µ\"", "</script><script>alert(1)//", "day's", "__proto__"
WORDS = ["<img src=x onerror=alert(1)>", "it's", 'quo"te', "ß"]
CHANGE = "dispatchEvent(new Event('input', {bubbles: true}))"
ANSWERED = "document.getElementById('number').textContent !== '…'"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A browser."""
    with browser_tab(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def server(task: Task, trained: Path) -> Iterator[Server]:
    """The server of a trained project."""
    port = free_port()
    write_params(task, serve={"port": port})
    with running(port) as found:
        yield found


def show(tab: Tab, server: Server, width: int = 1280) -> None:
    """Open the page and wait for its first answer."""
    tab.messages.clear()
    tab.open(f"http://127.0.0.1:{server.port}/", width)
    tab.until(f"document.readyState === 'complete' && {ANSWERED}")


def field(name: str) -> str:
    """JavaScript for the input of a column."""
    return ("[...document.querySelectorAll('.field')].find((one) => one.querySelector('label')"
            f".textContent === {json.dumps(name)}).querySelector('input, select')")


def last_request(tab: Tab) -> dict:
    """The record that the page shows as sent last."""
    return json.loads(tab.run("document.getElementById('request').textContent"))


def test_the_score_follows_what_is_typed(tab: Tab, server: Server) -> None:
    show(tab, server)
    status, model = server.ask("/model")
    assert tab.run("document.getElementById('title').textContent") == model["title"]
    assert last_request(tab) == model["example"]
    before = tab.run("document.getElementById('number').textContent")
    assert "Change a value" in tab.run("document.getElementById('compared').textContent")
    tab.run(f"{field('age')}.focus(), {field('age')}.select()")
    tab.press("79.5")
    tab.until(f"document.getElementById('number').textContent !== {json.dumps(before)}")
    record = {**model["example"], "age": 79.5}
    assert last_request(tab) == record
    answer = server.ask("/predict", record)[1]
    number = float(tab.run("document.getElementById('number').textContent").replace(",", "")
                   .removesuffix("%"))
    expected = 100 * answer["probability"] if "probability" in answer else answer["prediction"]
    assert number == pytest.approx(expected, abs=0.06)
    if "probability" in answer:
        assert tab.run("document.getElementById('decision').textContent").startswith(
            answer["prediction"])
    assert tab.run("document.querySelectorAll('#reasons rect').length") > 0
    tab.run("document.querySelector('button[type=reset]').click()")
    tab.until(f"document.getElementById('number').textContent === {json.dumps(before)}")
    assert tab.complaints() == []


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_holes_strange_values_and_mistakes_are_told_at_their_place(tab: Tab,
                                                                   server: Server) -> None:
    show(tab, server)
    tab.run(f"{field('income')}.value = '', {field('income')}.{CHANGE}")
    tab.run(f"{field('job')}.value = '', {field('job')}.{CHANGE}")
    tab.run(f"{field('age')}.value = '130', {field('age')}.{CHANGE}")
    note = f"{field('age')}.closest('.field').querySelector('.note').textContent"
    assert tab.until(note) == "outside of the contract"
    assert [last_request(tab)[name] for name in ("income", "job", "age")] == [None, None, 130]
    tab.run(f"{field('age')}.value = '1e39', {field('age')}.{CHANGE}")
    tab.until(f"{note}.startsWith('is no finite number')")
    assert "age is no finite" in tab.run("document.getElementById('problem').textContent")
    tab.run(f"{field('age')}.value = '30', {field('age')}.{CHANGE}")
    tab.until("document.getElementById('problem').hidden")
    assert tab.run(note) == ""


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_nothing_comes_from_outside_and_all_inputs_have_labels(tab: Tab, server: Server) -> None:
    for width in (1280, 360):
        show(tab, server, width)
        home = f"http://127.0.0.1:{server.port}/"
        assert {address for address in tab.asked() if not address.startswith((home, "data:"))} \
            == set()
        assert tab.run("[...document.querySelectorAll('#form input, #form select')].filter("
                       "(one) => !one.labels.length && !one.ariaLabel).length") == 0
        assert tab.run("document.documentElement.scrollWidth") <= width
        assert tab.complaints() == []


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_with_keys_the_page_asks_for_one(tab: Tab, server: Server) -> None:
    key = make_key(Path("serve_keys.txt"), "me")
    tab.open(f"http://127.0.0.1:{server.port}/health")
    # The server has seen the file when it says no.
    wait_until(lambda: server.ask("/model")[0] == 401)
    tab.open(f"http://127.0.0.1:{server.port}/")
    tab.until("document.readyState === 'complete' && !document.getElementById('door').hidden")
    assert "income" not in tab.run("document.documentElement.textContent")
    tab.run("document.getElementById('key').value = 'k\\u200b'")
    tab.run("document.querySelector('#door button').click()")
    tab.until("document.getElementById('refused').textContent.startsWith('A key has')")
    for typed, sign in [("wrong", "document.getElementById('refused').textContent.includes('not')"),
                        (key, ANSWERED)]:
        tab.run("document.getElementById('key').value = ''")
        tab.run("document.getElementById('key').focus()")
        tab.press(typed)
        tab.run("document.querySelector('#door button').click()")
        tab.until(sign)
    tab.run("sessionStorage.clear()")


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_midnight_in_a_column_of_times_stays_filled_in(tab: Tab, server: Server) -> None:
    show(tab, server)
    tab.run("""import("/page/form.js").then((form) => {
        const place = document.createElement("div");
        const column = {name: "t", kind: "date", dates: ["2024-01-01", "2024-03-05 10:00"]};
        form.buildForm(place, [column], {t: "2024-03-05"});
        window.filled = place.querySelector("input").value;
    }) && 0""")
    tab.until("window.filled === '2024-03-05T00:00'")


def test_names_of_any_spelling_stay_names(tab: Tab, folder: Path) -> None:
    random = np.random.default_rng(1)
    rows = 200
    table = pd.DataFrame({
        SIZE: random.normal(0, 9, rows).round(2), PROTO: random.normal(0, 1, rows).round(2),
        WORD: random.choice(WORDS, rows),
        DAY: pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 900, rows), "D")})
    kind = np.digitize(table[SIZE] + random.normal(0, 3, rows), [-4, 5])
    table["target"] = np.array(["<i>low</i>", "mid", "high"])[kind]
    write_table(table)
    port = free_port()
    write_params(target={"positive": None}, serve={"port": port}, training={
        "candidates": ["decision_tree"], "metric": "neg_log_loss"})
    text = Path("params.yaml").read_text().replace(":\n  decades: age / 10", ": {}")
    Path("params.yaml").write_text(text)
    make_dataset(load_params())
    train_model(load_params())
    with running(port) as server:
        show(tab, server)
        assert tab.run("document.querySelectorAll('#form b, #form img, main script').length") == 0
        names = tab.run("[...document.querySelectorAll('label')].map((one) => one.textContent)")
        assert {SIZE, WORD, DAY, PROTO} <= {*names}
        tab.run(f"{field(SIZE)}.value = '12', {field(PROTO)}.value = '-7', "
                f"{field(WORD)}.value = {json.dumps(WORDS[0])}, {field(DAY)}.value = '2025-02-03'")
        tab.run(f"{field(SIZE)}.{CHANGE}")
        tab.until("document.getElementById('request').textContent.includes('2025-02-03')")
        assert last_request(tab) == {SIZE: 12, PROTO: -7, WORD: WORDS[0], DAY: "2025-02-03"}
        tab.until("document.getElementById('number').textContent === 'high'")
        assert tab.complaints() == []
