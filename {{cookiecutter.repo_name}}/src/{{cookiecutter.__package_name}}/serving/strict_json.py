"""Reading JSON strictly: what is not exactly one value for each key is refused by its name.

msgspec is fast and strict but for two things: of a key that stands twice it keeps the last value,
and it does not name the field of what it refuses. So whatever is not certain to be in order is
read again, slowly, by Python's own reader, with a `Wrong` in the place of each wrong value.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from .faults import Fault, Place, Refused

DEEPEST = 3
# A string may lack its end: to look for one again from each quote within takes quadratic time.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{},:]', re.DOTALL)
# Python reads no longer whole numbers from text; no double is that large.
LONGEST_WHOLE = 310


@dataclass(frozen=True, slots=True)
class Wrong:
    """Stands where a value is that JSON, or a reader of it, should not let through."""

    message: str
    kind: str


def read_json(body: bytes) -> Any:
    """Read a JSON text; a wrong value within it is read as `Wrong`.

    Raises:
        Refused: it is no JSON, not UTF-8, or nested too deeply; the fault names the place.
    """
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_slowly(body)
    return value if _every_key_once(body, value) else _read_slowly(body)


def _every_key_once(body: bytes, value: Any) -> bool:
    """Tell whether a record, or a list of them, certainly has each key once.

    Every key is followed by a colon. When the text has as many as there are keys, beside those
    within words, no key was lost. An escaped character may be a colon that cannot be counted.
    """
    records = value if type(value) is list else [value]
    if b"\\" in body or {*map(type, records)} != {dict}:
        return False
    colons = body.count(b":") - sum(map(len, records))
    return colons == 0 or colons == sum(
        key.count(":") + (word.count(":") if type(word) is str else 0)
        for record in records for key, word in record.items())


def _read_slowly(body: bytes) -> Any:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _no_json((error.start,), "is not UTF-8 text") from None
    try:
        return json.loads(text, parse_constant=_constant, parse_float=_double, parse_int=_whole,
                          object_pairs_hook=_object)
    except RecursionError:
        raise _no_json(_deep_place(text), "is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _no_json((error.pos,), f"is no JSON: {error.msg}") from None


def _no_json(place: Place, message: str) -> Refused:
    return Refused([Fault(("body", *place), message, "json_invalid")])


def _constant(name: str) -> Wrong:
    return Wrong(f"is {name}, which JSON does not know; null is for what is missing",
                 "finite_number")


def _double(digits: str) -> float | Wrong:
    number = float(digits)
    return _beyond() if math.isinf(number) else number


def _whole(digits: str) -> int | Wrong:
    return _beyond() if len(digits) > LONGEST_WHOLE else int(digits)


def _beyond() -> Wrong:
    return Wrong("is beyond the range of doubles", "finite_number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name = _whole_letters(key)
        if name in found:
            value = Wrong("stands twice", "duplicate_key")
        found[name] = _text(value) if name == key else _half()
    return found


def _text(value: Any) -> Any:
    if type(value) is str and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return _half()
    return value


def _half() -> Wrong:
    return Wrong("holds half of a surrogate pair", "string_unicode")


def _whole_letters(key: str) -> str:
    """Spell halves of surrogate pairs as JSON does, so that a fault can name the key."""
    return key if key.isascii() else key.encode(errors="backslashreplace").decode()


def _deep_place(text: str) -> Place:
    """Find the record and the field in which a text is nested more deeply than records are."""
    place: list[str | int] = []
    last = ""
    for match in TOKEN.finditer(text):
        token = match[0]
        if token in "[{":
            if len(place) == DEEPEST:
                break
            place.append(0 if token == "[" else "")
        elif token in "]}":
            place.pop()
        elif token == ":":
            place[-1] = _whole_letters(json.loads(last))
        elif token == "," and type(place[-1]) is int:
            place[-1] += 1
        last = token
    return tuple(place)
