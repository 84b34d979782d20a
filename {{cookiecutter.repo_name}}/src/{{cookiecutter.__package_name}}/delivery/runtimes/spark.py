"""The referee of spark/select.sql: Spark SQL with one worker, inside a Java of its own."""

import atexit
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..form import Delivery, Rows, Scored
from .databases import Stored, answers, read_query, spelling, stored
from .java import java_unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    # It runs for seconds, in which a better compiler would not pay.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    # As the query's own notes advise.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.subexpressionElimination.enabled": "false",
}


def unavailable() -> str | None:
    """Say why this machine cannot run the query, if it cannot."""
    if find_spec("pyspark") is None:
        return "the Python package pyspark is not installed"
    return java_unavailable(17)


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with the query for Spark SQL."""
    table = stored(delivery, rows, spelling(other_letters=r"\$(?=\{)"), has_nan=True)
    query = read_query(folder, "spark")
    # pyspark 4.3 warns of pandas 3, which is not used.
    warnings.filterwarnings("ignore", module=r"pyspark\.")
    spark = _session()
    _create(spark, table)
    start = time.perf_counter()
    fetched = spark.sql(query).collect()
    seconds = time.perf_counter() - start
    return answers(delivery, rows, table, fetched, seconds)


def quote(name: str) -> str:
    """Write a name as Spark SQL has it in quotes."""
    return "`" + name.replace("`", "``") + "`"


def _create(spark: "SparkSession", table: Stored) -> None:
    from pyspark.sql.types import (
        DoubleType,
        StringType,
        StructField,
        StructType,
        TimestampNTZType,
    )
    types = {"number": DoubleType(), "date": TimestampNTZType(), "text": StringType()}
    fields = [StructField(name, types[kind]) for name, kind in table.columns.items()]
    frame = spark.createDataFrame(table.values, StructType(fields))
    if len(table.name) == 1:
        frame.createOrReplaceTempView(quote(table.name[0]))
        return
    spark.sql(f"CREATE DATABASE IF NOT EXISTS {quote(table.name[0])}")
    frame.write.mode("overwrite").saveAsTable(table.quoted(quote))


@cache
def _session() -> "SparkSession":
    """Start Spark, which ends with this process."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession
    builder = SparkSession.builder.master("local[1]")
    for name, value in OPTIONS.items():
        builder = builder.config(name, value)
    warehouse = tempfile.mkdtemp(prefix="slipway-")
    atexit.register(shutil.rmtree, warehouse, ignore_errors=True)
    with _quiet():
        return builder.config("spark.sql.warehouse.dir", warehouse).getOrCreate()


@contextmanager
def _quiet() -> Iterator[None]:
    """Start no Java that writes its remarks on the screen; what is wrong comes as an exception."""
    screen = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(screen, 2)
        os.close(screen)
        os.close(nowhere)
