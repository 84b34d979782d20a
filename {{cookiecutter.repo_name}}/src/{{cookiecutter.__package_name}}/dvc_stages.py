"""What DVC noted of the stages that ran (dvc.lock)."""

from pathlib import Path

import yaml

from .paths import DELIVERY


def delivered_earlier(lock: Path, model: Path) -> bool:
    """Tell whether models/delivery holds the forms of another model than the one in `model`.

    `model` is a file that the stage `train` makes and the stage `deliver` reads.
    """
    if not lock.exists() or not DELIVERY.exists():
        return False
    stages = yaml.safe_load(lock.read_text(encoding="utf-8")).get("stages", {})
    made, read = (_digest(stages.get(stage, {}).get(kind, []), model)
                  for stage, kind in (("train", "outs"), ("deliver", "deps")))
    return None not in (made, read) and made != read


def _digest(files: list[dict[str, str]], path: Path) -> str | None:
    return next((file.get("md5") for file in files if file["path"] == path.as_posix()), None)
