"""Telling make on which files the data depend."""

from pathlib import Path

from .errors import UserError
from .files import write_text


def write_make_dependencies(table: Path, note: Path, dask: bool = False) -> None:
    """Write the variable TABLE for make: the file at `table`, or the folder and all of its files.

    The variable DASK is there where Dask is needed.

    Raises:
        UserError: make cannot take a name.
    """
    paths = [table, *(sorted(table.iterdir()) if table.is_dir() else [])]
    for path in paths:
        if set(str(path)) & set(":%\n"):
            raise UserError(f"params.yaml: source.path: {path}: a colon or % in a path is more "
                            "than make can take; rename the file")
    files = [_escaped(path) for path in paths]
    # A file that is moved there keeps its time, but its folder does not.
    lines = [f"TABLE := {' '.join([*files, _escaped(table.parent)])}"]
    # A file that is gone by then counts as new, and is no error.
    lines += [f"{file}: ;" for file in files]
    lines += ["DASK := yes"] if dask else []
    write_text(note, "\n".join(lines) + "\n")


def _escaped(path: Path) -> str:
    return str(path).replace(" ", "\\ ").replace("#", "\\#").replace("$", "$$")
