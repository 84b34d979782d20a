"""The files for one dialect: what each says of itself, and its statement."""

from dataclasses import dataclass

from ...portable.fields import score_fields
from ...portable.model import PortableModel
from ...portable.score import record_scorer
from ..form import Delivery
from .dialects import Dialect
from .names import cut
from .select import Select, build_select
from .text import comment


DATES = "A date may be a DATE or a TIMESTAMP, or text that casts to one, and is taken for UTC; " \
    "where a column has a time zone, bring it to UTC first."


@dataclass(frozen=True)
class Tables:
    """The table to score, the view of its scores, and the table to keep them in, in quotes."""

    source: str
    view: str
    scores: str


def file_texts(delivery: Delivery, dialect: Dialect,
               check: str) -> tuple[dict[str, str], Select]:
    """Write the files' texts, by their names; return the query too, to be held to the limits.

    `check` is what `score_of_nothing` says.
    """
    tables = Tables(*(_table(dialect, delivery.table, ending)
                      for ending in ("", "_scored", "_scores")))
    select = build_select(delivery, dialect, tables.source)
    statements = {
        "select.sql": ("scores the table", select.sql),
        "view.sql": (f"makes the view {tables.view} of the scored table",
                     f"{dialect.create_view.format(tables.view)}\n{select.sql}"),
        "table.sql": (f"makes the empty table {tables.scores} to keep scores in; run it once",
                      _create_table(delivery, dialect, tables, select)),
        "insert.sql": (f"scores the table into {tables.scores}; run view.sql and table.sql first",
                       _insert(delivery, dialect, tables, select)),
    }
    about = _about(delivery, dialect, tables, select, check)
    return {name: "\n".join([comment(f"{name} for {dialect.name}: {purpose}."), about,
                             f"{statement};\n"])
            for name, (purpose, statement) in statements.items()}, select


def _table(dialect: Dialect, table: str, ending: str) -> str:
    *schema, name = table.split(".")
    return ".".join(map(dialect.quote, (*schema, cut(dialect, name, ending))))


def _create_table(delivery: Delivery, dialect: Dialect, tables: Tables, select: Select) -> str:
    label = dialect.label.format(dialect.text(_label(delivery)))
    query = (f"SELECT\n  {_list(select)},\n  {label} AS {select.label}\nFROM {tables.view}\n"
             "WHERE 1 = 0")
    return dialect.create_table.format(tables.scores, query)


def _insert(delivery: Delivery, dialect: Dialect, tables: Tables, select: Select) -> str:
    return (f"INSERT INTO {tables.scores} (\n  {_list(select)},\n  {select.label}\n)\n"
            f"SELECT\n  {_list(select)},\n  {dialect.text(_label(delivery))}\nFROM {tables.view}")


def _list(select: Select) -> str:
    return ",\n  ".join(select.columns)


def _label(delivery: Delivery) -> str:
    return f"{delivery.model.name} {delivery.version}"[:200]


def _about(delivery: Delivery, dialect: Dialect, tables: Tables, select: Select,
           check: str) -> str:
    model = delivery.model
    read = ", ".join(f"{item.name} ({item.kind})" for item in model.inputs) or "no column"
    paragraphs = [
        f"{delivery.title}: model {model.name}, version {delivery.version}.",
        f"Reads {tables.source}: {read}.",
        *(f"Reads {stored} in the place of {name}, a name that {dialect.name} cannot hold."
          for name, stored in select.renamed.items()),
        f"Gives {', '.join(score_fields(model.classes))}{_meaning(model)}",
        f"To check it: {check}; `make verify` compares many more rows with the model.",
        f"Numbers are doubles to the last bit, as {dialect.double_of(0.1)}.",
        *([DATES] if any(item.kind == "date" for item in model.inputs) else []),
        *dialect.notes,
    ]
    return "\n".join(map(comment, paragraphs))


def _meaning(model: PortableModel) -> str:
    if model.classes is None:
        return f", the predicted {model.target}."
    if len(model.classes) == 2:
        return (f": the probability of {model.target} {model.classes[1]}, which is predicted from "
                f"{model.cutoff} on.")
    return f": the probabilities of {model.target}, of which the greatest is predicted."


def score_of_nothing(model: PortableModel) -> str:
    """Say what a row scores of which nothing is known."""
    score = record_scorer(model)({})
    words = ", ".join(map(repr, score if isinstance(score, list) else [score]))
    return f"a row in which all that is read is NULL has {score_fields(model.classes)[0]} {words}"
