"""Tree ensembles as PMML: for each output the sum of its trees."""

from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

from ...portable.model import AtMost, IsLevel, IsMissing, Leaf, Node, Split, Test, Trees
from .fields import mining_schema, predicate, segmentation
from .xml import element
from ..tree_sums import parts_of_output


def tree_sums(trees: Trees) -> list[Element]:
    """Write a model for each output; base and trees are added up, but not divided yet."""
    return [_sum(trees, output) for output in range(len(trees.base))]


def _sum(trees: Trees, output: int) -> Element:
    nodes = parts_of_output(trees, output)
    read = [dict.fromkeys(_columns_of(node, trees.tests)) for node in nodes]
    everything = dict.fromkeys(chain(*read))
    # No schema may be empty, even that of a tree of one leaf.
    models = [_tree_model(mining_schema(columns or everything), node, trees.tests, output)
              for node, columns in zip(nodes, read)]
    return element("MiningModel", {"functionName": "regression"}, mining_schema(everything),
                   segmentation("sum", models))


def _tree_model(schema: Element, tree: Node, tests: tuple[Test, ...], output: int) -> Element:
    return element("TreeModel", {"functionName": "regression", "missingValueStrategy": "none",
                                 "splitCharacteristic": "binarySplit"},
                   schema, _node(tree, element("True"), tests, output))


def _columns_of(node: Node, tests: tuple[Test, ...]) -> Iterator[str]:
    if isinstance(node, Split):
        yield tests[node.test].column
        yield from _columns_of(node.yes, tests)
        yield from _columns_of(node.no, tests)


def _node(node: Node, condition: Element, tests: tuple[Test, ...], output: int) -> Element:
    if isinstance(node, Leaf):
        return element("Node", {"score": node.values[output]}, condition)
    test = tests[node.test]
    first, second = (node.no, node.yes) if _counts_missing_in(test) else (node.yes, node.no)
    return element("Node", {}, condition, _node(first, _predicate(test), tests, output),
                   _node(second, element("True"), tests, output))


def _counts_missing_in(test: Test) -> bool:
    return isinstance(test, AtMost) and test.missing


def _predicate(test: Test) -> Element:
    """Write the condition of the child that is tried first, which no missing value fulfils.

    So where a missing x counts as x <= threshold, that child is the one for x > threshold.
    """
    match test:
        case AtMost():
            operator = "greaterThan" if test.missing else "lessOrEqual"
            return predicate(test.column, operator, test.threshold)
        case IsLevel():
            return predicate(test.column, "equal", test.level)
        case IsMissing():
            return predicate(test.column, "isMissing")
