"""From the body of a request to the body of its answer: everything but HTTP."""

from dataclasses import dataclass
from typing import Any

import msgspec

from .faults import Fault, Refused
from .served import Served
from .strict_json import read_json

# Contributions in a large forest take milliseconds a record: the first records get theirs.
MOST_EXPLAINED = 20
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Answered:
    """The body of an answer, the count of its records, the columns outside, the version."""

    body: bytes
    records: int
    outside: list[str]
    version: str


def answer_body(served: Served, body: bytes, reasons: bool, most: int) -> Answered:
    """Answer one record, or a list of `most` records at most.

    Raises:
        Refused: names all that is wrong with the body.
    """
    value = read_json(body)
    if type(value) is not list:
        found = served.read_one(value)
        answer = served.scoring.one(found.values)
        if found.outside:
            answer["outside"] = found.outside
        if reasons and served.scoring.explain:
            answer["reasons"] = served.scoring.explain(found.values, answer)
        answer["version"] = served.info.version
        return Answered(encode(answer), 1, found.outside, served.info.version)
    return _answer_list(served, value, reasons, most)


def _answer_list(served: Served, values: list[Any], reasons: bool, most: int) -> Answered:
    if not 1 <= len(values) <= most:
        raise Refused([Fault(("body",), f"has {len(values)} records; a request may have from 1 to "
                                        f"{most}", "list_length")])
    found = served.read_many(values)
    answers = served.scoring.many(found.columns)
    for position, columns in found.outside.items():
        answers[position]["outside"] = columns
    if reasons and served.scoring.explain:
        for value, answer in zip(values[:MOST_EXPLAINED], answers):
            record = served.read_one(value).values
            answer["reasons"] = served.scoring.explain(record, answer)
    body = encode({"answers": answers, "version": served.info.version})
    outside = [column for columns in found.outside.values() for column in columns]
    return Answered(body, len(values), outside, served.info.version)
