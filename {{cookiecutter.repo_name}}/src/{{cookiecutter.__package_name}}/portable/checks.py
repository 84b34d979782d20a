"""What must hold in a portable model beyond the types of its parts."""

from collections.abc import Sequence

from .errors import MalformedModel
from .expressions import ARITIES, DEEPEST, LARGEST, Call, Expression, Number, columns_of
from .model import (
    MISSING_WORD,
    Additive,
    AtMost,
    BinTerm,
    IsLevel,
    IsMissing,
    LevelTerm,
    LinearTerm,
    Node,
    PortableModel,
    Split,
    Trees,
)

Kinds = dict[str, str]


def check_model(model: PortableModel) -> None:
    """Refuse a model whose parts do not fit each other.

    Raises:
        MalformedModel: names the part.
    """
    if (model.classes is None) != (model.task == "regression"):
        raise MalformedModel("model.classes: only a classification has classes, and needs them")
    if model.classes is not None and len(set(model.classes)) != max(len(model.classes), 2):
        raise MalformedModel("model.classes: needs two or more different classes")
    if model.cutoff is not None and (len(model.classes or ()) != 2 or not 0 < model.cutoff < 1):
        raise MalformedModel("model.cutoff: needs two classes, and lies between 0 and 1")
    kinds = _check_columns(model)
    _check_link(model)
    if isinstance(model.estimator, Additive):
        _check_additive(model.estimator, kinds, model.outputs)
    else:
        _check_trees(model.estimator, kinds, model.outputs)


def _check_columns(model: PortableModel) -> Kinds:
    kinds: Kinds = {}
    for position, column in enumerate(model.inputs):
        if column.name in kinds:
            raise MalformedModel(f"model.inputs[{position}]: {column.name!r} stands twice")
        kinds[column.name] = column.kind
    for position, derived in enumerate(model.derived):
        place = f"model.derived[{position}]"
        if derived.name in kinds:
            raise MalformedModel(f"{place}: {derived.name!r} is the name of another column")
        _check_expression(derived.expression, place)
        for name in sorted(columns_of(derived.expression)):
            _check_column(kinds, name, ("number", "date"), place)
        kinds[derived.name] = "number"
    return kinds


def _check_column(kinds: Kinds, name: str, wanted: Sequence[str], place: str) -> None:
    if kinds.get(name) not in wanted:
        raise MalformedModel(f"{place}: {name!r} is no {' or '.join(wanted)} column")


def _check_expression(expression: Expression, place: str, depth: int = 0) -> None:
    _check_depth(depth, place)
    if isinstance(expression, Number) and abs(expression.number) > LARGEST:
        raise MalformedModel(f"{place}: {expression.number} is beyond {LARGEST}")
    if not isinstance(expression, Call):
        return
    if expression.call not in ARITIES:
        raise MalformedModel(f"{place}: {expression.call!r} is no function")
    least, most = ARITIES[expression.call]
    if not least <= len(expression.operands) <= most:
        raise MalformedModel(f"{place}: {expression.call} takes {least} to {most} operands, not "
                             f"{len(expression.operands)}")
    for operand in expression.operands:
        _check_expression(operand, place, depth + 1)


def _check_depth(depth: int, place: str) -> None:
    if depth > DEEPEST:
        raise MalformedModel(f"{place}: is nested deeper than {DEEPEST} levels")


def _check_link(model: PortableModel) -> None:
    if model.link.kind == "logistic" and len(model.classes or ()) != 2:
        raise MalformedModel("model.link: logistic needs two classes")
    if model.link.kind == "softmax" and model.outputs < 3:
        raise MalformedModel("model.link: softmax needs three or more classes")
    if model.link.kind == "exponential" and model.classes is not None:
        raise MalformedModel("model.link: exponential gives a number, and no class")
    if model.link.scale == 0:
        raise MalformedModel("model.link.scale: is 0")
    points = model.estimator.points if isinstance(model.estimator, Additive) else None
    if points and (model.link.kind != "logistic" or points.odds <= 0 or points.double <= 0):
        raise MalformedModel("model.estimator.points: need a logistic link, and odds and double "
                             "above 0")


def _check_level(level: str, place: str) -> None:
    if level in ("", MISSING_WORD):
        raise MalformedModel(f"{place}: the level {level!r} would be a missing category")


def _check_length(values: tuple[float, ...], outputs: int, place: str) -> None:
    if len(values) != outputs:
        raise MalformedModel(f"{place}: needs {outputs} values, not {len(values)}")


def _check_additive(additive: Additive, kinds: Kinds, outputs: int) -> None:
    _check_length(additive.intercept, outputs, "model.estimator.intercept")
    if additive.points:
        _check_whole(additive.intercept, "model.estimator.intercept")
    for position, term in enumerate(additive.terms):
        place = f"model.estimator.terms[{position}]"
        kind = "category" if isinstance(term, LevelTerm) else "number"
        _check_column(kinds, term.column, (kind,), place)
        worths = [term.missing]
        match term:
            case LinearTerm():
                worths.append(term.weights)
            case LevelTerm():
                worths += [term.unseen, *(level.weights for level in term.levels)]
                for level in term.levels:
                    _check_level(level.level, f"{place}.levels")
                if len({level.level for level in term.levels}) < len(term.levels):
                    raise MalformedModel(f"{place}.levels: one stands twice")
            case BinTerm():
                worths += term.weights
                if len(term.weights) != len(term.edges) + 1:
                    raise MalformedModel(f"{place}.weights: needs one more than edges")
                if any(low >= high for low, high in zip(term.edges, term.edges[1:])):
                    raise MalformedModel(f"{place}.edges: do not rise")
        for worth in worths:
            _check_length(worth, outputs, place)
            if additive.points:
                _check_whole(worth, place)


def _check_whole(values: tuple[float, ...], place: str) -> None:
    if any(value % 1 for value in values):
        raise MalformedModel(f"{place}: holds points that are no whole numbers")


def _check_trees(trees: Trees, kinds: Kinds, outputs: int) -> None:
    _check_length(trees.base, outputs, "model.estimator.base")
    if trees.divisor == 0:
        raise MalformedModel("model.estimator.divisor: is 0")
    for position, test in enumerate(trees.tests):
        place = f"model.estimator.tests[{position}]"
        match test:
            case AtMost():
                _check_column(kinds, test.column, ("number",), place)
            case IsLevel():
                _check_column(kinds, test.column, ("category",), place)
                _check_level(test.level, place)
            case IsMissing():
                _check_column(kinds, test.column, ("number", "category"), place)
    for position, tree in enumerate(trees.trees):
        _check_node(tree, len(trees.tests), outputs, f"model.estimator.trees[{position}]")


def _check_node(node: Node, tests: int, outputs: int, place: str, depth: int = 0) -> None:
    _check_depth(depth, place)
    if isinstance(node, Split):
        if not 0 <= node.test < tests:
            raise MalformedModel(f"{place}: test {node.test} is not in estimator.tests")
        _check_node(node.yes, tests, outputs, place, depth + 1)
        _check_node(node.no, tests, outputs, place, depth + 1)
    else:
        _check_length(node.values, outputs, place)
