"""The form ONNX: the whole model, from raw columns to the decision, as one graph in doubles.

Each input is one vector, named as the column: doubles with NaN for missing, of a date its seconds
since 1970, or strings with '' for missing. Each output is a vector too, named as in fields.py.
"""

from pathlib import Path

from onnx import ModelProto, TensorProto, ValueInfoProto, helper

from ...portable.model import LARGEST_EXPONENT, Additive, Link, PortableModel
from ...portable.fields import score_fields
from ..form import Delivery
from .additive import add_additive
from .columns import add_columns
from .graph import MACHINE_LEARNING, Graph
from .trees import add_trees

FILE = "model.onnx"
# Not the newest, so that runtimes of the last years take them; TreeEnsemble came with 5.
IR_VERSION, OPERATORS, LEARNING_OPERATORS, TREE_OPERATORS = 8, 18, 3, 5
TYPES = {"number": TensorProto.DOUBLE, "date": TensorProto.DOUBLE,
         "category": TensorProto.STRING}


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write model.onnx."""
    path = folder / FILE
    path.write_bytes(to_onnx(delivery).SerializeToString(deterministic=True))
    return [path]


def to_onnx(delivery: Delivery) -> ModelProto:
    """Make the graph; an output whose name is a column's has underscores added to it."""
    model = delivery.model
    inputs = {column.name: TYPES[column.kind] for column in model.inputs}
    outputs = [_unlike(name, set(inputs)) for name in score_fields(model.classes)]
    graph = Graph({*inputs, *outputs})
    columns = add_columns(graph, model)
    add = add_additive if isinstance(model.estimator, Additive) else add_trees
    _add_outputs(graph, model, add(graph, model.estimator, columns), outputs)
    rows = "rows" if inputs else 1
    kinds = [TensorProto.DOUBLE] * len(outputs)
    if model.classes is not None:
        kinds[-1] = TensorProto.STRING
    proto = helper.make_graph(
        graph.nodes, "slipway", [_vector(*item, rows) for item in inputs.items()],
        [_vector(*item, rows) for item in zip(outputs, kinds)], graph.constants)
    learning = LEARNING_OPERATORS if isinstance(model.estimator, Additive) else TREE_OPERATORS
    made = helper.make_model(
        proto, ir_version=IR_VERSION, producer_name="slipway", doc_string=delivery.title,
        opset_imports=[helper.make_opsetid("", OPERATORS),
                       helper.make_opsetid(MACHINE_LEARNING, learning)])
    helper.set_model_props(made, {"name": model.name, "target": model.target,
                                  "version": delivery.version})
    return made


def _unlike(name: str, columns: set[str]) -> str:
    while name in columns:
        name += "_"
    return name


def _vector(name: str, kind: int, rows: str | int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, [rows])


def _add_outputs(graph: Graph, model: PortableModel, values: str, outputs: list[str]) -> None:
    *probabilities, prediction = outputs
    if model.outputs > 1:
        scores = _softmax(graph, values) if model.link.kind == "softmax" else values
        for place, name in enumerate(probabilities):
            graph.add("Gather", scores, graph.constant(place, int), axis=1, output=name)
        place = graph.add("ArgMax", scores, axis=1, keepdims=0)
    else:
        value = graph.add("Gather", values, graph.constant(0, int), axis=1)
        score = _score(graph, model.link, value)
        graph.add("Identity", score, output=outputs[0])
        if model.classes is None:
            return
        at_least = graph.add("GreaterOrEqual", score, graph.constant(model.cutoff))
        place = graph.add("Cast", at_least, to=TensorProto.INT64)
    graph.add("Gather", graph.constant(model.classes, str), place, output=prediction)


def _score(graph: Graph, link: Link, value: str) -> str:
    if link.kind == "logistic":
        return _logistic(graph, link, value)
    if link.kind == "exponential":
        power = graph.add("Exp", graph.add("Min", value, graph.constant(LARGEST_EXPONENT)))
        return graph.add("Sub", power, graph.constant(1.0))
    return value


def _logistic(graph: Graph, link: Link, value: str) -> str:
    distance = graph.add("Sub", value, graph.constant(link.center))
    z = graph.add("Clip", graph.add("Div", distance, graph.constant(link.scale)),
                  graph.constant(-LARGEST_EXPONENT), graph.constant(LARGEST_EXPONENT))
    power = graph.add("Exp", graph.add("Neg", z))
    one = graph.constant(1.0)
    return graph.add("Div", one, graph.add("Add", one, power))


def _softmax(graph: Graph, values: str) -> str:
    along = graph.constant([1], int)
    below = graph.add("Sub", values, graph.add("ReduceMax", values, along))
    powers = graph.add("Exp", graph.add("Max", below, graph.constant(-LARGEST_EXPONENT)))
    # The last of the running sums: unlike ReduceSum it adds the classes in their order.
    sums = graph.add("CumSum", powers, graph.constant(1, int))
    total = graph.add("Gather", sums, graph.constant([-1], int), axis=1)
    return graph.add("Div", powers, total)
