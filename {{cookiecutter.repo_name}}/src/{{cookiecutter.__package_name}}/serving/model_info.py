"""What GET /model tells: the model, its measures, the contract, the card."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from ..errors import UserError
from ..files import read_json
from ..models.manifest import Manifest
from ..paths import MODEL_CARD, TEST_METRICS
from .fields import Field

Value = float | str | None


class ColumnInfo(BaseModel):
    """A column of the model, as the data contract has it; `missing` is the share of holes."""

    name: str
    kind: Literal["number", "date", "category"]
    range: tuple[float, float] | None
    dates: tuple[str, str] | None
    categories: tuple[str, ...] | None
    missing: float
    description: str


class ReasonsInfo(BaseModel):
    """The unit of contributions, and the record that they are held against."""

    unit: str
    reference: dict[str, Value]


class ModelInfo(BaseModel):
    """The model that answers. `metrics` are those on the test rows, `card` is Markdown.

    `cutoff` is the probability from which on the second of two classes is predicted. `reasons` is
    null where there are none.
    """

    name: str
    version: str
    title: str
    task: Literal["classification", "regression"]
    target: str
    classes: tuple[str, ...] | None
    cutoff: float | None
    columns: list[ColumnInfo]
    derived: dict[str, str]
    example: dict[str, Value]
    reasons: ReasonsInfo | None
    metrics: dict[str, Any] | None
    card: str | None


def column_info(field: Field) -> ColumnInfo:
    """Tell of a column."""
    column = field.column
    return ColumnInfo(name=field.name, kind=field.kind, range=column.range, dates=column.dates,
                      categories=column.categories, missing=column.missing,
                      description=column.description)


def metrics_and_card(manifest: Manifest) -> tuple[dict[str, Any] | None, str | None]:
    """Read what `make evaluate` found, if it has run for this model.

    Raises:
        UserError: the file of measures is none.
    """
    if not TEST_METRICS.exists():
        return None, None
    try:
        metrics = read_json(TEST_METRICS)
        measured = metrics.get("sha256")
    except (ValueError, AttributeError):
        raise UserError(f"{TEST_METRICS}: holds no measures of a model; `make evaluate` makes it "
                        "anew") from None
    if measured != manifest.sha256:
        return None, None
    return metrics, _text(MODEL_CARD)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
