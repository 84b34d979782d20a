"""Pipelines of every kind, fitted on a small made table, and rows that try each of them."""

import warnings
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.tree import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    ExtraTreeClassifier,
    ExtraTreeRegressor,
)

from slipway_package.features.build_features import (
    Features,
    build_features,
)
from slipway_package.models.points import PointsTable
from slipway_package.portable.columns import Columns, Record
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import Description
from slipway_package.portable.expressions import LARGEST
from slipway_package.portable.model import (
    AtMost,
    BinTerm,
    PortableModel,
    Trees,
)
from slipway_package.portable.score import batch_scorer

NUMBERS = ("in'come\"; --", "größe µ", "tiny", "huge", "empty", "same", "whole")
CATEGORIES = ("home `town`", "job\n=1+1", "no word")
PLAIN = ["tiny", "huge", "whole"]
TOWNS = ("'; DROP TABLE x; --", "=cmd|' /C calc'!A0", "</script>", "größe 漢字 😀", " ", "9")
FEATURES = Features(NUMBERS, CATEGORIES, {
    "ratio": "`in'come\"; --` / max(`größe µ`, 1)",
    "log of tiny": "log(tiny * whole)",
    "\\chosen\\": "where(whole < 2, 1, fill(huge, -1) / 1e9 - whole)",
})
CLASSES = {"binary": ("good", "a 'bad' \\ \"one\""), "multi": ("1", "größe", "</script>"),
           "regression": None}
Case = tuple[str, str, str]
FILL = SimpleImputer(strategy="median", keep_empty_features=True)

CLASSIFIERS: dict[str, Callable[[], BaseEstimator]] = {
    "logistic": lambda: LogisticRegression(max_iter=100),
    "tree": lambda: DecisionTreeClassifier(max_depth=5, random_state=0),
    "extra_tree": lambda: ExtraTreeClassifier(max_depth=5, random_state=0),
    "forest": lambda: RandomForestClassifier(8, max_leaf_nodes=16, random_state=0),
    "unbounded_forest": lambda: RandomForestClassifier(8, random_state=0),
    "extra_trees": lambda: ExtraTreesClassifier(8, random_state=0),
    "boosting": lambda: GradientBoostingClassifier(n_estimators=8, random_state=0),
    "boosting_from_zero": lambda: GradientBoostingClassifier(n_estimators=4, init="zero"),
    "boosting_exponential": lambda: GradientBoostingClassifier(n_estimators=4, loss="exponential"),
    "hist_boosting": lambda: HistGradientBoostingClassifier(max_iter=8, min_samples_leaf=5),
    "baseline": lambda: DummyClassifier(strategy="prior"),
    "scorecard": PointsTable,
}
REGRESSORS: dict[str, Callable[[], BaseEstimator]] = {
    "least_squares": LinearRegression,
    "ridge": Ridge,
    "lasso": lambda: Lasso(0.1, max_iter=100),
    "elastic_net": lambda: ElasticNet(0.1, max_iter=100),
    "tree": lambda: DecisionTreeRegressor(max_depth=5, random_state=0),
    "extra_tree": lambda: ExtraTreeRegressor(max_depth=5, random_state=0),
    "forest": lambda: RandomForestRegressor(8, max_leaf_nodes=16, random_state=0),
    "unbounded_forest": lambda: RandomForestRegressor(8, random_state=0),
    "extra_trees": lambda: ExtraTreesRegressor(8, random_state=0),
    "boosting": lambda: GradientBoostingRegressor(n_estimators=8, random_state=0),
    "boosting_from_zero": lambda: GradientBoostingRegressor(n_estimators=4, init="zero"),
    "boosting_huber": lambda: GradientBoostingRegressor(n_estimators=4, loss="huber"),
    "hist_boosting": lambda: HistGradientBoostingRegressor(max_iter=8, min_samples_leaf=5),
    "baseline": DummyRegressor,
}
# What cannot take a missing number.
NEEDS_VALUES = ("logistic", "least_squares", "ridge", "lasso", "elastic_net", "boosting")
# What compares in doubles.
DOUBLES = ("logistic", "least_squares", "ridge", "lasso", "elastic_net", "hist_boosting",
           "baseline", "scorecard")


def _cases() -> Iterator[Case]:
    """List every task, estimator and preparation of numbers that go together."""
    for task in CLASSES:
        for name in REGRESSORS if task == "regression" else CLASSIFIERS:
            if name == "scorecard" or (name, task) == ("boosting_exponential", "multi"):
                continue
            for numbers in ("scaled", "imputed", "raw"):
                if numbers != "raw" or not name.startswith(NEEDS_VALUES):
                    yield task, name, numbers
    yield "binary", "scorecard", "binned"


CASES = list(_cases())


def make_rows(rows: int = 160, seed: int = 0) -> pd.DataFrame:
    """Make rows with holes in every kind of column, and one without any value."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        NUMBERS[0]: random.lognormal(3, 0.5, rows).round(2),
        NUMBERS[1]: random.normal(5, 3, rows),
        "tiny": random.lognormal(-20, 1, rows),
        "huge": random.normal(0, 1e6, rows),
        "empty": np.full(rows, np.nan),
        "same": np.full(rows, 7.0),
        "whole": random.integers(0, 6, rows).astype(float),
        CATEGORIES[0]: random.choice(TOWNS, rows),
        CATEGORIES[1]: random.choice(["fixed", "free"], rows),
        CATEGORIES[2]: pd.Series([None] * rows, dtype="str"),
    })
    for name in (*NUMBERS[:4], "whole", *CATEGORIES[:2]):
        table.loc[random.random(rows) < 0.12, name] = np.nan
    return table


@cache
def make_target(task: str) -> np.ndarray:
    """Make a target that hangs on every column: classes coded 0, 1, ..., or a number."""
    table = make_rows()
    noise = np.random.default_rng(1).normal(0, 0.3, len(table))
    signal = noise + 0.05 * table[NUMBERS[0]].fillna(40) - 0.3 * table["whole"].fillna(4) \
        + table["huge"].fillna(1e6) / 2e6 + (table[CATEGORIES[1]] == "free") \
        + 2 * table[CATEGORIES[0]].isna() + np.log(table["tiny"].fillna(1e-9)) / 5
    if task == "regression":
        return signal.to_numpy()
    cuts = np.quantile(signal, [0.6] if task == "binary" else [0.3, 0.6])
    return np.searchsorted(cuts, signal)


@cache
def fitted(case: Case) -> Pipeline:
    """Fit the pipeline of a case."""
    task, name, numbers = case
    estimator = (REGRESSORS if task == "regression" else CLASSIFIERS)[name]()
    steps, matrix = _prepared(numbers)
    # Without scaling a linear model does not converge; how good it is does not matter here.
    with warnings.catch_warnings(category=ConvergenceWarning, action="ignore"):
        return Pipeline([*steps, ("estimate", estimator.fit(matrix, make_target(task)))])


@cache
def _prepared(numbers: str) -> tuple[list[tuple[str, TransformerMixin]], np.ndarray]:
    steps = build_features(FEATURES, numbers)
    return steps, Pipeline(steps).fit_transform(make_rows(), make_target("binary"))


@cache
def compiled(case: Case) -> PortableModel:
    """Compile the pipeline of a case."""
    return compile_model(fitted(case), description(case[0], case[1]))


def description(task: str, name: str = "made") -> Description:
    """Describe a pipeline that was fitted on the made table."""
    return Description(name, "target", CLASSES[task], NUMBERS, CATEGORIES)


@cache
def golden(case: Case) -> pd.DataFrame:
    """Gather real rows, missing, unseen and extreme values, and values at and beside all edges."""
    _, name, numbers = case
    # What overflows single precision behind a scaler, scikit-learn's own trees refuse.
    most = 1e28 if numbers == "scaled" and name not in DOUBLES else LARGEST
    special = (np.nan, most, -most, 1e20, -1e20, 0.0, -0.0, 1e-300, 5e-324)
    tried = [(column, value) for column in NUMBERS
             for value in (*special, *_around(edges_of(compiled(case), column)))]
    tried += [(column, word) for column in CATEGORIES
              for word in ("never seen", "nan", "(missing)", np.nan)]
    real = make_rows(30, seed=2)
    columns = {name: np.resize(column.to_numpy(np.float64 if name in NUMBERS else object),
                               len(real) + len(tried)) for name, column in real.items()}
    for row, (column, value) in enumerate(tried, start=len(real)):
        columns[column][row] = value
    return pd.DataFrame(columns).astype(dict.fromkeys(CATEGORIES, "str"))


def edges_of(model: PortableModel, column: str) -> np.ndarray:
    """List the values at which a column's part in the score changes by a step."""
    if isinstance(model.estimator, Trees):
        edges = [test.threshold for test in model.estimator.tests
                 if isinstance(test, AtMost) and test.column == column]
    else:
        edges = [edge for term in model.estimator.terms
                 if isinstance(term, BinTerm) and term.column == column for edge in term.edges]
    return np.array(sorted(set(edges)))


def _around(edges: np.ndarray) -> np.ndarray:
    return np.concatenate([np.nextafter(edges, -np.inf), edges, np.nextafter(edges, np.inf)])


def columns_of_rows(table: pd.DataFrame) -> Columns:
    """Take rows as the portable model reads them."""
    return {name: table[name].to_numpy(dtype=np.float64) if name in NUMBERS
            else table[name].astype(object).where(table[name].notna(), None).to_numpy()
            for name in table}


def records_of(table: pd.DataFrame) -> list[Record]:
    """Take rows as records, None where missing."""
    columns = {name: column.tolist() for name, column in columns_of_rows(table).items()}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def scores_of(pipeline: Pipeline, table: pd.DataFrame) -> np.ndarray:
    """Score rows by scikit-learn: the number, or the probabilities as a portable model has them."""
    # scikit-learn adds up what it checks for infinite values, and warns where the sum is one.
    with np.errstate(over="ignore", invalid="ignore"):
        if not hasattr(pipeline, "predict_proba"):
            return pipeline.predict(table)
        found = pipeline.predict_proba(table)
    return found[:, 1] if found.shape[1] == 2 else found


def compile_and_compare(*steps: tuple[str, BaseEstimator]) -> PortableModel:
    """Fit steps, compile them, and compare the scores on the rows that they were fitted on."""
    table = make_rows()
    pipeline = Pipeline(list(steps)).fit(table, make_target("regression"))
    model = compile_model(pipeline, description("regression"))
    np.testing.assert_allclose(batch_scorer(model)(columns_of_rows(table)),
                               pipeline.predict(table), 1e-12)
    return model


def pick(step: BaseEstimator | str, *names: str, **settings: object) -> ColumnTransformer:
    """One step on the named columns."""
    return ColumnTransformer([("part", step, list(names or PLAIN))], **settings)
