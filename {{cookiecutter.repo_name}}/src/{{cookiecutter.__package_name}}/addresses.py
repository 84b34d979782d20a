"""Addresses with secrets left out: `${NAME}` in them stands for an environment variable."""

import os
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

from .errors import UserError

VARIABLE = re.compile(r"\$\{(\w+)\}")
USER_AND_PASSWORD = re.compile(r"^\w[\w+.-]*://[^/?#]*?:([^/?#]*)@")
# On the web a name alone lets in: GitHub and others take a token there.
WEB_USER = re.compile(r"(?i)^https?://([^/?#:]*):?@")
SECRET = re.compile(r"(?i)pass|pwd|secret|token|signature|credential|^sig$|"
                    r"(api|access|account|auth|private|subscription).?key")
# What is called no more than `key` may be that of a row; one that lets in is long.
LONG_KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w-]{20,}")


def literal_secret(address: str) -> str | None:
    """Name what of an address should stand in an environment variable, if something should."""
    found = USER_AND_PASSWORD.match(address)
    if found and VARIABLE.sub("", found[1]):
        return "a password"
    found = WEB_USER.match(address)
    if found and VARIABLE.sub("", found[1]):
        return "a name or token ahead of the @"
    query = VARIABLE.sub("", address).partition("#")[0].partition("?")[2]
    return next(filter(None, (_secret(name, value) for name, value in parse_qsl(query))), None)


def _secret(name: str, value: str) -> str | None:
    """Name the secret that a value is, or holds, as ODBC's `DSN=loans;PWD=...` does."""
    if (SECRET.search(name) and value) or (name.lower() == "key" and LONG_KEY.fullmatch(value)):
        return name
    parts = (part.partition("=") for part in re.split("[;&?]", value))
    return next((inner.strip() for inner, _, held in parts
                 if SECRET.search(inner) and held.strip(" {}")), None)


def is_web_address(address: str) -> bool:
    """Tell whether an address has a host that can be read, so far as variables let it be told."""
    if VARIABLE.search(address):
        return True
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


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
