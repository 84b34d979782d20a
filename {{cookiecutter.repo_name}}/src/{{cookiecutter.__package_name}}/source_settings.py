"""The settings that say where the table is, and how it comes there."""

from collections.abc import Iterator
from pathlib import Path

from .addresses import is_web_address, literal_secret
from .settings import Closed

MISSING_WORDS = ("", "NA", "N/A", "#N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>")
WORKBOOKS = (".xlsx", ".xlsm")
HEXADECIMAL = set("0123456789abcdefABCDEF")


class Source(Closed):
    """The table to learn from, and from which address or database it comes, if from one."""

    path: str
    url: str | None = None
    sha256: str | None = None
    database: str | None = None
    query: str | None = None
    sheet: str | None = None
    separator: str | None = None
    encoding: str = "utf-8"
    missing: tuple[str, ...] = MISSING_WORDS


def source_faults(source: Source) -> Iterator[tuple[str, str]]:
    """Yield what does not fit: the setting, and the fault with its mend."""
    suffix = Path(source.path).suffix.lower()
    if source.separator is not None and not _separates(source.separator):
        yield "separator", ('cannot separate columns; take one plain character, as "," or ";", or '
                            '"\\t" for a tab')
    if source.sheet is not None and suffix not in WORKBOOKS:
        yield "sheet", f"is for workbooks, but source.path is {source.path}; take it out"
    if source.url is not None and source.database is not None:
        yield "database", "source.url is given too; keep one of them"
    yield from _url_faults(source)
    yield from _database_faults(source, suffix)


def _url_faults(source: Source) -> Iterator[tuple[str, str]]:
    if source.url is None:
        if source.sha256 is not None:
            yield "sha256", "is the checksum of what source.url names; add that, or take it out"
        return
    if not source.url.startswith(("http://", "https://", "${")):
        yield "url", "is no web address; it must begin with https:// or http://"
    elif not is_web_address(source.url):
        yield "url", "is no web address that can be read; write it as https://host/path"
    if secret := literal_secret(source.url):
        yield "url", _in_the_open(secret)
    if source.sha256 is not None and (len(source.sha256) != 64
                                      or not set(source.sha256) <= HEXADECIMAL):
        yield "sha256", "is no SHA-256, which has 64 digits from 0 to f; take it out to be told"


def _database_faults(source: Source, suffix: str) -> Iterator[tuple[str, str]]:
    if source.database is None:
        if source.query is not None:
            yield "query", "needs source.database, the address of a database; add it"
        return
    if source.query is None or not source.query.strip():
        yield "database", "needs source.query, a SELECT or a table's name; add it"
    if secret := literal_secret(source.database):
        yield "database", _in_the_open(secret)
    if suffix != ".parquet":
        yield "path", (f"is {source.path}; rows of a database are kept as Parquet: give it a name "
                       "that ends in .parquet")


def _in_the_open(secret: str) -> str:
    return (f"holds {secret}, and this file is kept in git; "
            "write ${NAME} in its place and set that environment variable")


def _separates(separator: str) -> bool:
    return len(separator) == 1 and separator.isascii() and separator not in '"\r\n\0'
