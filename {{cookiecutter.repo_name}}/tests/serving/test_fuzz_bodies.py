"""Bodies that were bent at random: answered exactly when the document allows them."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from asgi import application, ask

from slipway_package.params import load_params

ROW: dict[str, Any] = {"income": 20.5, "age": 30, "home town": "north", "job": "free"}
BODIES = 1500
VALUES = ["null", "true", "-0", "1e5", "1E400", "-1e39", "3.4e38", "NaN", "Infinity", "0x1", "01",
          "1.", ".5", "+1", "9" * 30, "9" * 400, '""', '"NA"', '"a\\u003a"', '"\\ud800"', '"\\x"',
          '"\\ud83d\\ude00"', '":"', '"north"', "[]", "{}", "[[]]", '{"age":1}', "[" * 2000, "\t1 ",
          '"\u2028"', "1 2", "'x'", "", "tru"]
NAMES = ["income", "age", "home town", "job", "Age", "", "__proto__", "home\\u0020town",
         "j\\u006fb", "a:b", "x\\", "\u0000", "größe"]
BYTES = [b'"', b":", b",", b"{", b"}", b"[", b"]", b"\\", b"\xff", b"\xc3", b"\x00", b"e", b"-",
         b"9", b" ", b"\n", b"\xef\xbb\xbf", b"null", b"/**/"]


def bodies(seed: int) -> Iterator[bytes]:
    """Make records and lists of them with other values and names, then bend some bytes."""
    chance = random.Random(seed)
    for _ in range(BODIES):
        records = [record(chance) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        text = records[0] if len(records) == 1 and chance.random() < 0.7 \
            else f"[{','.join(records)}]"
        body = text.encode("utf-8", "surrogatepass")
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            place = chance.randrange(len(body) + 1)
            cut = chance.choice([0, 0, 1, 3])
            body = body[:place] + chance.choice([*BYTES, b""]) + body[place + cut:]
        yield body


def record(chance: random.Random) -> str:
    """A record with up to two columns renamed, changed, dropped or doubled."""
    pairs = [(name, json.dumps(value)) for name, value in ROW.items()]
    chance.shuffle(pairs)
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        place = chance.randrange(len(pairs))
        name, value = pairs[place]
        change = chance.choice(["value", "value", "value", "name", "drop", "double"])
        if change == "value":
            pairs[place] = (name, chance.choice(VALUES))
        elif change == "name":
            pairs[place] = (chance.choice(NAMES), value)
        elif change == "double":
            pairs.append((name, chance.choice([value, *VALUES])))
        elif len(pairs) > 1:
            del pairs[place]
    return "{" + ",".join(f'"{name}":{value}' for name, value in pairs) + "}"


def strictly(body: bytes) -> Any:
    """Read JSON by Python's own reader alone, and refuse what it is lenient with."""
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("twice")
        return dict(pairs)

    def refuse(word: str) -> None:
        raise ValueError(word)
    value = json.loads(body.decode(), object_pairs_hook=unique, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_a_body_is_answered_exactly_when_the_document_allows_it(seed: int, trained: Path) -> None:
    app = application(load_params())
    document = ask(app, "/openapi.json").json
    body_type = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
    allows = jsonschema.Draft202012Validator({**body_type["schema"], **{
        "components": document["components"]}}).is_valid
    statuses: list[int] = []
    for body in bodies(seed):
        try:
            expected = 200 if allows(strictly(body)) else 422
        except (ValueError, RecursionError):
            expected = 422
        reply = ask(app, "/predict", body)
        assert reply.status == expected, body
        if expected == 422:
            assert all(fault["loc"][0] == "body" and fault["msg"]
                       for fault in reply.json["detail"])
        statuses.append(reply.status)
    assert min(statuses.count(200), statuses.count(422)) > BODIES / 6
