"""The referee of model.pmml: Java's own check against the schema, and the JPMML evaluator."""

import atexit
import os
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...portable.model import PortableModel
from ..form import Delivery, Rows, Scored
from .dates import as_texts
from .java import java_unavailable

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway, JavaObject

SCHEMA = "pmml.xsd"


def unavailable() -> str | None:
    """Say why this machine cannot run the model, if it cannot."""
    if find_spec("jpmml_evaluator") is None or find_spec("py4j") is None:
        return "the Python packages jpmml-evaluator and py4j are not installed"
    return java_unavailable(11)


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with model.pmml.

    Raises:
        ValueError: the document does not fit the schema of PMML 4.4, or a row has no score.
    """
    from jpmml_evaluator import make_evaluator
    from jpmml_evaluator.py4j import Py4JBackend
    path = folder / "model.pmml"
    _check_schema(path)
    evaluator = make_evaluator(path, backend=Py4JBackend(_java()))
    table = _table(delivery.model, rows)
    start = time.perf_counter()
    answers, errors = evaluator.evaluateAll(table, nan_as_missing=False, error_col=None,
                                            parallelism=1)
    seconds = time.perf_counter() - start
    if errors is not None:
        raise ValueError(f"{path}: {errors.dropna().iloc[0]}")
    return _scored(delivery.model, answers, seconds)


@cache
def _java() -> "JavaGateway":
    """Start a Java with the evaluator's library, which ends with this process at the latest."""
    import jpmml_evaluator
    from py4j.java_gateway import JavaGateway
    jars = sorted(Path(jpmml_evaluator.__file__).parent.rglob("*.jar"))
    gateway = JavaGateway.launch_gateway(classpath=os.pathsep.join(map(str, jars)),
                                         die_on_exit=True)
    atexit.register(gateway.shutdown)
    return gateway


@cache
def _schema() -> "JavaObject":
    jvm = _java().jvm
    factory = jvm.javax.xml.validation.SchemaFactory.newInstance(
        jvm.javax.xml.XMLConstants.W3C_XML_SCHEMA_NS_URI)
    return factory.newSchema(jvm.java.lang.ClassLoader.getSystemResource(SCHEMA))


def _check_schema(path: Path) -> None:
    from py4j.protocol import Py4JJavaError
    jvm = _java().jvm
    source = jvm.javax.xml.transform.stream.StreamSource(jvm.java.io.File(str(path)))
    try:
        _schema().newValidator().validate(source)
    except Py4JJavaError as error:
        raise ValueError(f"{path}: {error.java_exception.getMessage()}") from None


def _table(model: PortableModel, rows: Rows) -> pd.DataFrame:
    """Give missing numbers as None too; a model without inputs gets a column all the same."""
    columns = {name: np.where(pd.isna(column), None, column)
               for name, column in rows.columns.items()}
    columns |= {column.name: as_texts(rows.columns[column.name]) for column in model.inputs
                if column.kind == "date"}
    return pd.DataFrame(columns or {"row": rows.group}, dtype=object)


def _scored(model: PortableModel, answers: pd.DataFrame, seconds: float) -> Scored:
    """Read the last fields of the answers, which are the score's."""
    if model.classes is None:
        return Scored(answers.iloc[:, -1].to_numpy(np.float64), None, seconds)
    scores = answers.iloc[:, -1 - model.outputs:-1].to_numpy(np.float64)
    return Scored(scores[:, 0] if model.outputs == 1 else scores,
                  answers.iloc[:, -1].to_numpy(object), seconds)
