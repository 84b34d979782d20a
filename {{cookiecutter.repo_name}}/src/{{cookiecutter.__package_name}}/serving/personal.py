"""Keeping personal columns out of the request log: hashed with a secret, or left out."""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ..serve_settings import Personal

VARIABLE = "SERVE_HASH_SECRET"
Redact = Callable[[bytes], bytes]


def redactor(personal: Mapping[str, Personal]) -> tuple[Redact | None, list[str]]:
    """Make the function that redacts the inputs of a request, and notices for the user.

    A hash is an HMAC with the secret of the environment: the same value has the same one, and
    nobody without the secret can try values out. Where there is no secret the column is left out.
    """
    secret = os.environ.get(VARIABLE, "").encode()
    hashed = {name for name, way in personal.items() if way == "hash" and secret}
    if not personal:
        return None, []
    unhashed = [name for name, way in personal.items() if way == "hash" and not secret]
    notices = [f"the request log leaves out {', '.join(unhashed)}: {VARIABLE}, the secret to hash "
               "with, is not set"] if unhashed else []

    def redact(inputs: bytes) -> bytes:
        found = msgspec.json.decode(inputs)
        for record in found if isinstance(found, list) else [found]:
            for name in personal:
                value = record.pop(name, None)
                if name in hashed and value is not None:
                    record[name] = _hash(secret, name, value)
        return msgspec.json.encode(found)
    return redact, notices


def _hash(secret: bytes, name: str, value: Any) -> str:
    text = msgspec.json.encode([name, float(value) if isinstance(value, int) else value])
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:32]
