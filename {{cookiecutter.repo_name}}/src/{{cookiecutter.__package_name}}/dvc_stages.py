"""What DVC noted of the stages that ran (dvc.lock)."""

import re
import time
from pathlib import Path

import yaml

from .dvc_lock import ATTEMPTS, PAUSE, dvc_runs
from .errors import UserError
from .files import write_text
from .paths import DELIVERY

# Each verb that has something to do reads the file: the reader in C takes an eighth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


def mend_lock(lock: Path, copy: Path) -> list[str]:
    """Put the last whole dvc.lock, `copy`, in the place of one that a kill cut off.

    DVC empties the file before it writes it anew, and stops for good at what is left. Where there
    is no copy, DVC finds what the stages made in its cache. Returns notices for the user.

    Raises:
        UserError: git left a merge conflict in the file.
    """
    text = _settled(lock)
    if text is None:
        return []
    kept = copy.read_text(encoding="utf-8", errors="replace") if copy.exists() else ""
    if _is_whole(text):
        if kept != text:
            write_text(copy, text)
        return []
    if mark := CONFLICT.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        raise UserError(f"{lock}:{line}: holds a merge conflict; keep either side, as by "
                        f"`git checkout --ours {lock}`, then type `make all`")
    if dvc_runs():
        return []
    if _is_whole(kept):
        write_text(lock, kept)
        return [f"{lock}: a killed run had cut it off; it is put back as it was before that run"]
    lock.unlink(missing_ok=True)
    return [f"{lock}: a killed run had cut it off; it is taken away (`git checkout {lock}` brings "
            "back what git has)"]


def _settled(lock: Path) -> str | None:
    """Read the file, and once more where another process may be writing it just now."""
    text = None
    for _ in range(ATTEMPTS):
        try:
            text = lock.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        if _is_whole(text) or CONFLICT.search(text):
            break
        time.sleep(PAUSE)
    return text


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
    text = lock.read_text(encoding="utf-8", errors="replace")
    if not _is_whole(text):
        return False
    stages = yaml.load(text, Loader=LOADER)["stages"]
    made, read = (_digest(stages.get(stage, {}).get(kind, []), model)
                  for stage, kind in (("train", "outs"), ("deliver", "deps")))
    return None not in (made, read) and made != read


def _digest(files: list[dict[str, str]], path: Path) -> str | None:
    return next((file.get("md5") for file in files if file["path"] == path.as_posix()), None)
