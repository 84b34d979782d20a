"""The columns that scoring gives back."""

from collections.abc import Sequence


def score_fields(classes: Sequence[str] | None) -> tuple[str, ...]:
    """Name the columns of a score; the last of them is the prediction."""
    if classes is None:
        return ("prediction",)
    if len(classes) == 2:
        return ("probability", "prediction")
    return (*(f"probability_{name}" for name in classes), "prediction")
