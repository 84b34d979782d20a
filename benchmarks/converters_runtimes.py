"""The runtimes: each scores a table of rows with an exported file, ours and theirs alike.

Each returns the scores and the seconds of the scoring alone, the data being there already.
"""

import os
import sqlite3
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import onnxruntime
import pandas as pd
import pyarrow as pa
from jpmml_evaluator import make_evaluator
from jpmml_evaluator.py4j import Py4JBackend
from py4j.java_gateway import JavaGateway

Scores = tuple[np.ndarray, float]
# What the score is called: a probability by us and the others, then a number.
NAMES = ("probability", "output_probability.1", "probabilities", "probability(1)", "variable",
         "prediction")


def by_duckdb(path: Path, rows: pd.DataFrame) -> Scores:
    """Score with a query in DuckDB."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    with duckdb.connect() as connection:
        connection.register("arrow", table)
        connection.execute("CREATE TABLE rows_to_score AS SELECT * FROM arrow")
        return _queried(connection, path)


def by_sqlite(path: Path, rows: pd.DataFrame) -> Scores:
    """Score with a query in SQLite."""
    names = ", ".join(f'"{name}" {"REAL" if column.dtype.kind == "f" else "TEXT"}'
                      for name, column in rows.items())
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE rows_to_score ({names})")
        connection.executemany(
            f"INSERT INTO rows_to_score VALUES ({', '.join('?' * len(rows.columns))})",
            _objects(rows).itertuples(index=False, name=None))
        return _queried(connection, path)


def by_onnxruntime(path: Path, rows: pd.DataFrame) -> Scores:
    """Score with onnxruntime on one processor core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feeds = {wanted.name: _feed(wanted, rows[wanted.name]) for wanted in session.get_inputs()}
    name = _name_of(output.name for output in session.get_outputs())
    start = time.perf_counter()
    found, = session.run([name], feeds)
    seconds = time.perf_counter() - start
    return (found[:, -1] if found.ndim == 2 else found).astype(np.float64), seconds


def by_jpmml(path: Path, rows: pd.DataFrame) -> Scores:
    """Score with the JPMML evaluator, in a Java that has started."""
    evaluator = make_evaluator(path, backend=Py4JBackend(_java()))
    table = _objects(rows)
    start = time.perf_counter()
    answers, errors = evaluator.evaluateAll(table, nan_as_missing=False, error_col=None,
                                            parallelism=1)
    seconds = time.perf_counter() - start
    if errors is not None:
        raise RuntimeError(errors.dropna().iloc[0])
    return answers[_name_of(answers)].to_numpy(np.float64), seconds


RUNTIMES = {"DuckDB": by_duckdb, "SQLite": by_sqlite, "onnxruntime": by_onnxruntime,
            "JPMML": by_jpmml}


def _queried(connection: Any, path: Path) -> Scores:
    query = path.read_text(encoding="utf-8").rstrip().removesuffix(";")
    empty = connection.execute(f"SELECT * FROM ({query}) LIMIT 0")
    name = _name_of(column[0] for column in empty.description)
    start = time.perf_counter()
    found = connection.execute(f'SELECT "{name}" FROM ({query})').fetchall()
    seconds = time.perf_counter() - start
    return np.array(found, dtype=np.float64)[:, 0], seconds


def _name_of(found: Any) -> str:
    found = set(found)
    return next(name for name in NAMES if name in found)


def _feed(wanted: onnxruntime.NodeArg, column: pd.Series) -> np.ndarray:
    types = {"tensor(float)": np.float32, "tensor(double)": np.float64}
    values = column.to_numpy(types[wanted.type]) if wanted.type in types \
        else column.astype(object).fillna("").to_numpy()
    return values.reshape(-1, 1) if len(wanted.shape) == 2 else values


def _objects(rows: pd.DataFrame) -> pd.DataFrame:
    """Give every missing value as None."""
    objects = rows.astype(object)
    return objects.where(objects.notna(), None)


@cache
def _java() -> JavaGateway:
    import jpmml_evaluator

    jars = sorted(Path(jpmml_evaluator.__file__).parent.rglob("*.jar"))
    return JavaGateway.launch_gateway(classpath=os.pathsep.join(map(str, jars)), die_on_exit=True)
