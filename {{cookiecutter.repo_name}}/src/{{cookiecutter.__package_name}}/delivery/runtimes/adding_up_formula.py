"""A printed formula, worked out by Python's own arithmetic under the rules that are printed."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1)
# 400 years.
REPEATS = timedelta(days=146_097)
SIGNS = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", " = ": " == ",
         "if(": "choose(", "\N{NARROW NO-BREAK SPACE}": ""}
NUMBER = re.compile(r"(?<![\w.])\d[\d.]*(?:e[+-]?\d+)?")


@dataclass(frozen=True, eq=False)
class Calculator:
    """Arithmetic with what may not be known; results beyond `largest` are not known either."""

    largest: float

    def compile(self, formula: list[str]) -> Callable[[Mapping[str, float | None]], float | None]:
        """Make the function from columns to a formula's value.

        `formula` is the column that is worked out, ` = `, and texts and columns in turn.
        """
        source = "".join(f"column({part!r})" if place % 2 else _python(part) for place, part in
                         enumerate([formula[2].removeprefix(" = "), *formula[3:]]))
        code = compile(source, "scorecard.html", "eval")

        def work_out(columns: Mapping[str, float | None]) -> float | None:
            names = {"column": lambda name: Quantity(columns[name], self.largest),
                     "number": lambda value: Quantity(float(value), self.largest),
                     "__builtins__": {}, **FUNCTIONS}
            return eval(code, names).value
        return work_out


def _python(text: str) -> str:
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    return NUMBER.sub(r"number(\g<0>)", text)


def _attempt(function: Callable[..., float], *values: Any) -> float | None:
    try:
        return float(function(*values))
    except (ArithmeticError, ValueError):
        return None


def _sign(function: Callable[..., float]) -> Callable[..., "Quantity"]:
    return lambda *quantities: quantities[0].worked(function, *quantities[1:])


class Quantity:
    """A number, or None where it is not known."""

    __add__, __sub__, __mul__, __truediv__, __neg__, __abs__ = map(_sign, (
        operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, abs))
    __lt__, __le__, __gt__, __ge__, __eq__, __ne__ = map(_sign, (
        operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne))

    def __init__(self, value: float | None, largest: float) -> None:
        self.value = value
        self.largest = largest

    def worked(self, function: Callable[..., float], *others: "Quantity") -> "Quantity":
        """Work out a function of quantities."""
        values = [quantity.value for quantity in (self, *others)]
        return self.held(None if None in values else _attempt(function, *values))

    def held(self, value: float | None) -> "Quantity":
        """Make a result: not known where it is no number, or too large."""
        fits = value is not None and abs(value) <= self.largest
        return Quantity(value if fits else None, self.largest)


def _of_date(part: Callable[[datetime], int], more: int = 0) -> Callable[[Quantity], Quantity]:
    """Make the function from the seconds of a date to a part of it, by Python's calendar.

    That ends with the year 9999, but repeats itself; each time the part is so much `more`.
    """
    def work_out(seconds: float) -> float:
        times, rest = divmod(seconds, REPEATS.total_seconds())
        return part(EPOCH + timedelta(seconds=rest)) + more * times
    return lambda quantity: quantity.worked(work_out)


FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "choose": lambda condition, yes, no: condition.held((yes if condition.value else no).value),
    "fill": lambda first, other: first.held((other if first.value is None else first).value),
    "min": lambda first, *others: first.worked(min, *others),
    "max": lambda first, *others: first.worked(max, *others),
    "ln": lambda quantity: quantity.worked(math.log),
    "abs": abs,
    "floor": lambda quantity: quantity.worked(math.floor),
    "mod": lambda a, b: a - b * (a / b).worked(math.floor),
    "days": _of_date(lambda at: (at - EPOCH).days, REPEATS.days),
    "year": _of_date(lambda at: at.year, 400),
    "month": _of_date(lambda at: at.month), "day": _of_date(lambda at: at.day),
    "weekday": _of_date(lambda at: at.weekday()), "hour": _of_date(lambda at: at.hour),
}
