"""The portable model itself, which numpy scores with: what `make predict` reads."""

from pathlib import Path

from ...files import write_text
from ...portable.codec import to_json
from ..form import Delivery


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write portable.json."""
    path = folder / "portable.json"
    write_text(path, to_json(delivery.model))
    return [path]
