"""Telling make on which files the data depend."""

from pathlib import Path

from .errors import UserError
from .files import write_text

NOT_FOR_MAKE = frozenset(":%;|\\\t\n")


def write_make_dependencies(table: Path, note: Path, dask: bool = False) -> None:
    """Write the variable TABLE for make: the file at `table`, or the folder and all of its files.

    The variable DASK is there where Dask is needed.

    Raises:
        UserError: make cannot take a name.
    """
    paths = [table, *(sorted(table.iterdir()) if table.is_dir() else [])]
    for path in paths:
        strange = sorted(set(str(path)) & NOT_FOR_MAKE)
        if strange:
            raise UserError(f"params.yaml: source.path: {path}: {', '.join(map(repr, strange))} in "
                            "a path is more than make can take; rename the file")
    lines = [f"TABLE := {' '.join(map(_escaped, paths))}",
             # A file that is gone by then counts as new, and is no error. Through the variable:
             # make would take a line with a = in it for the value of one.
             "$(TABLE): ;",
             # A file that is moved there keeps its time, but its folder does not.
             f"TABLE += {_escaped(table.parent)}"]
    lines += ["DASK := yes"] if dask else []
    write_text(note, "\n".join(lines) + "\n")


def _escaped(path: Path) -> str:
    return str(path).replace(" ", "\\ ").replace("#", "\\#").replace("$", "$$")
