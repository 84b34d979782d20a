"""The data contract: what each column holds; inferred once, then the user's to edit."""

from pathlib import Path

import msgspec
import yaml

from ..errors import UserError
from ..files import write_text
from ..params import Closed, Kind, Params, Task
from ..paths import SCHEMA
from ..portable.expressions import LARGEST
from ..yaml_settings import line_of, load_settings

MODELLED: tuple[Kind, ...] = ("number", "category", "date")
ANEW = f"or delete {SCHEMA} to have it inferred anew"
PREAMBLE = """\
# The data contract and dictionary of this project. It was inferred from the table once; from
# here on it is yours: write descriptions, correct a kind, narrow a range or a list of categories.
# kind: number, category or date (the model sees these), identifier, text, constant or empty (left
# out), weight (of a row). `make data` holds the table against it, `make predict` every new row.
"""


class Column(Closed):
    """One column: its kind, the range or categories seen, and its share of missing values.

    `dates` are the first and the last of a date column; written without a time of the day where
    no row has one.
    """

    kind: Kind
    range: tuple[float, float] | None = None
    dates: tuple[str, str] | None = None
    categories: tuple[str, ...] | None = None
    missing: float = 0.0
    description: str = ""


class TargetColumn(Closed):
    """The column to predict: its classes (of two, the positive one named), or its range."""

    name: str
    task: Task
    classes: tuple[str, ...] | None = None
    positive: str | None = None
    range: tuple[float, float] | None = None
    description: str = ""


class Schema(Closed):
    """The contract of a whole table."""

    version: int
    table: str
    rows: int
    target: TargetColumn
    columns: dict[str, Column]

    def names(self, *kinds: Kind) -> list[str]:
        """Name the columns of the given kinds, in the order of the table."""
        return [name for name, column in self.columns.items() if column.kind in kinds]


def load_schema(params: Params, path: Path = SCHEMA) -> Schema:
    """Read the contract and leave out the columns that params.yaml excludes.

    Raises:
        UserError: the file is missing or malformed, or says otherwise than params.yaml.
    """
    if not path.exists():
        raise UserError(f"{path}: there is no such file; `make data` makes it")
    schema = load_settings(path, Schema)
    if schema.version != 1:
        raise UserError(f"{path}: is of version {schema.version}, this code knows 1; {ANEW[3:]}")
    _check_limits(schema, path)
    _check_against(params, schema, path)
    kept = {name: column for name, column in schema.columns.items()
            if name not in params.columns.exclude}
    schema = msgspec.structs.replace(schema, columns=kept)
    if not schema.names(*MODELLED):
        raise UserError(f"{path}: leaves no number, category or date column for the model; correct "
                        "a kind, or columns.exclude in params.yaml")
    return schema


def save_schema(schema: Schema, path: Path = SCHEMA) -> None:
    """Write the contract as YAML, one line a column."""
    content = msgspec.to_builtins(schema)
    content["target"] = _Line(content["target"])
    content["columns"] = {name: _Line(column) for name, column in content["columns"].items()}
    text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    write_text(path, PREAMBLE + text)


class _Line(dict):
    """A mapping that is written on one line, without what is not set."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Line, lambda dumper, line: dumper.represent_mapping(
    "tag:yaml.org,2002:map", {key: value for key, value in line.items() if value is not None},
    flow_style=True))


def _check_limits(schema: Schema, path: Path) -> None:
    for name, column in schema.columns.items():
        for limit in column.range or ():
            if not -LARGEST <= limit <= LARGEST:
                raise UserError(f"{line_of(path, ['columns', name, 'range'])}: {limit:g} is no "
                                f"number of single precision ({LARGEST:.1e} at most), so no value "
                                "reaches it; write a smaller limit, or leave out the range")


def _check_against(params: Params, schema: Schema, path: Path) -> None:
    target = schema.target
    if (target.name, target.task) != (params.target.column, params.target.task):
        raise UserError(f"{line_of(path, ['target'])}: is {target.name} ({target.task}), but "
                        f"params.yaml says {params.target.column} ({params.target.task}); "
                        f"make them agree, {ANEW}")
    if params.target.positive is not None and target.positive != class_name(
            params.target.positive, target.classes or ()):
        raise UserError(f"{line_of(path, ['target', 'positive'])}: is {target.positive}, but "
                        f"params.yaml says {params.target.positive}; make them agree, {ANEW}")
    weight = params.training.sample_weight
    kinds = params.columns.kinds | ({weight: "weight"} if weight else {})
    for name, kind in kinds.items():
        if name in schema.columns and schema.columns[name].kind != kind:
            raise UserError(f"{line_of(path, ['columns', name])}: is {schema.columns[name].kind}, "
                            f"but params.yaml says {kind}; make them agree, {ANEW}")


def title_of(schema: Schema) -> str:
    """Say in a few words what is predicted."""
    target = schema.target
    return f"Prediction of {target.name}" if target.positive is None \
        else f"Probability that {target.name} is {target.positive}"


def class_name(value: str | int | float | bool, classes: tuple[str, ...]) -> str:
    """Name the class that a YAML value stands for: YAML reads the word `yes` as true."""
    if isinstance(value, bool):
        words = ("true", "yes", "y", "on", "1") if value else ("false", "no", "n", "off", "0")
        return next((name for name in classes if name.lower() in words), str(value).lower())
    return str(value)
