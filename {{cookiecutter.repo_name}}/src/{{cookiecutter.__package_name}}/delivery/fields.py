"""The columns that a form gives back."""

from ..portable.model import PortableModel


def score_fields(model: PortableModel) -> tuple[str, ...]:
    """Name the columns of a score; the last of them is the prediction."""
    if model.classes is None:
        return ("prediction",)
    if model.outputs == 1:
        return ("probability", "prediction")
    return (*(f"probability_{name}" for name in model.classes), "prediction")
