"""Strict JSON: each key once, and a wrong value is named by its place."""

import json
import time

import pytest

from slipway_package.serving.faults import Refused
from slipway_package.serving.strict_json import Wrong, read_json

GOOD = ['{"a":1,"b":-0.5e-3,"c":null}', '[{"a":"x:y","b":"14:30"},{"a":"","b":":"}]', "[]", "{}",
        r'{"a":"\u003a\"{[,:"}', '{"größe: µ":"ß"}', '{"a":{"b":[1]}}', "1",
        r'{"\u0061":"\ud83d\ude00"}',
        '{"a":1e-400}', '{"a":12345678901234567890}']


@pytest.mark.parametrize("text", GOOD)
def test_what_is_json_is_read_as_such(text: str) -> None:
    assert read_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize("text, wrong", [
    ('{"a":1,"b":2,"a":1}', "stands twice"),
    ('{"a":":","a":"::"}', "stands twice"),
    # Each escaped colon could stand for one that was lost with a value.
    (r'{"a":1,"a":"\u003a"}', "stands twice"),
    (r'{"a":1,"\u0061":2}', "stands twice"),
    ('{"a":NaN}', "is NaN, which JSON does not know"),
    ('{"a":-Infinity}', "is -Infinity, which JSON does not know"),
    ('{"a":1e999}', "is beyond the range of doubles"),
    ('{"a":-1e999}', "is beyond the range of doubles"),
    ('{"a":' + "9" * 5000 + "}", "is beyond the range of doubles"),
    ('{"a":1e' + "9" * 40 + "}", "is beyond the range of doubles"),
    (r'{"a":"\ud800"}', "holds half of a surrogate pair"),
])
def test_a_wrong_value_is_marked_in_its_place(text: str, wrong: str) -> None:
    for content in (text, f"[{text}]"):
        found = read_json(content.encode())
        found = found[0] if isinstance(found, list) else found
        assert isinstance(found["a"], Wrong)
        assert found["a"].message.startswith(wrong)


@pytest.mark.parametrize("body, place, message", [
    (b"", ("body", 0), "is no JSON: Expecting value"),
    (b'{"a":1,}', ("body", 7), "is no JSON: "),
    (b'{"a":01}', ("body", 6), "is no JSON: "),
    (b'{"a":1} x', ("body", 8), "is no JSON: Extra data"),
    (b'{"a":"\xff"}', ("body", 6), "is not UTF-8 text"),
    (b'{"a":"\x00"}', ("body", 6), "is no JSON: "),
    (b"\xef\xbb\xbf{}", ("body", 0), "is no JSON: "),
    (b'{"a":' * 5000, ("body", "a", "a", "a"), "is nested too deeply"),
    (b"[" * 100_000, ("body", 0, 0, 0), "is nested too deeply"),
    (b'[{"a":1,"b":[2]},{"a":"]{","b c":' + b"[" * 5000, ("body", 1, "b c"),
     "is nested too deeply"),
    (rb'{"\ud800":' + b"[" * 100_000, ("body", r"\ud800", 0, 0), "is nested too deeply"),
])
def test_what_is_no_json_is_refused_with_its_place(body: bytes, place: tuple,
                                                   message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_json(body)
    fault, = refused.value.faults
    assert fault.message.startswith(message)
    assert fault.place[:len(place)] == place


def test_half_a_surrogate_pair_in_a_key_is_named_as_it_was_spelled() -> None:
    found = read_json(rb'[{"\ud800":1,"\u00e4\udfff":2,"\ud83d\ude00":3}]')[0]
    assert [*found] == [r"\ud800", r"ä\udfff", "\U0001f600"]
    assert [isinstance(value, Wrong) for value in found.values()] == [True, True, False]


def test_a_string_without_an_end_is_looked_through_once() -> None:
    # Once for each of its quotes, it took half a minute.
    started = time.process_time()
    with pytest.raises(Refused, match="nested too deeply"):
        read_json(b"[" * 20_000 + b'"' + rb"\"" * 50_000)
    assert time.process_time() - started < 1
