"""The settings that DVC asks for (dvc.yaml), which params.yaml has to write out."""

import json
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import yaml

from .dvc_stages import LOADER
from .errors import UserError
from .params import Params
from .paths import PARAMS

PIPELINE = Path("dvc.yaml")


def check_asked(params: Params, pipeline: Path = PIPELINE, path: Path = PARAMS) -> None:
    """Hold params.yaml against dvc.yaml: DVC knows none of our defaults.

    Raises:
        UserError: a setting that dvc.yaml names is left out.
    """
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    lacking = {name: default for name, default in _asked(params, pipeline)
               if not _has(written, name.split("."))}
    if lacking:
        lines = [f"`{name.rpartition('.')[2]}: {default}` under {name.rpartition('.')[0]}"
                 for name, default in lacking.items()]
        raise UserError(f"{path}: {', '.join(lacking)}: left out, but {pipeline} asks for it; "
                        f"write {', '.join(lines)}")


def _asked(params: Params, pipeline: Path) -> Iterator[tuple[str, str]]:
    """Yield each setting that a stage asks for, and its value as YAML writes it."""
    try:
        stages = yaml.load(pipeline.read_text(encoding="utf-8"), Loader=LOADER)["stages"]
        names = {name for stage in stages.values() for name in stage.get("params", [])
                 if isinstance(name, str)}
    except (OSError, ValueError, yaml.YAMLError, TypeError, KeyError, AttributeError):
        return  # DVC itself says what is wrong with it.
    for name in sorted(names):
        try:
            value = attrgetter(name)(params)
            yield name, value if isinstance(value, str) else json.dumps(value)
        except (AttributeError, TypeError):
            pass  # a group of settings, or none of params.yaml


def _has(content: Any, keys: list[str]) -> bool:
    for key in keys:
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True
