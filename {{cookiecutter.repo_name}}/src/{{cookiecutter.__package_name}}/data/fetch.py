"""Bringing the raw table here, from a web address or a database, and noting where it came from.

The note lies beside the table, not among make's own files: it goes into git with the table, so that
a clone takes the snapshot that it has for what it is, and does not read the database anew.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from ..errors import UserError
from ..files import read_json, write_json, write_whole
from ..source_settings import Source
from .checksum import file_sha256


def fetch_missing(source: Source) -> list[str]:
    """Fetch the raw table if it is not here yet, or came from elsewhere than params.yaml says.

    Returns notices for the user.

    Raises:
        UserError: it cannot be fetched, or a file that was not fetched lies in its place.
    """
    path, origin = Path(source.path), _origin(source)
    note = fetch_note(path)
    came_from = {key: value for key, value in note.items() if key in ("url", "database", "query")}
    if not origin or (path.exists() and came_from == origin and _is_wanted(source, note)):
        return []
    if path.is_file() and not _is_here(source) and file_sha256(path) != note.get("sha256"):
        raise UserError(f"{path}: is there already, and was not fetched from what params.yaml "
                        "names; `make fetch` replaces it, or name another source.path")
    return fetch(source)


def fetch(source: Source) -> list[str]:
    """Fetch the raw table anew, unless it is here with the checksum that params.yaml gives.

    Returns notices for the user.

    Raises:
        UserError: it cannot be fetched, or has another checksum.
    """
    path, origin = Path(source.path), _origin(source)
    if not origin:
        return ["params.yaml names no source.url and no source.database: there is nothing to fetch"]
    if path.is_dir():
        raise UserError(f"{path}: is a folder, and what is fetched is a file; name another "
                        "source.path")
    if _is_here(source):
        _write_note(path, origin, path)
        return [f"{path}: is here with the checksum of source.sha256"]
    with write_whole(path) as sibling:
        what = _download(source, sibling) if source.url else _query(source, sibling)
        # Ahead of the table: after a kill, a note without a table is fetched again, but a table
        # without a note would be taken for the user's own.
        _write_note(path, origin, sibling)
    return [f"fetched {what} into {path}"]


def fetch_note(path: Path) -> dict[str, str]:
    """Read the note beside a table: from where and when it was fetched, and its SHA-256.

    It is empty where the table was not fetched.
    """
    try:
        note = read_json(_note(path))
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, json.JSONDecodeError):
        return {}
    return note if isinstance(note, dict) else {}


def _write_note(path: Path, origin: dict[str, str], table: Path) -> None:
    write_json(_note(path), {**origin, "sha256": file_sha256(table),
                             "fetched": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"})


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.fetched.json")


def _origin(source: Source) -> dict[str, str]:
    """Say where the table comes from, as params.yaml does: without secrets."""
    settings = {"url": source.url, "database": source.database, "query": source.query}
    return {name: value for name, value in settings.items() if value is not None}


def _is_here(source: Source) -> bool:
    path = Path(source.path)
    return source.sha256 is not None and path.is_file() \
        and file_sha256(path) == source.sha256.lower()


def _is_wanted(source: Source, note: dict[str, str]) -> bool:
    """Tell whether what was fetched is what params.yaml wants: an address needs its checksum."""
    return source.url is None or (source.sha256 is not None
                                  and source.sha256.lower() == note.get("sha256"))


def _download(source: Source, place: Path) -> str:
    from .download import download

    found = download(source.url, place)
    if source.sha256 is None:
        raise UserError("params.yaml: source.sha256: is missing; if you trust what lies at "
                        f"source.url now, add the line `sha256: {found}`")
    if found != source.sha256.lower():
        raise UserError(f"params.yaml: source.url: {source.url}: has the SHA-256 {found}, not that "
                        "of source.sha256; was the file changed, or is it another one?")
    return source.url


def _query(source: Source, place: Path) -> str:
    from .query import save_query

    return f"{save_query(source.database, source.query, place):,} rows of {source.database}"
