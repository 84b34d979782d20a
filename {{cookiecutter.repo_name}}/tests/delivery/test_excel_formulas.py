"""Comparisons that are exact although Excel and LibreOffice round before they compare."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pytest

from slipway_package.delivery.excel.formulas import (
    compare,
    difference,
    floor,
    total,
)

VALUES = [0.1, 105.5, -1.5, 1.0, 1.9999999999999998, 0.30000000000000004, 3.3e38, -3.4e38, 1e-300,
          12345.678, 2.0**53 - 1, *(10 ** np.random.default_rng(0).uniform(-30, 38, 100)).tolist()]


@dataclass(frozen=True)
class Excel:
    """A number that is compared as Excel does: both sides rounded to 15 digits."""

    value: float

    @property
    def rounded(self) -> float:
        return float(f"{self.value:.15g}")

    def __floor__(self) -> "Excel":
        nearest = type(self)(float(round(self.value)))
        return nearest if nearest == self else type(self)(float(math.floor(self.value)))

    def __lt__(self, other: "Excel") -> bool:
        return self.rounded < other.rounded

    def __le__(self, other: "Excel") -> bool:
        return self.rounded <= other.rounded

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Excel) and self.rounded == other.rounded

    def __add__(self, other: "Excel") -> "Excel":
        return type(self)(self.value + other.value)

    def __sub__(self, other: "Excel") -> "Excel":
        return type(self)(self.value - other.value)

    def __rmul__(self, factor: float) -> "Excel":
        return type(self)(factor * self.value)

    def __truediv__(self, divisor: float) -> "Excel":
        return type(self)(self.value / divisor)

    def __abs__(self) -> "Excel":
        return type(self)(abs(self.value))


@dataclass(frozen=True)
class LibreOffice(Excel):
    """A number as LibreOffice has it: equal, and their difference 0, within 2**-48."""

    def near(self, other: Excel) -> bool:
        a, b = self.value, other.value
        return a == b or abs(a - b) < 2.0**-48 * min(abs(a), abs(b))

    def __lt__(self, other: Excel) -> bool:
        return not self.near(other) and self.value < other.value

    def __le__(self, other: Excel) -> bool:
        return self.near(other) or self.value < other.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Excel) and self.near(other)

    def __add__(self, other: Excel) -> "LibreOffice":
        return self - LibreOffice(-other.value)

    def __sub__(self, other: Excel) -> "LibreOffice":
        return LibreOffice(0.0 if self.near(other) else self.value - other.value)


def evaluate(formula: str, a: Excel, b: Excel) -> object:
    """Evaluate a formula of a and b, written for a spreadsheet."""
    program = re.sub("(?<![<>])=", "==", formula).replace("<>", "!=")
    return eval(program, {"a": a, "b": b, "ABS": abs, "INT": math.floor,
                          "IF": lambda test, yes, no: yes if test else no})


def neighbours(value: float) -> list[float]:
    """The value, the doubles beside it, and others."""
    return [value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf),
            math.nextafter(math.nextafter(value, math.inf), math.inf), 2 * value, value / 2,
            -value, 0.999 * value, 0.0, 3.4e38, -3.4e38]


@pytest.mark.parametrize("kind", [Excel, LibreOffice])
def test_the_kinds_take_neighbours_for_equal(kind: type[Excel]) -> None:
    assert kind(math.nextafter(105.5, 0)) == kind(105.5)
    assert kind(105.4999) != kind(105.5)


@pytest.mark.parametrize("kind", [Excel, LibreOffice])
def test_comparisons_are_exact_to_the_last_bit(kind: type[Excel]) -> None:
    for b in [0.0, *VALUES]:
        for a in neighbours(b):
            found = [evaluate(compare("a", sign, "b"), kind(a), kind(b))
                     for sign in ("=", "<>", "<", "<=", ">", ">=")]
            assert found == [a == b, a != b, a < b, a <= b, a > b, a >= b]


@pytest.mark.parametrize("kind", [Excel, LibreOffice])
def test_sums_and_differences_are_those_of_doubles(kind: type[Excel]) -> None:
    for b in [0.0, *VALUES]:
        for a in neighbours(b):
            assert evaluate(difference("a", "b"), kind(a), kind(b)).value == a - b
            assert evaluate(total("a", "b"), kind(-a), kind(b)).value == -a + b


@pytest.mark.parametrize("kind", [Excel, LibreOffice])
def test_a_number_just_below_a_whole_one_is_rounded_down(kind: type[Excel]) -> None:
    just_below = math.nextafter(3.0, 0)
    assert math.floor(kind(just_below)).value == 3.0
    formula = floor("a").replace("-1", "-b")
    for value in [just_below, *(near for whole in (1.0, 3.0, -2.0, 86400.0, 2.0**50 - 1, *VALUES)
                                for near in neighbours(whole) if abs(near) < 1e30)]:
        assert evaluate(formula, kind(value), kind(1.0)).value == math.floor(value), value
