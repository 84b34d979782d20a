"""Derived columns as steps: one cell for each operation, with the rules of expressions.py.

A missing value is an empty text.
"""

from collections.abc import Callable, Collection

from ...portable.expressions import LARGEST, Call, Expression, Name, Number, mod_steps
from ...portable.model import Derived
from ..whole_numbers import is_whole
from .formulas import compare, difference, floor, total
from .parts import Addresses, Operand, Page, Step, number_words
from .whole import whole_formula

LARGEST_KEY = ("largest",)
COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
ARITHMETIC: dict[str, Callable[..., str]] = {
    "+": total,
    "-": difference,
    "*": lambda a, b: f"{a}*{b}",
    "/": lambda a, b: f"{a}/{b}",
    "negate": lambda a: f"-{a}",
    "log": lambda a: f"LN({a})",
    "abs": lambda a: f"ABS({a})",
    "floor": floor,
    "min": lambda *operands: f"MIN({','.join(operands)})",
    "max": lambda *operands: f"MAX({','.join(operands)})",
}
# What is as great as the result, but shorter to write.
SIZES = {"+": lambda a, b: f"{a}+{b}", "-": lambda a, b: f"{a}-{b}", "floor": lambda a: a}


def write_constants(page: Page, derived: tuple[Derived, ...], dates: Collection[str]) -> None:
    """Write the numbers of the expressions: in a formula Excel keeps 15 digits of them."""
    page.address(LARGEST_KEY, 1, page.add("body", "Largest value of a computed column", LARGEST))
    for item in derived:
        for number in _numbers(item.expression, dates):
            key = ("number", number)
            if key not in page.addresses:
                row = page.add("body", f"Number in {item.name}", number)
                page.address(key, 1, row)


def derived_steps(derived: Derived, dates: Collection[str]) -> list[Step]:
    """Compute a column, its parts first; whole numbers that come of `dates` in a step or few."""
    steps: list[Step] = []
    placed: dict[Expression, Operand] = {}

    def visit(expression: Expression) -> Operand:
        if isinstance(expression, Number):
            return lambda at: at["number", expression.number]
        if isinstance(expression, Name):
            return lambda at: at["column", expression.column]
        if expression not in placed:
            placed[expression] = _place(expression)
        return placed[expression]

    def _place(expression: Call) -> Operand:
        if is_whole(expression, dates):
            formula = whole_formula(expression, visit)
        elif expression.call == "mod":
            return visit(mod_steps(*expression.operands))
        else:
            formula = _formula(expression.call, list(map(visit, expression.operands)))
        key = ("part of column", derived.name, len(steps))
        steps.append(Step(key, f"{derived.name}: {expression.call}", formula))
        return lambda at: at[key]

    value = visit(derived.expression)
    if isinstance(derived.expression, Call):
        last = steps.pop()
        return [*steps, Step(("column", derived.name), derived.name, last.formula)]
    return [Step(("column", derived.name), derived.name,
                 lambda at: f'IF(COUNT({value(at)})=0,"",{value(at)})')]


def expression_words(expression: Expression) -> str:
    """Write an expression for people, as params.yaml has it."""
    if isinstance(expression, Number):
        return number_words(expression.number)
    if isinstance(expression, Name):
        return expression.column
    words = [expression_words(operand) for operand in expression.operands]
    if expression.call in COMPARISONS or expression.call in "+-*/":
        words = [f"({text})" if isinstance(operand, Call) and not operand.call.isalpha() else text
                 for operand, text in zip(expression.operands, words)]
        return f" {expression.call} ".join(words)
    return f"-({words[0]})" if expression.call == "negate" \
        else f"{expression.call}({', '.join(words)})"


def _formula(call: str, operands: list[Operand]) -> Operand:
    return lambda at: _call(call, operands, at)


def _call(call: str, operands: list[Operand], at: Addresses) -> str:
    cells = [operand(at) for operand in operands]
    largest = at[LARGEST_KEY]
    if call == "where":
        condition, yes, no = cells
        return f"IF(AND(ISNUMBER({condition}),{condition}<>0)," \
            f"{_checked(yes, largest)},{_checked(no, largest)})"
    if call == "fill":
        x, other = cells
        return f"IF(COUNT({x})=0,{_checked(other, largest)},{_checked(x, largest)})"
    missing = f"COUNT({','.join(cells)})<{len(cells)}"
    if call in COMPARISONS:
        return f'IF({missing},"",IF({compare(cells[0], COMPARISONS[call], cells[1])},1,0))'
    result = ARITHMETIC[call](*cells)
    size = SIZES.get(call, ARITHMETIC[call])(*cells)
    return f'IF({missing},"",IFERROR(IF({_fits(size, largest)},{result},""),""))'


def _checked(cell: str, largest: str) -> str:
    return f'IF(COUNT({cell})=0,"",IF({_fits(cell, largest)},{cell},""))'


def _fits(value: str, largest: str) -> str:
    return compare(f"ABS({value})", "<=", largest)


def _numbers(expression: Expression, dates: Collection[str]) -> list[float]:
    if isinstance(expression, Number):
        return [expression.number]
    if isinstance(expression, Call) and not is_whole(expression, dates):
        return [number for operand in expression.operands for number in _numbers(operand, dates)]
    return []
