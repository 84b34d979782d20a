"""The categories that a model tells apart."""

from ..portable.model import Additive, IsLevel, LevelTerm, PortableModel


def levels_of(model: PortableModel, column: str) -> list[str]:
    """List the categories of a column that a model tells apart, in the order in which it does."""
    if isinstance(model.estimator, Additive):
        found = [level.level for term in model.estimator.terms
                 if isinstance(term, LevelTerm) and term.column == column for level in term.levels]
    else:
        found = [test.level for test in model.estimator.tests
                 if isinstance(test, IsLevel) and test.column == column]
    return list(dict.fromkeys(found))
