"""The parts of a tree ensemble that add up to one of its outputs."""

from ..portable.model import Leaf, Node, Trees


def parts_of_output(trees: Trees, output: int) -> list[Node]:
    """List what adds up to an output, in its order: the base, as a tree of one leaf, and the trees.

    Trees of one output among several, as in gradient boosting, are left out of the others' sums.
    """
    grown = trees.trees if len(trees.base) == 1 else [
        tree for tree in trees.trees if not _is_zero(tree, output)]
    return [Leaf(trees.base), *grown]


def _is_zero(node: Node, output: int) -> bool:
    if isinstance(node, Leaf):
        return node.values[output] == 0
    return _is_zero(node.yes, output) and _is_zero(node.no, output)
