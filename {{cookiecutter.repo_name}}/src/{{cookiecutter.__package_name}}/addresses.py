"""Addresses with secrets left out: `${NAME}` in them stands for an environment variable."""

import os
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

from .errors import UserError

VARIABLE = re.compile(r"\$\{(\w+)\}")
USER_AND_PASSWORD = re.compile(r"^\w[\w+.-]*://[^/?#]*?:([^/?#]*)@")
SECRET = re.compile(r"(?i)pass|pwd|secret|token|signature|credential|api.?key|^sig$")


def literal_secret(address: str) -> str | None:
    """Name what of an address should stand in an environment variable, if something should."""
    found = USER_AND_PASSWORD.match(address)
    if found and VARIABLE.sub("", found[1]):
        return "a password"
    for name, value in parse_qsl(urlsplit(VARIABLE.sub("", address)).query):
        if SECRET.search(name) and value:
            return name
    return None


def expand(address: str) -> str:
    """Put in what the environment variables hold, percent-encoded ahead of the @.

    Raises:
        UserError: a variable is not set.
    """
    user, at, rest = address.rpartition("@")
    return VARIABLE.sub(lambda name: quote(_value(name[1]), safe=""), user) + at \
        + VARIABLE.sub(lambda name: _value(name[1]), rest)


def hide(message: str, address: str, *secrets: str | None) -> str:
    """Take out of a message what the variables of an address hold, and other secrets."""
    for name, value in _values(address):
        message = message.replace(value, "${" + name + "}")
    for secret in filter(None, secrets):
        message = message.replace(secret, "***")
    return message


def _values(address: str) -> Iterator[tuple[str, str]]:
    for name in VARIABLE.findall(address):
        if value := os.environ.get(name):
            yield name, value
            yield name, quote(value, safe="")


def _value(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise UserError(f"params.yaml: source: the environment variable {name} is not set; set it, "
                        f"as with `export {name}=...`")
    return value
