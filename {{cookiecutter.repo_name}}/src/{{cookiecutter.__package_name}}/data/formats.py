"""Telling what kind of table lies at a path, by its content and its name."""

from pathlib import Path
from typing import Literal

import pyarrow as pa

from ..errors import UserError

Format = Literal["csv", "parquet", "json lines", "excel"]

KINDS = "CSV, Parquet, JSON lines or Excel (.xlsx)"
PACKED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".lz4": "lz4"}
PARQUET = (".parquet", ".pq")
JSON_LINES = (".jsonl", ".ndjson", ".json")
EXCEL = (".xlsx", ".xlsm")
TABS = (".tsv", ".tab")

PARQUET_MAGIC = b"PAR1"
ZIP_MAGIC = b"PK\3\4"
# Microsoft's old container: workbooks before 2007, and newer ones under a password.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def table_format(path: Path) -> Format:
    """Tell the format of the file, or the folder of Parquet files, at `path`.

    Raises:
        UserError: there is no such file, it is empty, or it is of a kind that cannot be read.
    """
    if path.is_dir():
        return "parquet"
    try:
        with path.open("rb") as file:
            start = file.read(len(OLE_MAGIC))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if not start:
        raise UserError(f"{path}: is empty; it needs a header and rows")
    if start == OLE_MAGIC:
        raise UserError(f"{path}: is an old workbook, or one that is locked with a password; save "
                        "it as .xlsx without a password")
    suffix = plain_suffix(path)
    if start.startswith(PARQUET_MAGIC) or suffix in PARQUET:
        return "parquet"
    if suffix in JSON_LINES:
        return "json lines"
    if suffix in EXCEL:
        return "excel"
    if start.startswith(ZIP_MAGIC):
        raise UserError(f"{path}: is a binary file, a workbook or a zip archive; name a workbook "
                        ".xlsx, and unpack an archive")
    return "csv"


def plain_suffix(path: Path) -> str:
    """Name a file's suffix in lower case, without that of its packing: .csv of table.csv.gz."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def unpacked(path: Path) -> pa.NativeFile:
    """Open a file for reading, unpacked as its suffix says, in upper or lower case."""
    return pa.input_stream(path, compression=PACKED.get(path.suffix.lower()))
