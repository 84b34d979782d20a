"""A graph of ONNX operators that is put together node by node."""

from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

MACHINE_LEARNING = "ai.onnx.ml"
NUMPY_TYPES = {float: np.float64, int: np.int64, str: object}


class Graph:
    """The nodes and constants so far; every value goes by the name that `add` returned.

    `taken` are the names of the model's own inputs and outputs, which no other value may have.
    """

    def __init__(self, taken: set[str]) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._taken = set(taken)

    def add(self, operator: str, *inputs: str, domain: str = "", output: str | None = None,
            **attributes: Any) -> str:
        """Add an operator with one output and name that."""
        output = output or self._name(operator.lower())
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain,
                                           **attributes))
        return output

    def constant(self, value: Any, kind: type = float) -> str:
        """Add a constant, a number or nested numbers, or words, and name it."""
        name = self._name("constant")
        array = np.array(value, dtype=NUMPY_TYPES[kind])
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def column(self, vector: str) -> str:
        """Turn a vector (rows,) into a column (rows, 1)."""
        return self.add("Unsqueeze", vector, self.constant([1], int))

    def _name(self, wanted: str) -> str:
        name = f"{wanted}_{len(self.nodes) + len(self.constants)}"
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
