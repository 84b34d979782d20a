"""The portable model as JSON, and back; portable_model.schema.json describes the text."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .checks import check_model
from .errors import MalformedModel, NotPortable
from .expressions import Call, Expression
from .model import FORMAT, VERSION, Leaf, Node, PortableModel, Split


def to_json(model: PortableModel) -> str:
    """Write a model as JSON on one line; doubles are kept to the last bit."""
    return _document({"model": asdict(model)})


def obstacle_to_json(obstacle: str) -> str:
    """Write, in the place of a model, what stands in the way of one."""
    return _document({"obstacle": obstacle})


def from_json(text: str | bytes) -> PortableModel:
    """Read a model.

    Raises:
        NotPortable: the pipeline had no portable form; the error says what stood in the way.
        MalformedModel: the text is no JSON, of another version, or no whole model; the error
            names the place in it.
    """
    try:
        document = json.loads(text, parse_constant=_refuse_constant, parse_float=_double,
                              object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise MalformedModel(f"is no JSON of a portable model ({error})") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise MalformedModel(f'is no portable model: "format" is not "{FORMAT}"')
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise MalformedModel(f"is of version {version!r}, this code knows {VERSION}")
    if set(document) == {"format", "version", "obstacle"} and type(document["obstacle"]) is str:
        raise NotPortable(document["obstacle"])
    if set(document) != {"format", "version", "model"}:
        raise MalformedModel('needs exactly the keys "format", "version" and "model"')
    try:
        model = _decode(PortableModel, document["model"], "model")
    except RecursionError:
        raise MalformedModel("model: is nested too deeply") from None
    check_model(model)
    return model


def _document(content: Mapping[str, Any]) -> str:
    return json.dumps({"format": FORMAT, "version": VERSION, **content}, ensure_ascii=False,
                      allow_nan=False, separators=(",", ":"))


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _decode(kind: Any, value: Any, place: str) -> Any:
    if is_dataclass(kind):
        return _decode_object(kind, value, place)
    if kind == Node:
        return _decode_node(value, place)
    if kind == Expression:
        return _decode_expression(value, place)
    if isinstance(kind, UnionType):
        return _decode_union(get_args(kind), value, place)
    origin = get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise MalformedModel(f"{place}: is no list")
        item = get_args(kind)[0]
        return tuple(_decode(item, part, f"{place}[{position}]")
                     for position, part in enumerate(value))
    if origin is Literal:
        if value not in get_args(kind):
            raise MalformedModel(f"{place}: is none of {', '.join(map(str, get_args(kind)))}")
        return value
    if kind is float and type(value) is int:
        return _whole_double(value, place)
    if type(value) is not kind:
        raise MalformedModel(f"{place}: is no {_WORDS[kind]}")
    return value


def _decode_object(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise MalformedModel(f"{place}: is no object")
    hints = _hints(kind)
    if set(value) != set(hints):
        strange = sorted(set(value) ^ set(hints))
        raise MalformedModel(f"{place}: needs exactly the keys {', '.join(hints)}; "
                             f"{', '.join(strange)} is lacking or too much")
    return kind(**{name: _decode(hint, value[name], f"{place}.{name}")
                   for name, hint in hints.items()})


def _decode_union(kinds: tuple[Any, ...], value: Any, place: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    objects = [kind for kind in kinds if is_dataclass(kind)]
    if not objects:
        return _decode(kinds[0], value, place)
    if isinstance(value, dict):
        for kind in objects:
            tag = next((field.default for field in fields(kind) if field.name == "kind"), None)
            if value.get("kind") == tag and (tag or set(value) == set(_hints(kind))):
                return _decode_object(kind, value, place)
    elif len(objects) == 1:
        raise MalformedModel(f"{place}: is no object")
    names = ", ".join(kind.__name__ for kind in objects)
    raise MalformedModel(f"{place}: is none of {names}")


def _decode_node(value: Any, place: str) -> Node:
    # Nearly all of a large model is nodes: they take a short cut, and the long way if it fails.
    if type(value) is dict:
        if len(value) == 1 and "values" in value:
            values = value["values"]
            if type(values) is list and all(type(item) is float for item in values):
                return Leaf(tuple(values))
        elif len(value) == 3 and type(value.get("test")) is int and "yes" in value \
                and "no" in value:
            return Split(value["test"], _decode_node(value["yes"], place),
                         _decode_node(value["no"], place))
    return _decode_union(get_args(Node), value, place)


def _decode_expression(value: Any, place: str) -> Expression:
    # The short cut of a call spares most of Python's stack.
    if type(value) is dict and len(value) == 2 and type(value.get("call")) is str \
            and type(value.get("operands")) is list:
        return Call(value["call"], tuple([
            _decode_expression(operand, f"{place}.operands[{position}]")
            for position, operand in enumerate(value["operands"])]))
    return _decode_union(get_args(Expression), value, place)


def _double(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits} is beyond the range of doubles")
    return number


def _whole_double(number: int, place: str) -> float:
    try:
        return float(number)
    except OverflowError:
        raise MalformedModel(f"{place}: is beyond the range of doubles") from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


_WORDS = {bool: "truth value", float: "number", int: "whole number", str: "text"}
