"""The referee of duckdb/select.sql: DuckDB, inside this process."""

import time
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from ..form import Delivery, Rows, Scored
from .databases import Kind, Stored, answers, read_query, spelling, stored

TYPES: dict[Kind, str] = {"number": "DOUBLE", "date": "TIMESTAMP", "text": "VARCHAR"}
ARROW_TYPES = {"number": pa.float64(), "date": pa.timestamp("us"), "text": pa.string()}


def unavailable() -> str | None:
    """Say why this machine cannot run the query, if it cannot."""
    return None if find_spec("duckdb") else "the Python package duckdb is not installed"


def score(delivery: Delivery, folder: Path, rows: Rows) -> Scored:
    """Score rows with the query for DuckDB."""
    import duckdb
    table = stored(delivery, rows, spelling(), has_nan=True)
    query = read_query(folder, "duckdb")
    with duckdb.connect() as connection:
        connection.execute("SET disabled_optimizers = 'common_subexpressions'")
        for schema in table.name[:-1]:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}")
        connection.execute(table.create(quote, TYPES))
        connection.register("rows to score", _arrow(table))
        connection.execute(f'INSERT INTO {table.quoted(quote)} SELECT * FROM "rows to score"')
        start = time.perf_counter()
        fetched = connection.execute(query).fetchall()
        seconds = time.perf_counter() - start
    return answers(delivery, rows, table, fetched, seconds)


def _arrow(table: Stored) -> pa.Table:
    kinds = [ARROW_TYPES[kind] for kind in table.columns.values()]
    return pa.table({str(position): pa.array(values, kind) for position, (values, kind)
                     in enumerate(zip(zip(*table.values), kinds))})


def quote(name: str) -> str:
    """Write a name as DuckDB has it in quotes."""
    return '"' + name.replace('"', '""') + '"'
