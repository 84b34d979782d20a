"""What each column brought to a value: how far it moved it from that of a reference record.

The contributions add up to the difference between the two records. In a sum, a column's is the
difference of its terms. A tree looks at several columns at once; there it is the Shapley value:
what the column changes when it is taken from the record in the place of the reference, as a mean
over all orders in which the columns may be taken. After Lundberg, Erion, Chen, DeGrave, Prutkin,
Nair, Katz, Himmelfarb, Bansal, Lee, "From local explanations to global understanding with
explainable AI for trees", Nature Machine Intelligence 2, 2020 (interventional TreeSHAP).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import factorial

from .additive import record_contribution
from .columns import Record, Value
from .model import MISSING_WORD, Additive, AtMost, IsLevel, Node, PortableModel, Split, Test, Trees
from .record_expressions import evaluator

Changes = dict[str, float]
# From the record, the reference, and the position of an output.
Change = Callable[[Record, Record, int], Changes]
MISSING = (None, "", MISSING_WORD)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a column, or a derived one under its own name, brought to the value."""

    column: str
    amount: float


def contributions(model: PortableModel,
                  reference: Record) -> Callable[[Record, int], list[Contribution]]:
    """Make the function from a record, and the position of an output, to its contributions.

    The largest come first, those of nothing are left out. They are in the unit of what the link
    takes: of two classes behind a logistic link in logarithms of odds, and positive where they
    speak for the second class; else in the estimator's own, see `unit_of`.
    """
    estimator, scale = model.estimator, model.link.scale if model.link.kind == "logistic" else 1.0
    change = _sum_change(estimator) if isinstance(estimator, Additive) else _tree_change(estimator)
    derived = [(item.name, evaluator(item.expression)) for item in model.derived]

    def complete(record: Record) -> Record:
        known = dict(record)
        for name, compute in derived:
            known[name] = compute(known)
        return known
    held_to = complete(reference)

    def explain(record: Record, output: int = 0) -> list[Contribution]:
        changes = change(complete(record), held_to, output)
        found = [Contribution(name, amount / scale) for name, amount in changes.items() if amount]
        return sorted(found, key=lambda item: abs(item.amount), reverse=True)
    return explain


def unit_of(model: PortableModel) -> str:
    """Name the unit of a model's contributions."""
    if model.link.kind == "logistic":
        return "log odds"
    if model.link.kind == "softmax":
        return "log odds, up to a constant"
    if model.link.kind == "exponential":
        return f"log({model.target} + 1)"
    return model.target if model.classes is None else "probability"


def _sum_change(additive: Additive) -> Change:
    terms = [(term.column, record_contribution(term)) for term in additive.terms]

    def change(record: Record, reference: Record, output: int) -> Changes:
        changes: Changes = {}
        for column, worth in terms:
            moved = worth(record.get(column))[output] - worth(reference.get(column))[output]
            changes[column] = changes.get(column, 0.0) + moved
        return changes
    return change


def _tree_change(trees: Trees) -> Change:
    columns = [test.column for test in trees.tests]

    def change(record: Record, reference: Record, output: int) -> Changes:
        held = [(_holds(test, record.get(test.column)), _holds(test, reference.get(test.column)))
                for test in trees.tests]
        changes: Changes = {}
        for tree in trees.trees:
            for leaf in _leaves(tree, columns, held, frozenset(), frozenset()):
                _share_out(leaf, output, changes)
        return {column: amount / trees.divisor for column, amount in changes.items()}
    return change


@dataclass(frozen=True, slots=True)
class _Reached:
    """A leaf's values, and the columns that must be the record's or the reference's on its path."""

    values: tuple[float, ...]
    record: frozenset[str]
    reference: frozenset[str]


def _leaves(node: Node, columns: list[str], held: list[tuple[bool, bool]],
            record: frozenset[str], reference: frozenset[str]) -> Iterator[_Reached]:
    """Walk to every leaf that some mixture of the two records leads to."""
    while isinstance(node, Split):
        column, (here, there) = columns[node.test], held[node.test]
        if here != there and column not in record and column not in reference:
            yield from _leaves(node.yes if here else node.no, columns, held,
                               record | {column}, reference)
            reference, here = reference | {column}, there
        elif column in reference:
            here = there
        node = node.yes if here else node.no
    yield _Reached(node.values, record, reference)


def _share_out(leaf: _Reached, output: int, changes: Changes) -> None:
    value, needed, barred = leaf.values[output], len(leaf.record), len(leaf.reference)
    for column in leaf.record:
        share = factorial(needed - 1) * factorial(barred) / factorial(needed + barred)
        changes[column] = changes.get(column, 0.0) + share * value
    for column in leaf.reference:
        share = factorial(needed) * factorial(barred - 1) / factorial(needed + barred)
        changes[column] = changes.get(column, 0.0) - share * value


def _holds(test: Test, value: Value) -> bool:
    missing = value in MISSING or value != value
    if isinstance(test, AtMost):
        return test.missing if missing else value <= test.threshold
    return value == test.level if isinstance(test, IsLevel) else missing
