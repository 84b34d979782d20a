"""Where the table comes from: settings that do not fit are named with their line."""

import re
import textwrap
from pathlib import Path

import pytest
import yaml
from samples import write_params

from slipway_package.errors import UserError
from slipway_package.params import load_params

URL, DATABASE = "https://host/t.csv", "postgresql://me:${PASSWORD}@host/loans"
SUM = "0123456789abcdef" * 4
MISTAKES = [
    ({"separator": ""}, "separator: cannot separate columns; take one plain character"),
    ({"sheet": "loans"}, "sheet: is for workbooks, but source.path is data/raw/table.csv; take it"),
    ({"url": URL, "database": DATABASE, "query": "t"}, "database: source.url is given too; keep"),
    ({"url": "ftp://host/t.csv"}, "url: is no web address; it must begin with https:// or http://"),
    ({"url": "https://[bad/t.csv"}, "url: is no web address that can be read; write it as https:/"),
    ({"url": "https://hush@host/t"}, "url: holds a name or token ahead of the @, and this file is"),
    ({"url": "https://me:hush@host/t"}, "url: holds a password, and this file is kept in git; "
     "write ${NAME} in its place and set that environment variable"),
    ({"url": URL, "sha256": SUM[1:]}, "sha256: is no SHA-256, which has 64 digits from 0 to f"),
    ({"url": URL, "sha256": "x" * 64}, "sha256: is no SHA-256, which has 64 digits from 0 to f"),
    ({"sha256": SUM}, "sha256: is the checksum of what source.url names; add that, or take it out"),
    ({"query": "loans"}, "query: needs source.database, the address of a database; add it"),
    ({"database": DATABASE}, "database: needs source.query, a SELECT or a table's name; add it"),
    ({"database": DATABASE, "query": " "}, "database: needs source.query, a SELECT or a table's"),
    ({"database": "mysql://me:hush@host/loans", "query": "t"}, "database: holds a password, and"),
    ({"database": "mssql+pyodbc:///?odbc_connect=UID%3Dme%3BPWD%3Dhush", "query": "t"},
     "database: holds PWD, and this file is kept in git; write ${NAME} in its place"),
    ({"database": DATABASE, "query": "t"}, "path: is data/raw/table.csv; rows of a database are "
     "kept as Parquet: give it a name that ends in .parquet"),
]


@pytest.mark.parametrize("change, message", MISTAKES)
def test_what_does_not_fit_is_named(change: dict[str, str], message: str, folder: Path) -> None:
    with pytest.raises(UserError) as error:
        write_params(source=change)
    setting = message.partition(":")[0]
    lines = Path("params.yaml").read_text().splitlines()
    number = 1 + next(place for place, line in enumerate(lines) if line.startswith(f"  {setting}:"))
    assert str(error.value).startswith(f"params.yaml:{number}: source.{message}")
    assert "hush" not in str(error.value)
    assert "\n" not in str(error.value)


def test_what_the_documentation_says_is_taken(folder: Path) -> None:
    text = Path(__file__).parent.parent.joinpath("docs/sources.md").read_text(encoding="utf-8")
    examples = re.findall(r"^    source:\n(?:    .*\n)+", text, re.MULTILINE)
    assert len(examples) == 6
    for example in examples:
        write_params(**yaml.safe_load(textwrap.dedent(example)))


@pytest.mark.parametrize("change", [
    {}, {"separator": "\t"}, {"path": "t.xlsx", "sheet": "loans"}, {"url": URL},
    {"url": URL, "sha256": SUM.upper()}, {"url": "${URL}"},
    {"path": "t.parquet", "database": DATABASE, "query": "SELECT 1"}])
def test_what_fits_is_taken(change: dict[str, str], folder: Path) -> None:
    write_params(source=change)
    assert load_params().source.url == change.get("url")
