"""Records that are bent at random, and the status that the document says each deserves."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema

VALUES = ["null", "true", "-0", "1e5", "1E400", "-1e39", "3.4e38", "NaN", "Infinity", "0x1", "01",
          "1.", ".5", "+1", "9" * 30, "9" * 400, '""', '"NA"', '"a\\u003a"', '"\\ud800"', '"\\x"',
          '"\\ud83d\\ude00"', '":"', '"north"', "[]", "{}", "[[]]", '{"age":1}', "[" * 2000, "\t1 ",
          '"\u2028"', "1 2", "'x'", "", "tru"]
NAMES = ["", "__proto__", "a:b", "x\\", "\u0000", "größe"]
BYTES = [b'"', b":", b",", b"{", b"}", b"[", b"]", b"\\", b"\xff", b"\xc3", b"\x00", b"e", b"-",
         b"9", b" ", b"\n", b"\xef\xbb\xbf", b"null", b"/**/"]
Row = dict[str, Any]


def bodies(row: Row, count: int, seed: int) -> Iterator[bytes]:
    """Make records and lists of them with other values and names, then bend some bytes."""
    chance = random.Random(seed)
    names = [*row, *map(_escaped, row), *(name.swapcase() for name in row), *NAMES]
    for _ in range(count):
        records = [_record(row, names, chance) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        text = records[0] if len(records) == 1 and chance.random() < 0.7 \
            else f"[{','.join(records)}]"
        body = text.encode("utf-8", "surrogatepass")
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            place = chance.randrange(len(body) + 1)
            cut = chance.choice([0, 0, 1, 3])
            body = body[:place] + chance.choice([*BYTES, b""]) + body[place + cut:]
        yield body


def status_due(document: Any) -> Callable[[bytes], int]:
    """Make the function from a body to the status that an OpenAPI document promises it."""
    body_type = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
    allows = jsonschema.Draft202012Validator({**body_type["schema"], **{
        "components": document["components"]}}).is_valid

    def due(body: bytes) -> int:
        try:
            return 200 if allows(_strictly(body)) else 422
        except (ValueError, RecursionError):
            return 422
    return due


def _escaped(name: str) -> str:
    return f"\\u{ord(name[0]):04x}{name[1:]}"


def _record(row: Row, names: list[str], chance: random.Random) -> str:
    """A record with up to two columns renamed, changed, dropped or doubled."""
    pairs = [(name, json.dumps(value)) for name, value in row.items()]
    chance.shuffle(pairs)
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        place = chance.randrange(len(pairs))
        name, value = pairs[place]
        change = chance.choice(["value", "value", "value", "name", "drop", "double"])
        if change == "value":
            pairs[place] = (name, chance.choice(VALUES))
        elif change == "name":
            pairs[place] = (chance.choice(names), value)
        elif change == "double":
            pairs.append((name, chance.choice([value, *VALUES])))
        elif len(pairs) > 1:
            del pairs[place]
    return "{" + ",".join(f'"{name}":{value}' for name, value in pairs) + "}"


def _strictly(body: bytes) -> Any:
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
