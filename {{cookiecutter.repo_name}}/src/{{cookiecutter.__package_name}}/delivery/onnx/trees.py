"""Tree ensembles as one TreeEnsemble operator."""

import math
from dataclasses import dataclass, field

import numpy as np
from onnx import TensorProto, numpy_helper

from ...portable.model import AtMost, IsLevel, IsMissing, Leaf, Node, Split, Test, Trees
from .columns import Columns
from .graph import MACHINE_LEARNING, Graph
from ..tree_sums import parts_of_output

# From the operator's specification.
AT_MOST, EQUAL = 0, 4
SUM, AS_IT_IS = 1, 0


@dataclass(frozen=True)
class Branch:
    """A test in the operator's terms; `swapped`: its yes is the operator's no."""

    feature: int
    mode: int
    split: float
    missing: bool = False
    swapped: bool = False


@dataclass(frozen=True)
class Tables:
    """The operator's attributes: a row a fork (`nodes`) and a row a leaf, over all trees.

    A row of `nodes` holds the branch, where its yes leads and whether to a leaf, and likewise
    for its no.
    """

    roots: list[int] = field(default_factory=list)
    nodes: list[tuple[Branch, int, int, int, int]] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add_leaf(self, weight: float, output: int) -> int:
        """Add a leaf; return its place."""
        self.targets.append(output)
        self.weights.append(weight)
        return len(self.weights) - 1


def add_trees(graph: Graph, trees: Trees, columns: Columns) -> str:
    """Add base and trees, in their order, and the division; name the values, (rows, outputs)."""
    names = list(dict.fromkeys(test.column for test in trees.tests))
    branches = [_branch(test, names.index(test.column), columns) for test in trees.tests]
    tables = Tables()
    for output in range(len(trees.base)):
        for tree in parts_of_output(trees, output):
            _add_tree(tables, tree, branches, output)
    total = graph.add("TreeEnsemble", _features(graph, names, columns), domain=MACHINE_LEARNING,
                      n_targets=len(trees.base), aggregate_function=SUM, post_transform=AS_IT_IS,
                      **_attributes(tables))
    return graph.add("Div", total, graph.constant(trees.divisor))


def _branch(test: Test, feature: int, columns: Columns) -> Branch:
    match test:
        case AtMost():
            return Branch(feature, AT_MOST, test.threshold, missing=test.missing)
        case IsLevel():
            known = columns.categories[test.column].levels.known
            # A level that always counts as missing is nobody's: no code is -1.
            code = known.index(test.level) if test.level in known else -1
            return Branch(feature, EQUAL, float(code))
        case IsMissing() if test.column in columns.categories:
            return Branch(feature, EQUAL, float(columns.categories[test.column].levels.missing))
        case IsMissing():
            return Branch(feature, AT_MOST, math.inf, swapped=True)


def _features(graph: Graph, names: list[str], columns: Columns) -> str:
    if not names:
        zero = graph.constant([0.0])
        return graph.column(graph.add("Expand", zero, columns.rows))
    doubles = [columns.numbers[name] if name in columns.numbers else
               graph.add("Cast", columns.categories[name].codes, to=TensorProto.DOUBLE)
               for name in names]
    return graph.add("Concat", *map(graph.column, doubles), axis=1)


def _add_tree(tables: Tables, tree: Node, branches: list[Branch], output: int) -> None:
    if isinstance(tree, Leaf):
        # A tree of the operator starts with a fork.
        branches, tree = [Branch(0, AT_MOST, 0.0)], Split(0, tree, tree)
    # onnxruntime before 1.24 takes a root for a leaf whose children, a fork and a leaf, have the
    # same place in their tables (its issue 24679): an unused leaf moves the leaf on.
    if len(tables.weights) == len(tables.nodes) + 1:
        tables.add_leaf(0.0, output)
    tables.roots.append(_add_split(tables, tree, branches, output))


def _add_split(tables: Tables, split: Split, branches: list[Branch], output: int) -> int:
    """Add a fork and all below it; return its place."""
    place = len(tables.nodes)
    branch = branches[split.test]
    tables.nodes.append((branch, 0, 0, 0, 0))
    ways = []
    for child in (split.no, split.yes) if branch.swapped else (split.yes, split.no):
        if isinstance(child, Leaf):
            ways += [tables.add_leaf(child.values[output], output), 1]
        else:
            ways += [_add_split(tables, child, branches, output), 0]
    tables.nodes[place] = (branch, *ways)
    return place


def _attributes(tables: Tables) -> dict[str, list[int] | TensorProto]:
    branches, yes, yes_is_leaf, no, no_is_leaf = zip(*tables.nodes)
    return {
        "tree_roots": tables.roots,
        "nodes_featureids": [branch.feature for branch in branches],
        "nodes_modes": _tensor([branch.mode for branch in branches], np.uint8),
        "nodes_splits": _tensor([branch.split for branch in branches]),
        "nodes_missing_value_tracks_true": [int(branch.missing) for branch in branches],
        "nodes_truenodeids": yes, "nodes_trueleafs": yes_is_leaf,
        "nodes_falsenodeids": no, "nodes_falseleafs": no_is_leaf,
        "leaf_targetids": tables.targets, "leaf_weights": _tensor(tables.weights),
    }


def _tensor(values: list[float], kind: type = np.float64) -> TensorProto:
    return numpy_helper.from_array(np.array(values, dtype=kind))
