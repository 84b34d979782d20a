"""What a program says of itself, for people."""

from collections.abc import Sequence

from ...portable.model import Input, PortableModel
from ...portable.fields import score_fields
from ..form import Delivery
from ..text import printable


def about(delivery: Delivery, usage: Sequence[str], dates: str,
          columns: Sequence[Input]) -> list[str]:
    """Say, line by line, what the program predicts, from what, and how to use it.

    `dates` tells what a date is, if it reads any.
    """
    model = delivery.model
    reads = [(column.name, f"a {column.kind}") for column in columns]
    return [
        printable(delivery.title, 500),
        "",
        printable(f"Model {model.name}, version {delivery.version}, written by Slipway.", 500),
        "", "It gives", *_table(_gives(model)),
        "", *(("It reads", *_table(reads)) if reads else ("It reads nothing.",)),
        "", *(dates.split("\n") if any(item.kind == "date" for item in columns) else ()), *usage,
    ]


def _gives(model: PortableModel) -> list[tuple[str, str]]:
    *probabilities, prediction = score_fields(model.classes)
    if model.classes is None:
        return [(prediction, f"of {printable(model.target)}, a number")]
    if model.outputs > 1:
        return [*((name, "") for name in probabilities),
                (prediction, "the most probable class, the first of equals")]
    less, more = map(printable, model.classes)
    return [("probability", f"of {more}"),
            (prediction, f"{more} from a probability of {model.cutoff} on, else {less}")]


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    names = [printable(name) for name, _ in rows]
    width = max(map(len, names))
    return [f"    {name:<{width}}  {words}".rstrip() for name, (_, words) in zip(names, rows)]
