"""The forms that a model can take, and the runtimes that verify each of them."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast, get_args

from ..errors import UserError
from ..params import Form
from .form import Delivery, Rows, Scored

DOUBLES = 1e-12
DECIMAL_TEXT = 1e-9


@dataclass(frozen=True)
class Referee:
    """A runtime: its module in runtimes/, its name for people, and what it may differ by.

    The difference is relative to the score where that is above 1.
    """

    module: str
    name: str
    limit: float = DOUBLES


class FormModule(Protocol):
    """What each form's module has."""

    def write(self, delivery: Delivery, folder: Path) -> list[Path]:
        """Write the form's files into `folder`."""


class RuntimeModule(Protocol):
    """What each runtime's module has."""

    def unavailable(self) -> str | None:
        """Say why this machine cannot run the form, if it cannot."""

    def score(self, delivery: Delivery, folder: Path, rows: Rows) -> Scored:
        """Score rows with the files in `folder`."""


# What `make predict` scores with is verified like a form, but is not delivered.
PORTABLE = "portable"
REFEREES: dict[str, tuple[Referee, ...]] = {
    PORTABLE: (Referee("numpy_batch", "numpy, many rows"),
               Referee("numpy_record", "numpy, one by one")),
    "paper": (Referee("adding_up", "adding up"),),
    "excel": (Referee("libreoffice", "LibreOffice", DECIMAL_TEXT),),
    "sql": (Referee("duckdb", "DuckDB"), Referee("sqlite", "SQLite"),
            Referee("postgresql", "PostgreSQL"), Referee("mariadb", "MariaDB"),
            Referee("spark", "Spark")),
    "pmml": (Referee("jpmml", "JPMML"),),
    "onnx": (Referee("onnxruntime", "onnxruntime"),),
    "package": (Referee("wheel", "the wheel"),),
    "program": (Referee("python_program", "Python"), Referee("node", "Node"),
                Referee("c_compiler", "C")),
}


def check_form(name: str | None) -> Form | None:
    """Check the name of a form that a user typed, if any.

    Raises:
        UserError: it is none.
    """
    if name is not None and name not in get_args(Form):
        raise UserError(f"FORM={name}: there is no such form; choose from "
                        f"{', '.join(get_args(Form))}")
    return cast(Form | None, name)


def check_verifiable(name: str | None) -> str | None:
    """Check the name of a form that a user typed, if any, or of what `make predict` scores with.

    Raises:
        UserError: it is none.
    """
    return name if name == PORTABLE else check_form(name)


def form_module(form: str) -> FormModule:
    """Import the module of a form: its libraries cost the others nothing.

    Raises:
        UserError: one of them is not installed.
    """
    try:
        return cast(FormModule, import_module(f".{form}.write", __package__))
    except ModuleNotFoundError as error:
        raise UserError(f"the form {form} is written with {error.name}, which is not installed; "
                        "`make setup` brings it") from None


def runtime_module(referee: Referee) -> RuntimeModule:
    """Import the module of a runtime."""
    return cast(RuntimeModule, import_module(f".runtimes.{referee.module}", __package__))
