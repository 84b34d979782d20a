"""The SELECT that scores a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...portable.fields import score_fields
from ...portable.model import PortableModel
from ..form import Delivery
from .dialects import Dialect
from .doors import door
from .expressions import Steps
from .links import add_scores, decision
from .names import Namer
from .query import Column, Query
from .sums import add_sums


@dataclass(frozen=True)
class Select:
    """A query: its text, the names (in quotes) of its columns and of one more, for a label.

    `renamed` maps the columns whose names the dialect cannot hold to those that it reads; it has
    `queries` named queries, and `width` columns in the widest of them.
    """

    sql: str
    columns: list[str]
    label: str
    renamed: dict[str, str]
    queries: int
    width: int


def build_select(delivery: Delivery, dialect: Dialect, table: str) -> Select:
    """Build the query over `table`, in quotes."""
    model, quote = delivery.model, dialect.quote
    namer, query_names = Namer(dialect), Namer(dialect)
    query_names.take(delivery.table.split(".")[-1])
    inputs = [column.name for column in model.inputs]
    stored = {name: namer.take(name)
              for name in (*delivery.schema.names("identifier"), *inputs)}
    results = [quote(namer.take(name)) for name in score_fields(model.classes)]
    label = quote(namer.take("model"))
    query = Query(dialect, namer, query_names, table)
    columns = _add_inputs(query, delivery, stored)
    _add_features(query, model, columns)
    scores = add_scores(query, model, add_sums(query, model.estimator, columns))
    answers = [*scores, *([decision(dialect, model, scores)] if model.classes else [])]
    kept = [quote(name) for name in stored.values()]
    # Not by its bare name: SQLite takes one that is no column for a text.
    selected = [*(f"{query.last}.{name}" for name in kept),
                *(f"{sql} AS {name}" for sql, name in zip(answers, results))]
    sql = query.select(selected, "Add here what else of the table is wanted.")
    renamed = {name: other for name, other in stored.items() if name != other}
    return Select(sql, [*kept, *results], label, renamed, len(query.queries),
                  len(namer))


def _add_inputs(query: Query, delivery: Delivery, stored: Mapping[str, str]) -> dict[str, str]:
    dialect, table = query.dialect, query.dialect.quote("t")
    inputs = delivery.model.inputs
    items = [Column(door(delivery, dialect, column,
                         f"{table}.{dialect.quote(stored[column.name])}"),
                    query.name(column.name)) for column in inputs]
    query.add("inputs", "The columns as the model reads them: NULL where missing.", items, table)
    return {column.name: item.name for column, item in zip(inputs, items)}


def _add_features(query: Query, model: PortableModel, columns: dict[str, str]) -> None:
    dates = {column.name for column in model.inputs if column.kind == "date"}
    steps = Steps(query.dialect, columns, dates, query.name)
    for derived in model.derived:
        steps.add(derived, query.name(derived.name))
    for number, level in enumerate(steps.levels, start=1):
        query.add(f"features_{number}", "What is computed from them, NULL where it has no value.",
                  level)
