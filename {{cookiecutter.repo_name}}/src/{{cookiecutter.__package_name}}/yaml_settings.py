"""Reading a YAML file as typed, closed settings, with errors that name the line."""

import re
import typing
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from .errors import UserError
from .suggestions import guess

Settings = TypeVar("Settings", bound=msgspec.Struct)
Key = str | int

TEXT = "tag:yaml.org,2002:str"
ANY_KEY = "..."
WORDS = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false",
         "array": "a list, as [a, b]", "object": "settings of its own below it ({} for none)"}
BOUNDS = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}


def load_settings(path: Path, kind: type[Settings]) -> Settings:
    """Read the YAML file `path` as a `kind`.

    Raises:
        UserError: the file is missing or no YAML, or a key is unknown, missing, given twice or
            of a wrong type or value. The message starts with the file and the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file; `git checkout {path}` brings it back") \
            from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
        _check_keys(path, node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(_yaml_mistake(path, error)) from None
    if content is None:
        raise UserError(f"{path}: is empty; `git checkout {path}` brings it back")
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise UserError(_explain(path, node, content, kind, str(error))) from None


def line_of(path: Path, keys: Sequence[Key]) -> str:
    """Name the place of a nested key, as `params.yaml:12: split.test_share`."""
    return _place(path, yaml.compose(path.read_text(encoding="utf-8")), keys)


def _yaml_mistake(path: Path, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{path}{line}: is not valid YAML: {problem}; mend the indentation or quote the value"


def _check_keys(path: Path, node: yaml.Node | None) -> None:
    """Refuse a key that is given twice, or that YAML does not read as text (2019, yes, null)."""
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag != TEXT:
            raise UserError(f"{path}:{line}: `{key.value}` is no text to YAML; put it in quotes")
        if key.value in seen:
            raise UserError(f"{path}:{line}: `{key.value}` is given twice, first on line "
                            f"{seen[key.value]}; keep one")
        seen[key.value] = line
        _check_keys(path, value)


def _explain(path: Path, node: yaml.Node | None, content: Any, kind: type, message: str) -> str:
    """Turn msgspec's "Expected `int`, got `str` - at `$.split.seed`" into place, fault, mend."""
    fault, _, where = message.partition(" - at ")
    keys, kind = _follow(content, kind, _keys(where.strip("`")))
    settings = [field.name for field in msgspec.structs.fields(kind)] if _is_struct(kind) else []
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", fault):
        place = _place(path, node, [*keys, unknown[1]])
        return f"{place}: is not a setting; {_suggest(unknown[1], settings)}"
    place = _place(path, node, keys)
    if lacking := re.fullmatch(r"Object missing required field `(.*)`", fault):
        return f"{place}: `{lacking[1]}` is missing; add it"
    if choice := re.fullmatch(r"Invalid enum value '(.*)'", fault):
        return f"{place}: {choice[1]} is no choice; {_suggest(choice[1], _choices(kind))}"
    return f"{place}: {_fault(fault, kind, _found(node, keys))}"


def _keys(where: str) -> list[Key]:
    """Split msgspec's path `$.training.candidates[2]` or `$.columns[...].range` into its keys."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", where)
    return [name or (ANY_KEY if index == ANY_KEY else int(index)) for name, index in found]


def _follow(content: Any, kind: Any, keys: Sequence[Key]) -> tuple[list[Key], Any]:
    """Walk down to the mistake: its keys, with the one that `[...]` hides, and its type."""
    followed: list[Key] = []
    for key in keys:
        kind = next((part for part in (kind, *typing.get_args(kind))
                     if _is_struct(part) or typing.get_origin(part) in (dict, tuple)), Any)
        if _is_struct(kind):
            kind = {field.name: field.type for field in msgspec.structs.fields(kind)}.get(key, Any)
        elif parts := typing.get_args(kind):
            kind = parts[1] if typing.get_origin(kind) is dict else parts[0]
        if key == ANY_KEY:
            key = next((name for name, value in content.items() if not _fits(value, kind)), key)
        followed.append(key)
        content = content[key] if isinstance(content, list | dict) else None
    return followed, kind


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _choices(kind: Any) -> list[str]:
    if typing.get_origin(kind) is typing.Literal:
        return list(typing.get_args(kind))
    return [choice for part in typing.get_args(kind) for choice in _choices(part)]


def _suggest(name: str, known: Collection[str]) -> str:
    return guess(name, known) or f"choose from {', '.join(known)}"


def _fault(fault: str, kind: Any, node: yaml.Node | None) -> str:
    found = re.fullmatch(r"Expected `(\w+)(?: \| null)?`"
                         r"(?: (?:of length )?([<>]=?) (\S+))?(?:, got `(\w+)`)?", fault)
    if not found or found[1] not in WORDS:
        return fault.replace("`", "").replace("Expected", "expected", 1)
    expected, bound, limit, got = found.groups()
    choices = _choices(kind) if expected == "str" else []
    word = f"one of {', '.join(choices)}" if choices else WORDS[expected]
    given = "a list"
    if isinstance(node, yaml.ScalarNode):
        given = repr(node.value) if node.style else node.value
    if expected == "array" and bound:
        return "is an empty list; name at least one"
    if bound:
        return f"is {given}; it must be {BOUNDS[bound]} {limit.removesuffix('.0')}"
    if got == "null" and not given:
        return f"is empty; it needs {word}"
    if expected == "str" and not choices and isinstance(node, yaml.ScalarNode):
        return f"{given} is no text to YAML; put it in quotes"
    return f"is {'a group of settings' if got == 'object' else given}; it needs {word}"


def _place(path: Path, node: yaml.Node | None, keys: Sequence[Key]) -> str:
    line = 1
    for key in keys:
        found = _child(node, key)
        if found is None:
            break
        line, node = found
    dotted = ".".join(str(key) for key in keys)
    return f"{path}:{line}: {dotted}" if dotted else f"{path}"


def _found(node: yaml.Node | None, keys: Sequence[Key]) -> yaml.Node | None:
    for key in keys:
        found = _child(node, key)
        node = found[1] if found else None
    return node


def _child(node: yaml.Node | None, key: Key) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None
