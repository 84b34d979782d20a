"""What fitted trees, forests and gradient boosting make of encoded columns."""

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.base import BaseEstimator, is_classifier
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
from sklearn.tree import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    ExtraTreeClassifier,
    ExtraTreeRegressor,
)

from .compile_nodes import Nodes, compile_nodes
from .encoded import Encoded
from .errors import NotPortable
from .model import Link, Trees

SINGLE = (DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor)
FORESTS = (RandomForestClassifier, RandomForestRegressor, ExtraTreesClassifier,
           ExtraTreesRegressor)
BOOSTED = (GradientBoostingClassifier, GradientBoostingRegressor)
HIST = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)
TREES = (*SINGLE, *FORESTS, *BOOSTED, *HIST)


def compile_trees(estimator: BaseEstimator, columns: Sequence[Encoded]) -> tuple[Trees, Link]:
    """Compile a fitted estimator of one of the types in TREES.

    Raises:
        NotPortable: a setting of it has no portable form.
    """
    # All but histogram gradient boosting compare in single precision (sklearn/tree/_tree.pyx).
    precision = np.float64 if isinstance(estimator, HIST) else np.float32
    if isinstance(estimator, HIST):
        base, nodes = _hist_boosted(estimator)
    elif isinstance(estimator, BOOSTED):
        base, nodes = _boosted(estimator, len(columns))
    else:
        trees = [estimator] if isinstance(estimator, SINGLE) else estimator.estimators_
        nodes = _averaged(trees)
        return Trees((0.0,) * nodes[0].values.shape[1], float(len(nodes)),
                     *compile_nodes(nodes, columns, precision)), Link("identity")
    return Trees(base, 1.0, *compile_nodes(nodes, columns, precision)), _boosted_link(estimator)


def _averaged(trees: Sequence[BaseEstimator]) -> list[Nodes]:
    first = trees[0]
    if first.n_outputs_ != 1:
        raise NotPortable("a tree for several targets has no portable form")
    binary = is_classifier(first) and len(first.classes_) == 2

    def values(found: np.ndarray) -> np.ndarray:
        return found[:, 0, 1:] if binary else found[:, 0, :]
    return [_tree_nodes(tree.tree_, values) for tree in trees]


def _boosted(estimator: BaseEstimator,
             columns: int) -> tuple[tuple[float, ...], list[Nodes]]:
    if estimator.init_ != "zero" and type(estimator.init_) not in (DummyClassifier, DummyRegressor):
        raise NotPortable("gradient boosting that starts from a model has no portable form")
    base = estimator._raw_predict_init(np.zeros((1, columns), dtype=np.float32))[0]
    nodes = []
    for iteration in estimator.estimators_:
        for output, tree in enumerate(iteration):
            nodes.append(_tree_nodes(tree.tree_, lambda found: _at(
                output, len(base), estimator.learning_rate * found[:, 0, 0])))
    return tuple(base.tolist()), nodes


def _hist_boosted(estimator: BaseEstimator) -> tuple[tuple[float, ...], list[Nodes]]:
    base = estimator._baseline_prediction.ravel()
    nodes = []
    for iteration in estimator._predictors:
        for output, predictor in enumerate(iteration):
            found = predictor.nodes
            if found["is_categorical"].any():
                raise NotPortable("histogram gradient boosting is portable on numbers only; "
                                  "encode categories one-hot")
            nodes.append(Nodes(
                np.where(found["is_leaf"], -1, found["left"].astype(np.int64)),
                found["right"].astype(np.int64), found["feature_idx"].astype(np.int64),
                found["num_threshold"], found["missing_go_to_left"].astype(bool),
                _at(output, len(base), found["value"])))
    return tuple(base.tolist()), nodes


def _boosted_link(estimator: BaseEstimator) -> Link:
    kind = type(estimator._loss.link).__name__
    if kind == "MultinomialLogit":
        return Link("softmax")
    # The exponential loss models half of the logit.
    links = {"IdentityLink": Link("identity"), "LogitLink": Link("logistic"),
             "HalfLogitLink": Link("logistic", scale=0.5)}
    if kind not in links:
        raise NotPortable(f"gradient boosting with loss={estimator.loss!r} has no portable form")
    return links[kind]


def _at(output: int, outputs: int, values: np.ndarray) -> np.ndarray:
    spread = np.zeros((len(values), outputs))
    spread[:, output] = values
    return spread


def _tree_nodes(tree: object, values: Callable[[np.ndarray], np.ndarray]) -> Nodes:
    return Nodes(tree.children_left, tree.children_right, tree.feature, tree.threshold,
                 tree.missing_go_to_left.astype(bool), values(tree.value))
