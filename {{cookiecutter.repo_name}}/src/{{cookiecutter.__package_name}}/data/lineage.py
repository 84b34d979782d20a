"""Where the data come from: noted with every reading of the raw table."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..errors import UserError
from ..source_settings import Source
from .checksum import file_sha256, joint_sha256
from .fetch import fetch_note
from .formats import table_format
from .parquet_source import parquet_files


def lineage(source: Source, table: pa.Table) -> dict[str, Any]:
    """Describe the raw table that was read now: source, checksum, bytes, rows, columns, time.

    Of a folder, each file is named too, and the checksum is that of `sha256sum * | sha256sum`.
    Nothing but the time differs from one reading of the same files to the next.

    Raises:
        UserError: it is not the file that was fetched from where params.yaml says.
    """
    path = Path(source.path)
    files = parquet_files(path) if path.is_dir() else [path]
    checksums = {file.name: file_sha256(file) for file in files}
    checksum = joint_sha256(checksums) if path.is_dir() else checksums[path.name]
    note = fetch_note(path)
    expected = note.pop("sha256", None)
    if (source.url or source.database) and checksum != (source.sha256 or expected or "").lower():
        raise UserError(f"{path}: is not the file that was fetched (its SHA-256 is {checksum}); "
                        "`make fetch` brings it anew")
    content: dict[str, Any] = {
        "source": {"path": source.path, **(note if checksum == expected else {})},
        "format": table_format(path),
        "read": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "sha256": checksum,
        "bytes": sum(file.stat().st_size for file in files),
        "rows": table.num_rows,
        "columns": [{"name": field.name, "type": str(field.type)} for field in table.schema],
    }
    if path.is_dir():
        content["files"] = [{"name": file.name, "sha256": checksums[file.name],
                             "bytes": file.stat().st_size} for file in files]
    return content
