"""What can be wrong with a request, named by the place in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

# Who sends a thousand bad records learns enough from the first of them.
MOST = 20
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, in words, and in one word for programs."""

    place: Place
    message: str
    kind: str


class Refused(Exception):
    """A request that cannot be answered, and all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Unfit(Exception):
    """A value that a column cannot have: a message, and one word for programs."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message, kind)
        self.message, self.kind = message, kind


def details(faults: Sequence[Fault]) -> bytes:
    """Write faults as the body of an answer, in the form that FastAPI gives them."""
    found: list[dict[str, Any]] = [
        {"loc": [*fault.place], "msg": fault.message, "type": fault.kind}
        for fault in faults[:MOST]]
    return msgspec.json.encode({"detail": found})
