"""The categories that a model tells apart, and how else a table may spell them."""

from ..data.words import canonical
from ..portable.model import Additive, IsLevel, LevelTerm, PortableModel
from .form import Delivery


def levels_of(model: PortableModel, column: str) -> list[str]:
    """List the categories of a column that a model tells apart, in the order in which it does."""
    if isinstance(model.estimator, Additive):
        found = [level.level for term in model.estimator.terms
                 if isinstance(term, LevelTerm) and term.column == column for level in term.levels]
    else:
        found = [test.level for test in model.estimator.tests
                 if isinstance(test, IsLevel) and test.column == column]
    return list(dict.fromkeys(found))


def codes_of(delivery: Delivery, column: str) -> tuple[str, ...]:
    """List the contract's categories of a column that have other spellings.

    They are truth values and whole numbers; see `data/cells.py`, `respelled`.
    """
    contract = delivery.schema.columns.get(column)
    names = contract.categories if contract and contract.categories else ()
    return tuple(name for name in names if len(_spellings(canonical(name))) > 1)


def codes_by_column(delivery: Delivery) -> dict[str, tuple[str, ...]]:
    """List them for each column of the model that has any."""
    return {column.name: codes for column in delivery.model.inputs
            if column.kind == "category" and (codes := codes_of(delivery, column.name))}


def other_spellings(delivery: Delivery, column: str) -> dict[str, str]:
    """Map what programs write for a truth value or a whole number to the category that it is.

    Only for categories that the model tells apart; no category is another's spelling.
    """
    codes, known = codes_of(delivery, column), {*levels_of(delivery.model, column)}
    standing = {canonical(name): name for name in codes}
    return {spelling: name for value, name in standing.items() if name in known
            for spelling in _spellings(value) if spelling not in codes}


def _spellings(value: str) -> tuple[str, ...]:
    if value in ("true", "false"):
        return value, value.title(), value.upper()
    return (value, f"{value}.0") if canonical(f"{value}.0") == value else (value,)
