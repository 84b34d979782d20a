"""What DVC noted of the stages that ran (dvc.lock)."""

import shutil
from pathlib import Path

import yaml

from .paths import DELIVERY

# Each verb that has something to do reads the file: the reader in C takes an eighth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def mend_lock(lock: Path, copy: Path) -> None:
    """Put the last whole dvc.lock, `copy`, in the place of one that a kill cut off.

    DVC empties the file before it writes it anew, and stops for good at what is left. Where there
    is no copy, DVC finds what the stages made in its cache.
    """
    if not lock.exists():
        return
    text = lock.read_text(encoding="utf-8", errors="replace")
    if _is_whole(text):
        if not copy.exists() or copy.read_text(encoding="utf-8") != text:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(lock, copy)
        return
    if copy.exists() and _is_whole(copy.read_text(encoding="utf-8")):
        shutil.copyfile(copy, lock)
    else:
        lock.unlink()


def _is_whole(text: str) -> bool:
    try:
        noted = yaml.load(text, Loader=LOADER)
        return text.endswith("\n") and bool(noted["schema"]) and all(
            stage["cmd"] and None not in stage.get("params", {}).values()
            and all(file["path"] for kind in ("deps", "outs") for file in stage.get(kind, []))
            for stage in noted["stages"].values())
    except (yaml.YAMLError, TypeError, KeyError, AttributeError):
        return False


def delivered_earlier(lock: Path, model: Path) -> bool:
    """Tell whether models/delivery holds the forms of another model than the one in `model`.

    `model` is a file that the stage `train` makes and the stage `deliver` reads.
    """
    if not lock.exists() or not DELIVERY.exists():
        return False
    stages = yaml.load(lock.read_text(encoding="utf-8"), Loader=LOADER).get("stages", {})
    made, read = (_digest(stages.get(stage, {}).get(kind, []), model)
                  for stage, kind in (("train", "outs"), ("deliver", "deps")))
    return None not in (made, read) and made != read


def _digest(files: list[dict[str, str]], path: Path) -> str | None:
    return next((file.get("md5") for file in files if file["path"] == path.as_posix()), None)
