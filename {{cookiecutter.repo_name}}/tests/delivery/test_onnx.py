"""The model as an ONNX graph: a valid one, which gives the score of the model in onnxruntime."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from agreement import ALL_DIGITS, AT_CUTOFF, assert_same, rows_of_x
from hand_made import MODELS, chain, delivery, model, rows

from slipway_package.delivery.onnx import write as onnx_form
from slipway_package.delivery.form import Rows
from slipway_package.delivery.onnx.write import write
from slipway_package.delivery.runtimes import onnxruntime
from slipway_package.portable.model import (
    Additive,
    AtMost,
    Input,
    Leaf,
    LinearTerm,
    PortableModel,
    Split,
    Trees,
)

needs_runtime = pytest.mark.skipif(onnxruntime.unavailable() is not None,
                                   reason=str(onnxruntime.unavailable()))


def tree_table(made: PortableModel, folder: Path) -> dict[str, list[int]]:
    """Write a model and read the whole-number columns of its tree operator."""
    path, = write(delivery(made), folder)
    operator, = (node for node in onnx.load(path).graph.node if node.op_type == "TreeEnsemble")
    return {attribute.name: list(attribute.ints) for attribute in operator.attribute}


@needs_runtime
@pytest.mark.parametrize("name", MODELS)
def test_a_graph_scores_as_the_model(name: str, tmp_path: Path) -> None:
    assert_same(MODELS[name], rows(), onnx_form, onnxruntime, tmp_path)


@pytest.mark.parametrize("name", MODELS)
def test_a_graph_is_valid(name: str, tmp_path: Path) -> None:
    path, = write(delivery(MODELS[name]), tmp_path)
    onnx.checker.check_model(path, full_check=True)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    made = delivery(MODELS["boosting of three"])
    first, second = (write(made, tmp_path)[0].read_bytes() for _ in range(2))
    assert first == second


def test_inputs_keep_the_names_of_columns(tmp_path: Path) -> None:
    made = MODELS["forest of shares"]
    graph = onnx.load(write(delivery(made), tmp_path)[0]).graph
    assert [put.name for put in graph.input] == [column.name for column in made.inputs]
    assert [put.name for put in graph.output] == [
        *(f"probability_{name}" for name in made.classes), "prediction"]


@needs_runtime
def test_columns_may_have_the_names_of_outputs_and_nodes(tmp_path: Path) -> None:
    names = ("prediction", "probability", "probability_", "shape_0", "constant_1")
    made = model("names", Additive((0.5,), tuple(
        LinearTerm(name, 1.0, (2.0,), (0.5,)) for name in names)), "logistic", derived=(),
        inputs=tuple(Input(name, "number") for name in names))
    column = np.array([0.1, np.nan, -2.0])
    assert_same(made, Rows(dict.fromkeys(names, column), column), onnx_form, onnxruntime, tmp_path)
    outputs = onnx.load(tmp_path / "model.onnx").graph.output
    assert [put.name for put in outputs] == ["probability__", "prediction_"]


@needs_runtime
def test_thousands_of_rows_score_as_one(tmp_path: Path) -> None:
    tried = rows(3000)
    assert_same(MODELS["boosting"], tried, onnx_form, onnxruntime, tmp_path)
    one = Rows({name: column[:1] for name, column in tried.columns.items()}, tried.group[:1])
    assert_same(MODELS["boosting"], one, onnx_form, onnxruntime, tmp_path)


@needs_runtime
@pytest.mark.parametrize("made", [AT_CUTOFF, ALL_DIGITS], ids=lambda made: made.name)
def test_no_digit_is_lost(made: PortableModel, tmp_path: Path) -> None:
    assert_same(made, rows_of_x(0.0, 1.0, np.nan, 0.3, 0.1 + 0.2), onnx_form, onnxruntime, tmp_path)


def test_no_root_looks_like_a_leaf_to_older_runtimes(tmp_path: Path) -> None:
    for length in range(1, 6):
        made = model("roots", Trees((0.5,), 1.0, MODELS["boosting"].estimator.tests,
                                    (chain(length), chain(2), Leaf((1.0,)))), classes=None)
        table = tree_table(made, tmp_path)
        assert len(table["tree_roots"]) == 4
        for root in table["tree_roots"]:
            if table["nodes_trueleafs"][root] != table["nodes_falseleafs"][root]:
                assert table["nodes_truenodeids"][root] != table["nodes_falsenodeids"][root]


def test_trees_that_give_an_output_nothing_are_left_out(tmp_path: Path) -> None:
    trees = tuple(Split(0, Leaf(values), Leaf((0.0,) * 3)) for values in np.eye(3).tolist())
    made = replace(MODELS["softmax"], estimator=Trees(
        (0.0,) * 3, 1.0, (AtMost("income", 1.0, False),), trees))
    assert len(tree_table(made, tmp_path)["tree_roots"]) == 3 * (1 + 1)


def test_a_missing_runtime_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnxruntime, "find_spec", lambda name: None)
    assert onnxruntime.unavailable() == "onnxruntime is not installed"
