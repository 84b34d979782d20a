"""Addresses: secrets come from the environment, and are in no message."""

import pytest

from slipway_package.addresses import (
    expand, hide, is_web_address, literal_secret)


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
    ("https://ghp_hush@host/t.csv", "a name or token ahead of the @"),
    ("HTTP://ghp_hush:@host/t.csv", "a name or token ahead of the @"),
    ("https://${TOKEN}@host/t.csv", None),
    ("https://me:${PASSWORD}@host/t.csv", None),
    ("https://host/me@home.csv", None),
    ("https://host/t.csv?access_key=hush", "access_key"),
    ("https://host/t.csv?access_key=${KEY}", None),
    (f"https://host/t.csv?key=AIza{'hush' * 8}-17", "key"),
    ("https://host/t.csv?key=${KEY}", None),
    ("https://host/t.csv?key=all_of_the_loans_of_the_bank", None),
    ("https://[bad/t.csv?token=hush", "token"),
    ("mssql+pyodbc:///?odbc_connect=Driver%3DX%3BUID%3Dme%3BPWD%3Dhush", "PWD"),
    ("mssql+pyodbc:///?odbc_connect=Driver=X;UID=me;PWD={hush}", "PWD"),
    ("mssql+pyodbc:///?odbc_connect=Driver%3DX%3BUID%3Dme%3BPWD%3D${PASSWORD}", None),
    ("mssql+pyodbc:///?odbc_connect=Driver=X;UID=me;PWD={${PASSWORD}};Encrypt=yes", None),
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


@pytest.mark.parametrize("address, right", [
    ("https://host:8000/t.csv", True), ("https://[::1]/t.csv", True), ("${URL}", True),
    ("https://[${HOST}]:${PORT}/t.csv", True), ("https://[bad/t.csv", False),
    ("https://host:port/t.csv", False), ("https:///t.csv", False)])
def test_what_is_no_web_address_is_told(address: str, right: bool) -> None:
    assert is_web_address(address) == right
