"""Trees in SQL: a CASE within a CASE as deep as the dialect allows, below that one WHEN a leaf."""

from collections.abc import Iterator, Mapping, Sequence

from ...portable.model import AtMost, IsLevel, IsMissing, Leaf, Node, Split, Test
from .dialects import Dialect


def condition(dialect: Dialect, columns: Mapping[str, str], test: Test) -> str:
    """Write a test; what is not true, NULL included, is the answer no."""
    column = columns[test.column]
    match test:
        case AtMost(missing=missing):
            at_most = f"{column} <= {dialect.double_of(test.threshold)}"
            return f"({at_most} OR {column} IS NULL)" if missing else at_most
        case IsMissing():
            return f"{column} IS NULL"
        case IsLevel():
            return f"{column} = {dialect.level(test.level)}"


def tree_sql(dialect: Dialect, conditions: Sequence[str], tree: Node, output: int) -> str:
    """Write a tree's value for an output; `conditions` are its tests in SQL."""
    return _Writer(dialect, conditions, output).nested(tree, "      ", dialect.nesting)


def adds_nothing(tree: Node, output: int) -> bool:
    """Tell whether a tree adds 0 to an output, whatever the row."""
    return not any(leaf.values[output] for leaf in leaves(tree))


def leaves(tree: Node) -> Iterator[Leaf]:
    """Go through the leaves of a tree."""
    if isinstance(tree, Leaf):
        yield tree
    else:
        yield from leaves(tree.yes)
        yield from leaves(tree.no)


class _Writer:
    def __init__(self, dialect: Dialect, conditions: Sequence[str], output: int):
        self._number, self._conditions, self._output = dialect.double_of, conditions, output

    def nested(self, node: Node, indent: str, depth: int) -> str:
        if isinstance(node, Leaf):
            return self._number(node.values[self._output])
        if depth == 1:
            return self._flat(node, indent)
        yes = self.nested(node.yes, indent + "  ", depth - 1)
        no = self.nested(node.no, indent + "  ", depth - 1)
        return (f"CASE WHEN {self._conditions[node.test]}\n{indent}THEN {yes}\n"
                f"{indent}ELSE {no} END")

    def _flat(self, split: Split, indent: str) -> str:
        *paths, (_, last) = self._paths(split, ())
        lines = "".join(f"\n{indent}WHEN {' AND '.join(path)} THEN {value}"
                        for path, value in paths)
        return f"CASE{lines}\n{indent}ELSE {last} END"

    def _paths(self, node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        # The tests answered yes are enough: of the leaves listed before, none is the row's.
        if isinstance(node, Leaf):
            yield path, self._number(node.values[self._output])
        else:
            yield from self._paths(node.yes, (*path, self._conditions[node.test]))
            yield from self._paths(node.no, path)
