"""SHA-256 checksums of files and folders."""

import hashlib
from pathlib import Path


def file_sha256(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def joint_sha256(checksums: dict[str, str]) -> str:
    """Compute one SHA-256 of several files, as `sha256sum * | sha256sum` does in their folder."""
    lines = "".join(f"{checksum}  {name}\n" for name, checksum in checksums.items())
    return hashlib.sha256(lines.encode()).hexdigest()
