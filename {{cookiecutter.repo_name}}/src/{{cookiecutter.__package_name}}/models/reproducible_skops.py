"""skops files that are the same bytes for the same model.

skops names objects and array files by their addresses in memory and stamps its ZIP archive with
the time of day. Here both are replaced, so that DVC and a reader can tell by content whether a
model has changed.
"""

import io
import json
import zipfile
from typing import Any

import skops.io

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
SCHEMA = "schema.json"


def dumps(model: object) -> bytes:
    """Serialise `model` as a compressed skops archive, reproducibly."""
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(model))) as archive:
        state = json.loads(archive.read(SCHEMA))
        names: dict[str, str] = {}
        _renumber(state, {}, names)
        members = {new: archive.read(old) for old, new in names.items()}
    members[SCHEMA] = json.dumps(state, indent=2).encode()
    return _pack(members)


def _renumber(node: Any, ids: dict[int, int], names: dict[str, str]) -> None:
    """Replace ids and file names by their order of appearance, in place."""
    if isinstance(node, dict):
        if "__id__" in node:
            node["__id__"] = ids.setdefault(node["__id__"], len(ids) + 1)
        if isinstance(node.get("file"), str) and "__loader__" in node:
            old = node["file"]
            node["file"] = names.setdefault(old, f"{len(names) + 1}.{old.rpartition('.')[2]}")
        children = node.values()
    else:
        children = node if isinstance(node, list) else ()
    for child in children:
        _renumber(child, ids, names)


def _pack(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
