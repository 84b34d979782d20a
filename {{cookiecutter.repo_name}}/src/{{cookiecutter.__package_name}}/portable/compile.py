"""From a fitted scikit-learn pipeline to the portable model."""

from collections.abc import Sequence
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from .checks import check_model
from .compile_columns import encode
from .compile_linear import LINEAR, compile_linear
from .compile_trees import TREES, compile_trees
from .encoded import Description, Encoded, NumberColumn, WordColumn
from .errors import MalformedModel, NotPortable
from .expressions import columns_of
from .model import Additive, Derived, Estimator, Input, Link, PortableModel


def compile_model(pipeline: Pipeline, description: Description) -> PortableModel:
    """Compile a pipeline of the steps that features/ and candidates.py make.

    Classes must have been coded 0, 1, ... Columns that do not matter to the score are left out.

    Raises:
        NotPortable: names the step that has no portable form.
    """
    *steps, (label, estimator) = pipeline.steps
    columns: list[Encoded] = [*map(NumberColumn, description.numbers),
                              *map(WordColumn, description.categories)]
    derived: list[Derived] = []
    for name, step in steps:
        if hasattr(step, "portable_derived"):
            found = step.portable_derived()
            derived += found
            columns += [NumberColumn(item.name) for item in found]
        else:
            columns = encode(step, columns, name)
    compiled, link = _named_estimator(estimator, columns, label)
    inputs, derived = _used(compiled, derived, description)
    model = PortableModel(
        description.name, "regression" if description.classes is None else "classification",
        description.target, description.classes, inputs, derived, compiled, link)
    try:
        check_model(model)
    except MalformedModel as fault:
        raise NotPortable(f"{label}: {type(estimator).__name__} does not fit a portable model "
                          f"({fault})") from None
    return model


def compile_estimator(estimator: BaseEstimator,
                      columns: list[Encoded]) -> tuple[Estimator, Link]:
    """Compile a fitted estimator over the columns of the matrix that it was fitted on.

    Raises:
        NotPortable: it has no portable form.
    """
    if hasattr(estimator, "portable_estimator"):
        return estimator.portable_estimator(columns)
    # The very type: what a subclass does, nobody knows.
    if type(estimator) in LINEAR:
        return compile_linear(estimator, columns)
    if type(estimator) in TREES:
        return compile_trees(estimator, columns)
    raise NotPortable(f"{type(estimator).__name__} has no portable form")


def _named_estimator(estimator: BaseEstimator, columns: list[Encoded],
                     label: str) -> tuple[Estimator, Link]:
    try:
        return compile_estimator(estimator, columns)
    except NotPortable as obstacle:
        raise NotPortable(f"{label}: {obstacle}") from None


def _used(estimator: Estimator, derived: Sequence[Derived],
          description: Description) -> tuple[tuple[Input, ...], tuple[Derived, ...]]:
    parts: Sequence[Any] = estimator.terms if isinstance(estimator, Additive) else estimator.tests
    read = {part.column for part in parts}
    kept: list[Derived] = []
    # From the last one: a derived number may read those before it.
    for item in reversed(derived):
        if item.name in read:
            kept.insert(0, item)
            read |= columns_of(item.expression)
    kinds = (("number", description.numbers), ("date", description.dates),
             ("category", description.categories))
    return tuple(Input(name, kind) for kind, names in kinds for name in names if name in read), \
        tuple(kept)
