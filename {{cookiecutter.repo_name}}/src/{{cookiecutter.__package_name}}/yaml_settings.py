"""Reading a YAML file as typed, closed settings, with errors that name the line."""

import difflib
import re
import typing
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from .errors import UserError

Settings = TypeVar("Settings", bound=msgspec.Struct)
Key = str | int


def load_settings(path: Path, kind: type[Settings]) -> Settings:
    """Read the YAML file `path` as a `kind`.

    Raises:
        UserError: the file is missing or no YAML, or a key is unknown, missing, given twice or
            of a wrong type or value. The message starts with the file and the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; `git checkout {path}` brings it back") \
            from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except yaml.YAMLError as error:
        raise UserError(_yaml_mistake(path, error)) from None
    _refuse_repeated_keys(path, node)
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise UserError(_explain(path, node, kind, str(error))) from None


def line_of(path: Path, keys: typing.Sequence[Key]) -> str:
    """Name the place of a nested key, as `params.yaml:12: split.test_share`."""
    return _place(path, yaml.compose(path.read_text(encoding="utf-8")), keys)


def _yaml_mistake(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{path}{line}: is not valid YAML: {problem}; mend the indentation or quote the value"


def _refuse_repeated_keys(path: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise UserError(f"{path}:{line}: `{key.value}` is given twice, first on line "
                                f"{seen[key.value]}; keep one")
            seen[key.value] = line
            _refuse_repeated_keys(path, value)


def _explain(path: Path, node: yaml.Node | None, kind: type, message: str) -> str:
    """Turn msgspec's "Expected `int`, got `str` - at `$.split.seed`" into place, fault, mend."""
    fault, _, where = message.partition(" - at ")
    keys = _keys(where.strip("`"))
    settings = _setting_names(kind, keys)
    if unknown := re.match(r"Object contains unknown field `(.*)`", fault):
        name = unknown[1]
        close = difflib.get_close_matches(name, settings, n=1)
        mend = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(settings)}"
        return f"{_place(path, node, [*keys, name])}: is not a setting; {mend}"
    if lacking := re.match(r"Object missing required field `(.*)`", fault):
        return f"{_place(path, node, keys)}: `{lacking[1]}` is missing; add it"
    fault = fault.replace("`", "").replace("Expected", "expected", 1)
    fault = fault.replace("Invalid enum value", "no such choice:", 1)
    return f"{_place(path, node, keys)}: {fault}"


def _keys(where: str) -> list[Key]:
    """Split msgspec's path `$.training.candidates[2]` or `$.columns[...]` into its keys."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where)
    return [name if name else int(index) for name, index in found]


def _setting_names(kind: type, keys: typing.Sequence[Key]) -> list[str]:
    for key in keys:
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        kind = fields.get(str(key), kind)
        if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            return []
    return [field.name for field in msgspec.structs.fields(kind)]


def _place(path: Path, node: yaml.Node | None, keys: typing.Sequence[Key]) -> str:
    line = 1
    for key in keys:
        found = _child(node, key)
        if found is None:
            break
        line, node = found
    dotted = ".".join(str(key) for key in keys)
    return f"{path}:{line}: {dotted}" if dotted else f"{path}"


def _child(node: yaml.Node | None, key: Key) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None
