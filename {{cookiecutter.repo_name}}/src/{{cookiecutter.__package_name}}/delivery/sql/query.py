"""A query in the making: named queries, each of which adds columns to those of the last."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .dialects import Dialect
from .names import Namer
from .text import comment


@dataclass(frozen=True)
class Column:
    """A column to add: its expression, and its name in quotes."""

    sql: str
    name: str


@dataclass
class Query:
    """The named queries so far; `last` is what the next one reads: a table, or the last of them.

    `column_names` and `query_names` give names that are not taken. Columns of the query's own end
    in _, so that they stand apart from those of the table, of which nobody knows all.
    """

    dialect: Dialect
    column_names: Namer
    query_names: Namer
    last: str
    queries: list[str] = field(default_factory=list)

    def name(self, wanted: str) -> str:
        """Give a new column a name that is not taken, in quotes."""
        return self.dialect.quote(self.column_names.take(wanted, "_"))

    def add(self, name: str, purpose: str, columns: Sequence[Column], alias: str = "") -> None:
        """Add a named query; `alias` is that of the table which it reads."""
        dialect, source = self.dialect, f"{self.last} {alias}".strip()
        selected = [f"{alias or self.last}.*", *(f"{item.sql} AS {item.name}" for item in columns)]
        self.last = dialect.quote(self.query_names.take(name))
        self.queries.append(
            f"{self.last} AS {dialect.materialized}(\n  {comment(purpose)}\n"
            f"  {_select(dialect.top, '    ', selected)}\n  FROM {source}{dialect.fence}\n)")

    def select(self, columns: Sequence[str], purpose: str) -> str:
        """End with a SELECT of these columns."""
        queries = ",\n".join(self.queries)
        return f"WITH {queries}\n{comment(purpose)}\n{_select('', '  ', columns)}\nFROM {self.last}"


def _select(top: str, indent: str, columns: Sequence[str]) -> str:
    lines = f",\n{indent}".join(columns)
    return f"SELECT {top}".rstrip() + f"\n{indent}{lines}"
