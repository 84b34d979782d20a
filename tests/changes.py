"""What a user may do to a project's files, as functions that take the project's folder."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

Change = Callable[[Path], None]
Cell = Callable[[int, str], str]

TABLE = "data/raw/credit.csv"


def both(*changes: Change) -> Change:
    """Do several changes, one after another."""
    def change(project: Path) -> None:
        for each in changes:
            each(project)
    return change


def settings(pattern: str, replacement: str) -> Change:
    """Replace the one match of a pattern in params.yaml."""
    def change(project: Path) -> None:
        path = project / "params.yaml"
        text, count = re.subn(pattern, replacement, path.read_text(), flags=re.MULTILINE)
        assert count == 1, (pattern, count)
        path.write_text(text)
    return change


def written(name: str, content: bytes | str) -> Change:
    """Write a file."""
    def change(project: Path) -> None:
        (project / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return change


def removed(name: str) -> Change:
    """Remove a file."""
    return lambda project: (project / name).unlink()


def rewritten(edit: Callable[[bytes], bytes], name: str = TABLE) -> Change:
    """Change a file's bytes, those of the raw table unless another is named."""
    def change(project: Path) -> None:
        path = project / name
        before = path.read_bytes()
        after = edit(before)
        assert after != before, name
        path.write_bytes(after)
    return change


def first_rows(count: int) -> Change:
    """Keep only the first rows of the raw table."""
    return rewritten(lambda content: b"".join(content.splitlines(keepends=True)[:count + 1]))


def cells(column: str, edit: Cell) -> Change:
    """Change each cell of a column of the raw table, given its row (from 1) and what it holds."""
    def rewrite(content: bytes) -> bytes:
        header, *rows = csv.reader(io.StringIO(content.decode()))
        if column not in header:
            header, rows = [*header, column], [[*row, ""] for row in rows]
        place = header.index(column)
        for number, row in enumerate(rows, 1):
            row[place] = edit(number, row[place])
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        return text.getvalue().encode()
    return rewritten(rewrite)


def regression(column: str) -> Change:
    """Predict a number instead of a class."""
    return both(settings("column: Status", f"column: {column}"),
                settings("positive: bad", "positive: null"),
                settings("task: classification", "task: regression"),
                settings("metric: roc_auc", "metric: r2"),
                settings("logistic_regression", "ridge_regression"))
