"""Addresses: secrets come from the environment, and are in no message."""

import pytest

from slipway_package.addresses import expand, hide, literal_secret


@pytest.mark.parametrize("address, secret", [
    ("postgresql://me:${PASSWORD}@host/loans", None),
    ("postgresql://me@host/loans?sslmode=require", None),
    ("sqlite:///data/a:b@c.db", None),
    ("${DATABASE_URL}", None),
    ("https://host/t.csv?token=${TOKEN}", None),
    ("https://host/t@2:7.csv?key=7", None),
    ("postgresql://me:hush@host/loans", "a password"),
    ("postgresql://me:hush${MORE}@host/loans", "a password"),
    ("postgresql://host/loans?user=me&password=hush", "password"),
    ("https://me:hush@host/t.csv", "a password"),
    ("https://host/t.csv?X-Amz-Signature=hush", "X-Amz-Signature"),
])
def test_a_secret_in_the_open_is_found(address: str, secret: str | None) -> None:
    assert literal_secret(address) == secret


def test_a_variable_is_put_in_and_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "p@ss/word")
    monkeypatch.setenv("B", "host:5432")
    monkeypatch.setenv("C", "sqlite:///x@y.db")
    address = "postgresql://me:${A}@${B}/loans"
    assert expand(address) == "postgresql://me:p%40ss%2Fword@host:5432/loans"
    assert expand("${C}") == "sqlite:///x@y.db"
    assert hide("no p@ss/word, p%40ss%2Fword, other at host:5432", address, "other", None) \
        == "no ${A}, ${A}, *** at ${B}"
