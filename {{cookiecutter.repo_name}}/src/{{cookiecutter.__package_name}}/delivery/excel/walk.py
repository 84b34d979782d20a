"""Walking trees by formulas.

A number is ranked once among all thresholds of its column; the trees then compare small whole
numbers. So a tree fits in one formula, which gives the number of the node in which it ends.
"""

from bisect import bisect_left
from collections.abc import Sequence

from ...portable.model import MISSING_WORD, AtMost, IsMissing, Leaf, Test, Trees
from .formulas import compare
from .parts import Addresses, Key, Operand, Page, Step, sum_steps
from .trees import NodeRow, Ranks

# So many leaves keep a formula within Excel's 8,192 letters and 64 nested functions.
LEAVES_A_FORMULA = 60


def write_scale(page: Page, trees: Trees) -> None:
    """Write the numbers of the ensemble as a whole."""
    for output, base in enumerate(trees.base):
        page.address(("base", output), 1, page.add("body", "Sum of the trees starts at", base))
    page.address(("divisor",), 1, page.add("body", "and is divided by", trees.divisor))


def tree_steps(trees: Trees, ranks: Ranks, numbered: Sequence[Sequence[NodeRow]],
               labels: Sequence[str]) -> list[Step]:
    """Rank the answers, walk the trees, and add up what their leaves hold.

    `labels` names the total of each output.
    """
    steps = [_rank_step(name, len(known)) for name, known in ranks.thresholds.items()]
    steps += [_code_step(name, len(known)) for name, known in ranks.levels.items()]
    for position, rows in enumerate(numbered):
        steps += _leaf_steps(position, trees, rows, ranks)
    for output, label in enumerate(labels):
        operands = [_start(output), *(_leaf_value(tree, output) for tree in range(len(numbered)))]
        steps += sum_steps(("sum", output), f"{label}, of the trees", operands)
        steps.append(_value_step(output, label))
    return steps


def _rank_step(name: str, count: int) -> Step:
    """Count the thresholds below a number; for a missing one give one more than there are."""
    def formula(at: Addresses) -> str:
        cell = at["column", name]
        rank = f"SUMPRODUCT(--({compare(cell, '>', at['thresholds', name])}))" if count else "0"
        return f"IF(ISNUMBER({cell}),{rank},{count + 1})"
    return Step(("rank", name), f"{name}: thresholds below it", formula)


def _code_step(name: str, count: int) -> Step:
    """Find a category's number: 0 for another one, -1 for a missing one."""
    def formula(at: Addresses) -> str:
        cell = at["column", name]
        code = f"SUMPRODUCT(--EXACT({at['levels', name]},{cell}),{at['numbers', name]})" \
            if count else "0"
        return f'IF(OR(LEN({cell})=0,EXACT({cell},"{MISSING_WORD}")),-1,{code})'
    return Step(("rank", name), f"{name}: number of the category", formula)


def _leaf_steps(position: int, trees: Trees, rows: Sequence[NodeRow], ranks: Ranks) -> list[Step]:
    """Find the node in which a tree ends; big branches are steps of their own."""
    first = rows[0].number
    cut = {number: ("branch", number) for number in _cut_points(rows)}

    def branch(number: int, at: Addresses, top: bool = False) -> str:
        row = rows[number - first]
        if number in cut and not top:
            return at[cut[number]]
        if isinstance(row.node, Leaf):
            return str(number)
        test = _condition(trees.tests[row.node.test], ranks, at)
        return f"IF({test},{branch(row.yes, at)},{branch(row.no, at)})"

    def step(number: int, key: Key, label: str) -> Step:
        return Step(key, label, lambda at: branch(number, at, top=True))

    label = f"Tree {position + 1} ends in node"
    return [*(step(number, key, f"{label}, from node {number} on") for number, key in cut.items()),
            step(first, ("leaf", position), label)]


def _cut_points(rows: Sequence[NodeRow]) -> list[int]:
    """Choose branches so that no formula holds more than LEAVES_A_FORMULA and one.

    The lowest come first: the others read them.
    """
    cut: list[int] = []
    leaves: dict[int, int] = {}
    for row in reversed(rows):
        branches = sorted((row.yes, row.no), key=lambda number: leaves.get(number, 0))
        leaves[row.number] = max(1, sum(leaves.get(number, 0) for number in branches))
        if leaves[row.number] > LEAVES_A_FORMULA:
            cut.append(branches[1])
            leaves[row.number] = leaves[branches[0]] + 1
    return cut


def _condition(test: Test, ranks: Ranks, at: Addresses) -> str:
    cell = at["rank", test.column]
    if test.column in ranks.levels:
        levels = ranks.levels[test.column]
        if isinstance(test, IsMissing):
            return f"{cell}<0"
        return f"{cell}={levels.index(test.level) + 1}" if test.level in levels else "FALSE"
    thresholds = ranks.thresholds[test.column]
    missing = f"{cell}>{len(thresholds)}"
    if not isinstance(test, AtMost):
        return missing
    at_most = f"{cell}<={bisect_left(thresholds, test.threshold)}"
    return f"OR({at_most},{missing})" if test.missing else at_most


def _start(output: int) -> Operand:
    return lambda at: at["base", output]


def _leaf_value(tree: int, output: int) -> Operand:
    return lambda at: f"INDEX({at['values', output]},{at['leaf', tree]})"


def _value_step(output: int, label: str) -> Step:
    return Step(("value", output), label, lambda at: f"{at['sum', output]}/{at['divisor',]}")
