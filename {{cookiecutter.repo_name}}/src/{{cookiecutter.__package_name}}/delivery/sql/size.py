"""How large a model is in SQL."""

from ...portable.model import Additive, BinTerm, Estimator, LevelTerm, Term
from .trees import leaves


def branches(estimator: Estimator) -> int:
    """Count the branches of all CASE expressions: leaves of trees, levels and bins of terms."""
    if isinstance(estimator, Additive):
        return sum(map(_branches, estimator.terms)) * len(estimator.intercept)
    return sum(len([leaf for leaf in leaves(tree) if leaf.values[output]])
               for output in range(len(estimator.base)) for tree in estimator.trees)


def _branches(term: Term) -> int:
    match term:
        case LevelTerm():
            return len(term.levels) + 2
        case BinTerm():
            return len(term.weights) + 1
    return 1
