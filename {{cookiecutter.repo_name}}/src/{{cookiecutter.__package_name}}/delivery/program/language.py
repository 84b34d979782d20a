"""How a programming language spells what a program is made of, and its helper functions."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

Table = tuple[str, str, str]


@dataclass(frozen=True)
class Language:
    """The spelling of one programming language.

    Calls look alike in all of them: `name(operand, ...)`. `number` and `text` spell literals,
    `comment` a remark, and `source` the operands that read a column, from its identifier and its
    name. `let` stands ahead of a new number or category, `end` behind a statement; `values` names
    the list `v` that sums start from. `constant` has a place for a name and one for a value.
    `tables` has for each kind of table the first line, with a place for its name, a row, with a
    place for each cell, and the last line.
    """

    number: Callable[[float], str]
    text: Callable[[str], str]
    comment: Callable[[str], str]
    source: Callable[[str, str], str]
    let: Mapping[str, str]
    end: str
    values: str
    constant: str
    tables: Mapping[str, Table]


def identifiers(columns: Iterable[str]) -> dict[str, str]:
    """Give each column a name that is an identifier in C, JavaScript and Python, and no keyword."""
    found: dict[str, str] = {}
    for column in columns:
        stem = "x_" + (re.sub("[^A-Za-z0-9]+", "_", column)[:40].strip("_") or "column")
        name, count = stem, 1
        while name in found.values():
            count += 1
            name = f"{stem}_{count}"
        found[column] = name
    return found


def helper_blocks(file_name: str, used: Iterable[str]) -> list[str]:
    """Pick the helpers that are used, and those that they use, in the order of their file.

    A helper is the lines from one empty line to the next: a function and the remark above it.
    """
    text = Path(__file__).with_name(file_name).read_text(encoding="utf-8")
    known = {}
    for block in re.split(r"\n\n+(?=\S)", text.strip()):
        if name := re.search(r"^(?:def|function|static)\b[^(]*?(\w+)\(", block, re.MULTILINE):
            known[name[1]] = block
    needed: set[str] = set()
    waiting = set(used)
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= (known.keys() & re.findall(r"\w+(?=\()", known[name])) - needed
    return [block for name, block in known.items() if name in needed]
