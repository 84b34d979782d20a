"""Reason codes: which of a record's answers made the second class most probable.

Each column's contribution to the sum is held against the best that the column can bring, which is
what makes the second class least probable: in a points table, the most points. The difference is
what the answer lost. A linear term has no best value; it is held against that at its center,
where it contributes 0, and what it gained over that counts as a negative loss.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from .additive import record_contribution
from .columns import Record, Value
from .model import Additive, BinTerm, LevelTerm, PortableModel, Term
from .record_expressions import evaluator

Worth = Callable[[Value], tuple[float, ...]]
LOST = attrgetter("lost")


@dataclass(frozen=True, slots=True)
class Reason:
    """What a column brought to the sum, and what it lost against its best.

    Both are in points; in a plain logistic regression, in logarithms of odds.
    """

    column: str
    lost: float
    contribution: float


def reasons(model: PortableModel) -> Callable[[Record], list[Reason]]:
    """Make the function from a record to its reasons, what lost most first.

    It returns one for each column that the sum reads, derived ones under their own name; equal
    losses stay in the order of the model.

    Raises:
        ValueError: the model is no sum, as a tree, or not for two classes.
    """
    if not isinstance(model.estimator, Additive):
        raise ValueError(f"{model.name} is no sum of what each column brings: its trees look at "
                         "several at once, so no column has a loss of its own")
    if model.link.kind != "logistic":
        raise ValueError(f"{model.name} does not decide between two classes: there is no better "
                         "side to lose against")
    rising = model.link.scale > 0
    columns = _by_column(model.estimator.terms, rising)
    derived = [(item.name, evaluator(item.expression)) for item in model.derived]

    def explain(record: Record) -> list[Reason]:
        known = dict(record)
        for name, compute in derived:
            known[name] = compute(known)
        found = []
        for column, best, terms in columns:
            value, contribution = known.get(column), 0.0
            for worth in terms:
                contribution += worth(value)[0]
            lost = contribution - best if rising else best - contribution
            found.append(Reason(column, lost, contribution))
        return sorted(found, key=LOST, reverse=True)
    return explain


def _by_column(terms: tuple[Term, ...], rising: bool) -> list[tuple[str, float, list[Worth]]]:
    """Gather for each column the best that its terms can bring, and their functions."""
    gathered: dict[str, tuple[float, list[Worth]]] = {}
    for term in terms:
        best, functions = gathered.get(term.column, (0.0, []))
        gathered[term.column] = (best + _best(term, rising),
                                 [*functions, record_contribution(term)])
    return [(column, best, functions) for column, (best, functions) in gathered.items()]


def _best(term: Term, rising: bool) -> float:
    match term:
        case LevelTerm():
            worths = [*(level.weights for level in term.levels), term.missing, term.unseen]
        case BinTerm():
            worths = [*term.weights, term.missing]
        case _:
            return 0.0
    return (min if rising else max)(worth for worth, in worths)
