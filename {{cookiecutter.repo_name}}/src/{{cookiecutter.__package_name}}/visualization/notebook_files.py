"""Notebook files: finding them, holding parameters against them, taking times out of them."""

import json
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill

from ..errors import UserError
from ..suggestions import guess

Parameters = Mapping[str, object]
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


def find_notebooks(folder: Path,
                   parameters: Mapping[str, Parameters]) -> dict[Path, nbformat.NotebookNode]:
    """Read the numbered notebooks of `folder`, in order, each fit to take its parameters.

    Raises:
        UserError: there is no such folder, a file is no notebook, or `parameters` names a
            notebook or a parameter that does not exist.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder; make it, notebooks go there")
    found = {path: read_notebook(path) for path in sorted(folder.glob("[0-9]*.ipynb"))}
    stems = [path.stem for path in found]
    for stem in parameters:
        if stem not in stems:
            raise UserError(f"params.yaml: notebooks.{stem}: {folder} has no numbered notebook of "
                            f"that name; {_mend(stem, stems)}")
    for path, notebook in found.items():
        given = parameters.get(path.stem) or {}
        known = list(papermill.inspect_notebook(notebook)) if given else []
        for name in given:
            if name not in known:
                raise UserError(f"params.yaml: notebooks.{path.stem}.{name}: {path} has no such "
                                f"parameter; {_mend(name, known)}")
    return found


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook, its kernelspec made the project's own.

    A cell without an id (notebooks older than 2021) is given its place as one.

    Raises:
        UserError: the file is no notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["nbformat_minor"] = max(5, content["nbformat_minor"])
        for place, cell in enumerate(content["cells"]):
            cell.setdefault("id", f"place-{place}")
        notebook = nbformat.reads(json.dumps(content), as_version=4)
        notebook.metadata["kernelspec"] = dict(KERNELSPEC)
        nbformat.validate(notebook)
    except (ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError) as error:
        reason = " ".join(str(error).split())[:100]
        raise UserError(f"{path}: is no notebook ({reason}); mend it or bring it back with "
                        f"`git checkout {path}`") from None
    return notebook


def reproducible(notebook: nbformat.NotebookNode, known_ids: set[str]) -> nbformat.NotebookNode:
    """Take out, in place, what differs from run to run: times, and ids that papermill made up.

    Args:
        notebook: as executed.
        known_ids: of the cells that it had before.
    """
    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if cell.get("id") not in known_ids:
            cell["id"] = f"cell-{place}"
    return notebook


def _mend(name: str, known: list[str]) -> str:
    has = f"it has: {', '.join(known)}" if known else "it has none: take the line out"
    return guess(name, known) or has
