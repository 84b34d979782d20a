"""What fitted linear models, and models that ignore every column, make of encoded columns."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

from .encoded import Encoded, FlagColumn, NumberColumn
from .errors import NotPortable
from .model import Additive, IsLevel, IsMissing, Level, LevelTerm, LinearTerm, Link, Term, Test

LINEAR = (LogisticRegression, Ridge, LinearRegression, Lasso, ElasticNet, DummyClassifier,
          DummyRegressor)
# A column, or a test, and its weight for each output.
Part = tuple[NumberColumn | FlagColumn, np.ndarray]
Flag = tuple[Test, np.ndarray]


def compile_linear(estimator: BaseEstimator,
                   columns: Sequence[Encoded]) -> tuple[Additive, Link]:
    """Compile a fitted estimator of one of the types in LINEAR.

    Raises:
        NotPortable: a column can be missing, which a linear model cannot take, or a baseline
            draws at random.
    """
    if isinstance(estimator, DummyClassifier | DummyRegressor):
        return _baseline(estimator)
    weights = np.atleast_2d(estimator.coef_)
    intercept = np.broadcast_to(np.atleast_1d(estimator.intercept_), len(weights)).copy()
    if isinstance(estimator, LogisticRegression):
        link = Link("logistic") if len(weights) == 1 else Link("softmax")
    elif len(weights) == 1:
        link = Link("identity")
    else:
        raise NotPortable("a linear model of several targets has no portable form")
    grouped: dict[str, list[Part]] = defaultdict(list)
    for column, weight in zip(columns, weights.T):
        if isinstance(column, FlagColumn):
            # What a flag is worth where it does not hold, it is worth in every row.
            intercept += weight * ((0 - column.center) / column.scale)
            grouped[column.test.column].append((column, weight))
        elif isinstance(column, NumberColumn):
            grouped[column.column].append((column, weight))
        else:
            raise NotPortable(f"a linear model takes numbers, and {column.column} is encoded as "
                              "none")
    return Additive(_worth(intercept), tuple(_term(name, parts) for name, parts
                                             in grouped.items())), link


def _baseline(estimator: DummyClassifier | DummyRegressor) -> tuple[Additive, Link]:
    if isinstance(estimator, DummyRegressor):
        return Additive(_worth(estimator.constant_.ravel()), ()), Link("identity")
    if estimator.strategy != "prior":
        raise NotPortable(f"a baseline by {estimator.strategy!r} has no portable form, only by "
                          "'prior'")
    shares = estimator.class_prior_
    return Additive(_worth(shares[1:] if len(shares) == 2 else shares), ()), Link("identity")


def _term(name: str, parts: Sequence[Part]) -> Term:
    numbers = [part for part in parts if isinstance(part[0], NumberColumn)]
    flags = [(column.test, weight / column.scale) for column, weight in parts
             if isinstance(column, FlagColumn)]
    if len(numbers) > 1:
        raise NotPortable(f"{name} stands twice among the columns of a linear model")
    return _linear_term(*numbers[0], flags) if numbers else _level_term(name, flags)


def _linear_term(number: NumberColumn, weight: np.ndarray, flags: Sequence[Flag]) -> LinearTerm:
    if number.fill is None:
        raise NotPortable(f"{number.column} can be missing, which a linear model cannot take; "
                          "fill it")
    weights = weight / number.scale
    missing = weights * (number.fill - number.center)
    for _, worth in flags:
        missing = missing + worth
    return LinearTerm(number.column, number.center, _worth(weights), _worth(missing))


def _level_term(name: str, flags: Sequence[Flag]) -> LevelTerm:
    worths: dict[Test, np.ndarray] = {}
    for test, worth in flags:
        worths[test] = worths.get(test, 0.0) + worth
    levels = tuple(Level(test.level, _worth(worth)) for test, worth in worths.items()
                   if isinstance(test, IsLevel))
    nothing = np.zeros_like(flags[0][1])
    return LevelTerm(name, levels, _worth(worths.get(IsMissing(name), nothing)), _worth(nothing))


def _worth(values: np.ndarray) -> tuple[float, ...]:
    return tuple(np.asarray(values, dtype=np.float64).tolist())
