"""The model as SQL in ten dialects: the database scores its own tables, with nothing installed.

For each dialect a folder: select.sql scores the table, view.sql makes a view of that, table.sql
an empty table for scores, and insert.sql fills it from the view. A number is held to be within
the range of single precision, 3.4e38 either way: beyond it some databases stop at an overflow.
"""

from pathlib import Path

from ...portable.model import PortableModel
from ..form import Delivery, NotDeliverable
from ..levels import levels_of
from .dialects import DIALECTS, Dialect
from .files import file_texts, score_of_nothing
from .size import branches

# What databases plan within seconds; the slowest of them takes half a minute for so many.
MOST_BRANCHES = 50_000
NOT_WRITTEN = "not_written.txt"


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write the files for every dialect; where one cannot hold the model, a file that says why.

    `delivery.table` may name a schema, as `sales.applications`. Beside the score stand the
    identifiers and the columns that the model reads.

    Raises:
        NotDeliverable: the model has no cutoff, or is too large for any database.
    """
    model = delivery.model
    if model.classes is not None and len(model.classes) == 2 and model.cutoff is None:
        raise NotDeliverable("the model has no cutoff, from which SQL would decide")
    size = branches(model.estimator)
    if size > MOST_BRANCHES:
        raise NotDeliverable(f"the model has {size:,} branches; databases take {MOST_BRANCHES:,} "
                             "at most in good time; fewer or smaller trees would fit")
    check = score_of_nothing(model)
    files = {dialect: _files(delivery, dialect, size, check) for dialect in DIALECTS}
    if all(NOT_WRITTEN in texts for texts in files.values()):
        raise NotDeliverable(files[DIALECTS[0]][NOT_WRITTEN].strip())
    return [path for dialect, texts in files.items()
            for path in _write(folder / dialect.folder, texts)]


def _files(delivery: Delivery, dialect: Dialect, size: int, check: str) -> dict[str, str]:
    if not dialect.holds_nul and "\0" in "".join(_words(delivery.model)):
        return {NOT_WRITTEN: "a category or a class holds the character NUL, which no text of "
                             f"{dialect.name} can\n"}
    texts, select = file_texts(delivery, dialect, check)
    counts = {"branches": (size, dialect.branches), "columns": (select.width, dialect.columns),
              "named queries": (select.queries, dialect.queries),
              "bytes": (len(texts["view.sql"].encode()), dialect.largest)}
    for what, (count, most) in counts.items():
        if count > most:
            return {NOT_WRITTEN: f"the query would have {count:,} {what}, {dialect.name} takes "
                                 f"{most:,} at most\n"}
    return texts


def _words(model: PortableModel) -> list[str]:
    return [*(model.classes or ()), *(level for column in model.inputs
                                      for level in levels_of(model, column.name))]


def _write(place: Path, texts: dict[str, str]) -> list[Path]:
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8", newline="")
    return [place / name for name in texts]
