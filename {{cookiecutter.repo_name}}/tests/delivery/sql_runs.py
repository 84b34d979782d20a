"""Running the files of SQL in the databases that they are written for."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from slipway_package.delivery.runtimes import (
    duckdb,
    mariadb,
    postgresql,
    spark,
    sqlite,
)


def _open_duckdb() -> AbstractContextManager:
    import duckdb as library
    return library.connect()


def _open_sqlite() -> AbstractContextManager:
    import sqlite3
    return closing(sqlite3.connect(":memory:"))


@dataclass(frozen=True)
class Database:
    """A database: the runtime that scores in it, the folder of its files, how it is opened."""

    runtime: ModuleType
    folder: str
    open: Any
    mark: str

    def files(self, folder: Path, *names: str) -> list[str]:
        """Read the statements of files; SQLite's view has two."""
        texts = [(folder / self.folder / name).read_bytes().decode() for name in names]
        return [statement for text in texts for statement in text.split(";\n") if
                any(not line.startswith("--") for line in statement.split("\n") if line)]

    def run(self, statements: Sequence[str], columns: str, table: Sequence[tuple],
            ) -> list[tuple]:
        """Make a table `rows` of these columns, run statements, return what the last one gives."""
        with self.open() as connection:
            cursor = connection.cursor()
            if self.runtime is mariadb:
                cursor.execute("CREATE OR REPLACE DATABASE tests CHARACTER SET utf8mb4")
                cursor.execute("USE tests")
            cursor.execute(f"CREATE TABLE {self.runtime.quote('rows')} ({columns})")
            marks = ", ".join([self.mark] * len(table[0]))
            cursor.executemany(f"INSERT INTO {self.runtime.quote('rows')} VALUES ({marks})", table)
            for statement in statements:
                cursor.execute(statement)
            found = cursor.fetchall()
            if self.runtime is postgresql:
                connection.rollback()
            return [tuple(row) for row in found]


def skipped_without(runtime: ModuleType) -> list[pytest.MarkDecorator]:
    """The marks of a test that needs a runtime."""
    lack = runtime.unavailable()
    return [pytest.mark.skipif(lack is not None, reason=str(lack))]


DATABASES = [pytest.param(database, id=database.folder, marks=skipped_without(database.runtime))
             for database in (Database(duckdb, "duckdb", _open_duckdb, "?"),
                              Database(sqlite, "sqlite", _open_sqlite, "?"),
                              Database(postgresql, "postgresql", postgresql.connect, "%s"),
                              Database(mariadb, "mysql", mariadb.connect, "%s"))]
RUNTIMES = [pytest.param(runtime, id=runtime.__name__.rpartition(".")[2],
                         marks=skipped_without(runtime))
            for runtime in (duckdb, sqlite, postgresql, mariadb)]
NEEDS_SPARK = pytest.mark.skipif(spark.unavailable() is not None, reason=str(spark.unavailable()))
