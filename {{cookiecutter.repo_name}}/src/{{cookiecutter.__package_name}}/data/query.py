"""Reading the rows of a query from a database into a Parquet file, batch by batch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ..addresses import expand, hide
from ..errors import UserError
from .typed_parquet import write_rows

if TYPE_CHECKING:
    import sqlalchemy

BATCH_ROWS = 1 << 14
PLACE = "params.yaml: source.database"
# The driver that is taken where the address names none, and what pip calls what Python imports.
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql",
           "mariadb": "mariadb+pymysql"}
PACKAGES = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient",
            "duckdb": "duckdb-engine", "snowflake": "snowflake-sqlalchemy",
            "bigquery": "sqlalchemy-bigquery", "redshift": "sqlalchemy-redshift",
            "databricks": "databricks-sqlalchemy"}


def save_query(address: str, query: str, path: Path) -> int:
    """Write the rows of `query`, a SELECT or a table's name, to `path`; return how many they are.

    The transaction is rolled back. Memory is bounded by a batch.

    Raises:
        UserError: the database or its driver is not there, or it refuses the query, or there are
            no rows. No password is in the message.
    """
    import sqlalchemy

    url = _url(address)
    try:
        with _connection(address, url) as connection:
            result = connection.execute(_statement(query))
            if not result.returns_rows:
                raise UserError("params.yaml: source.query: returns no table; write a SELECT")
            rows = write_rows(path, _names(result), _batches(result, path))
    except sqlalchemy.exc.SQLAlchemyError as error:
        words = " ".join(str(getattr(error, "orig", None) or error).split())
        raise UserError(f"{PLACE}: {address}: {hide(words, address, url.password)}; correct the "
                        "address or source.query") from None
    if not rows:
        raise UserError("params.yaml: source.query: gives no rows; a table needs rows to learn "
                        "from")
    return rows


def _url(address: str) -> "sqlalchemy.URL":
    import sqlalchemy

    try:
        url = sqlalchemy.make_url(expand(address))
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise UserError(f"{PLACE}: {address}: is no address of a database; write it as "
                        "postgresql://user:${PASSWORD}@host/name or sqlite:///path") from None
    if url.drivername == "sqlite" and not Path(url.database or "").is_file():
        raise UserError(f"{PLACE}: {address}: there is no such file; correct the path, which "
                        "starts at the project's folder")
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


@contextmanager
def _connection(address: str, url: "sqlalchemy.URL") -> "Iterator[sqlalchemy.Connection]":
    import sqlalchemy

    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    except sqlalchemy.exc.NoSuchModuleError:
        raise _no_driver(address, url.get_backend_name()) from None
    except ImportError as error:
        raise _no_driver(address, error.name or url.get_driver_name()) from None
    with engine.connect() as connection:
        yield connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS)


def _no_driver(address: str, module: str) -> UserError:
    return UserError(f"{PLACE}: {address}: needs the package {PACKAGES.get(module, module)}; add "
                     "it to the dependencies in pyproject.toml and type `make lock`, or correct "
                     "the address")


def _statement(query: str) -> "sqlalchemy.Select | sqlalchemy.TextClause":
    import sqlalchemy

    query = query.strip().rstrip(";")
    if len(query.split()) == 1:
        schema, _, name = query.rpartition(".")
        return sqlalchemy.select(sqlalchemy.text("*")).select_from(
            sqlalchemy.table(name, schema=schema or None))
    return sqlalchemy.text(query.replace(":", r"\:"))  # A colon starts no parameter.


def _names(result: "sqlalchemy.CursorResult[Any]") -> list[str]:
    names = list(result.keys())
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise UserError("params.yaml: source.query: gives more than one column named "
                        f"{', '.join(repeated)}; rename them with AS")
    return names


def _batches(result: "sqlalchemy.CursorResult[Any]",
             path: Path) -> Iterator[Sequence[Sequence[Any]]]:
    with tqdm(desc=f"fetching {path.name}", unit=" rows", unit_scale=True, disable=None) as bar:
        for rows in result.partitions(BATCH_ROWS):
            yield rows
            bar.update(len(rows))
