"""Reading the answers of a record: a step for each that can stand for another value."""

import math
from collections.abc import Mapping

from ...data.words import spelled_numbers
from ...portable.model import Input
from ..form import Delivery
from ..levels import other_spellings
from .dates import date_step
from .formulas import compare
from .parts import Key, Page, Step, input_key

Spellings = Mapping[str, Mapping[str, str]]


def spellings_of(delivery: Delivery) -> Spellings:
    """Map, for each category column that has any, other spellings to the categories."""
    return {column.name: found for column in delivery.model.inputs if column.kind == "category"
            and (found := other_spellings(delivery, column.name))}


def write_spellings(page: Page, spellings: Spellings) -> None:
    """Write the table of other spellings, if there are any."""
    if not spellings:
        return
    page.add("head", "Question", "Other spelling", "No.", "Stands for")
    for name, found in spellings.items():
        rows = [page.add("body", name, spelling, number, category)
                for number, (spelling, category) in enumerate(found.items(), start=1)]
        for position, what in enumerate(("spellings", "spelling numbers", "spelled"), start=1):
            page.address((what, name), position, rows[0], rows[-1])
    page.add("blank")


def input_steps(delivery: Delivery, spellings: Spellings) -> list[Step]:
    """Compute ("column", name) of the inputs whose answers are not taken as they stand."""
    holes = [*filter(math.isfinite, spelled_numbers(delivery.missing))]
    steps = []
    for column in delivery.model.inputs:
        if column.kind == "date":
            steps.append(date_step(column))
        elif column.name in spellings:
            steps.append(_respelled_step(column))
        elif column.kind == "number" and holes:
            steps.append(_known_step(column, holes))
    return steps


def _respelled_step(column: Input) -> Step:
    name = column.name

    def formula(at: Mapping[Key, str]) -> str:
        cell = at[input_key(column)]
        word = f'IF(ISLOGICAL({cell}),IF({cell},"true","false"),{cell})'
        number = f"SUMPRODUCT(--EXACT({at['spellings', name]},{word})," \
            f"{at['spelling numbers', name]})"
        return f'IF(LEN({cell})=0,"",IF({number}=0,{word},INDEX({at["spelled", name]},{number})))'
    return Step(("column", name), f"{name}: category", formula)


def _known_step(column: Input, holes: list[float]) -> Step:
    """Take the numbers that stand for a missing value out."""
    def formula(at: Mapping[Key, str]) -> str:
        cell = at[input_key(column)]
        tests = ",".join(compare(cell, "=", repr(hole)) for hole in holes)
        return f'IF(ISNUMBER({cell}),IF(OR({tests}),"",{cell}),"")'
    return Step(("column", column.name), f"{column.name}: number", formula)
