"""The converters: each makes one file of a fitted pipeline."""

import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orbital
import orbital.types
import pandas as pd
from measured_project.delivery.onnx import write as onnx
from measured_project.delivery.pmml import write as pmml
from measured_project.delivery.sql import write as sql
from onnx import ModelProto, TensorProto
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.pipeline import Pipeline
from sklearn2pmml import make_pmml_pipeline, sklearn2pmml

from benchmarks.converters_models import Model


class Refused(Exception):
    """A converter does not take a pipeline; the first line of what it says."""


@dataclass(frozen=True)
class Converter:
    """A converter beside ours: `export` takes a pipeline, rows like those to score, a folder.

    It returns the file that it wrote for `runtime`.
    """

    name: str
    runtime: str
    export: Callable[[Pipeline, pd.DataFrame, Path], Path]


def by_orbital(dialect: str, pipeline: Pipeline, rows: pd.DataFrame, folder: Path) -> Path:
    """Export SQL."""
    types = {name: orbital.types.DoubleColumnType() if column.dtype.kind == "f"
             else orbital.types.StringColumnType() for name, column in rows.items()}
    parsed = orbital.parse_pipeline(pipeline, types)
    text = orbital.export_sql("rows_to_score", parsed, dialect=dialect)
    return _written(folder / "orbital.sql", text.encode())


def by_skl2onnx(number: type, pipeline: Pipeline, rows: pd.DataFrame, folder: Path) -> Path:
    """Export ONNX that takes numbers as floats, or as doubles."""
    types = [(name, (number if column.dtype.kind == "f" else StringTensorType)([None, 1]))
             for name, column in rows.items()]
    options = {id(pipeline): {"zipmap": False}} if hasattr(pipeline, "predict_proba") else None
    model = to_onnx(pipeline, initial_types=types, options=options)
    _declare_floats(model)
    return _written(folder / "skl2onnx.onnx", model.SerializeToString())


def by_sklearn2pmml(pipeline: Pipeline, rows: pd.DataFrame, folder: Path) -> Path:
    """Export PMML; its Java program says why it refuses."""
    path, said = folder / "sklearn2pmml.pmml", io.StringIO()
    wrapped = make_pmml_pipeline(pipeline, active_fields=list(rows), target_fields=["prediction"])
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            sklearn2pmml(wrapped, path)
        except RuntimeError as error:
            reason = re.search(r"^[\w.]+Exception: (.*)", said.getvalue(), re.MULTILINE)
            raise Refused(reason[1] if reason else error) from None
    return path


def by_us(runtime: str, model: Model, folder: Path) -> Path:
    """Export with the project's own code, from the fitted pipeline on; SQL in all its dialects."""
    form, file = OURS[runtime]
    form.write(model.deliver(), folder)
    return folder / file


CONVERTERS = (
    Converter("orbital", "DuckDB", partial(by_orbital, "duckdb")),
    Converter("orbital", "SQLite", partial(by_orbital, "sqlite")),
    Converter("skl2onnx, floats", "onnxruntime", partial(by_skl2onnx, FloatTensorType)),
    Converter("skl2onnx, doubles", "onnxruntime", partial(by_skl2onnx, DoubleTensorType)),
    Converter("sklearn2pmml", "JPMML", by_sklearn2pmml),
)
OURS = {"DuckDB": (sql, "duckdb/select.sql"), "SQLite": (sql, "sqlite/select.sql"),
        "onnxruntime": (onnx, "model.onnx"), "JPMML": (pmml, "model.pmml")}


def _declare_floats(model: ModelProto) -> None:
    """Declare the outputs of trees as the floats that they are: onnxruntime refuses them else."""
    if any(node.op_type.startswith("TreeEnsemble") for node in model.graph.node):
        for output in model.graph.output:
            if output.type.tensor_type.elem_type == TensorProto.DOUBLE:
                output.type.tensor_type.elem_type = TensorProto.FLOAT


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
