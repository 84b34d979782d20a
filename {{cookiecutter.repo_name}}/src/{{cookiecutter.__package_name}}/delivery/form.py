"""What every form is made from, and what every runtime gives back."""

from dataclasses import dataclass

import numpy as np

from ..data.schema import Schema
from ..portable.model import PortableModel
from ..source_settings import MISSING_WORDS


@dataclass(frozen=True)
class Delivery:
    """A model on its way out.

    `title` says what is predicted, for people; `table` is the database table that holds the rows
    to score; `version` tells this model from others of its name. `missing` are the words that
    stand for a missing value in the cells of a table.
    """

    model: PortableModel
    schema: Schema
    title: str
    table: str
    version: str
    missing: tuple[str, ...] = MISSING_WORDS


@dataclass(frozen=True)
class Rows:
    """Rows to score: for each input of the model a column, float64 (NaN: missing) or object.

    A date column holds its seconds since 1970, a category column str, or None where missing.
    `group` names each row's kind.
    """

    columns: dict[str, np.ndarray]
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.group)

    def where(self, chosen: np.ndarray) -> "Rows":
        """Keep the rows for which a mask holds."""
        return Rows({name: column[chosen] for name, column in self.columns.items()},
                    self.group[chosen])


@dataclass(frozen=True)
class Scored:
    """What a runtime gave: a score for each row, (rows,) or (rows, classes), and decisions.

    `decisions` holds class names, or is None for a number. `seconds` is the time of the scoring
    alone, where it can be told from the start of the runtime.
    """

    scores: np.ndarray
    decisions: np.ndarray | None
    seconds: float


class NotDeliverable(Exception):
    """A form that this model cannot take; says why, for people."""
