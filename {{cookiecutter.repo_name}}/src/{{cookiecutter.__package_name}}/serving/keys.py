"""API keys: who may ask. Only their SHA-256 is kept; a key itself is told once, when it is made.

A key is 256 random bits, so that a plain digest cannot be turned back by guessing.
"""

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import UserError
from ..params import Params

VARIABLE = "SERVE_KEYS"
LINE = re.compile(r"([\w.@-]+)[ :]\s*([0-9a-f]{64})")
PREAMBLE = """\
# Who may ask: a name, and the SHA-256 of the key. `make key NAME=...` adds one; a line that is
# taken out revokes its key, within a second and without a restart.
"""


def name_of(key: str, known: Mapping[str, str]) -> str | None:
    """Find whose key it is, among digests by name; in the same time wherever it is found."""
    digest = _digest(key)
    found = None
    for name, kept in known.items():
        if hmac.compare_digest(digest, kept):
            found = name
    return found


def load_keys(path: Path) -> dict[str, str]:
    """Read the digests of the file, where there is one, and of the environment variable.

    Raises:
        UserError: the file cannot be read, or a line is no name and digest.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    kept = [line for line in map(str.strip, lines) if line and not line.startswith("#")]
    return {**_parse(str(path), kept), **_parse(VARIABLE, os.environ.get(VARIABLE, "").split())}


def make_key(path: Path, name: str) -> str:
    """Make a key, add its digest to the file, and return it.

    Raises:
        UserError: the name is not one word, or has a key already.
    """
    if not re.fullmatch(r"[\w.@-]+", name):
        raise UserError(f"NAME={name}: a name is letters, digits and any of . _ @ -")
    if name in load_keys(path):
        raise UserError(f"{path}: {name} has a key already; take its line out to revoke it, or "
                        "choose another name")
    key = secrets.token_urlsafe(32)
    before = path.read_bytes() if path.exists() else None
    start = PREAMBLE if before is None else "" if before.endswith(b"\n") or not before else "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        file.write(f"{start}{name} {_digest(key)}\n")
    return key


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own, which nobody else reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def key_notices(params: Params, name: str) -> list[str]:
    """Make a key for `name`, and say what it is.

    Raises:
        UserError: no name was given, or it cannot have a key.
    """
    if not name:
        raise UserError("NAME= is missing: whose key is it? As `make key NAME=mobile`")
    path = Path(params.serve.keys)
    return [make_key(path, name),
            f"This is the key of {name}; it is not kept, so note it now. {path} has its SHA-256."]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _parse(place: str, lines: Iterable[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        match = LINE.fullmatch(line)
        if not match:
            raise UserError(f"{place}: a line is no name and SHA-256; `make key NAME=...` writes "
                            "them")
        found[match[1]] = match[2]
    return found
