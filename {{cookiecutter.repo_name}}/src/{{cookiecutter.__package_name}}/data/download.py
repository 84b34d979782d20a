"""Downloading a file from a web address."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from ..addresses import expand, hide
from ..errors import UserError

if TYPE_CHECKING:
    import requests

BLOCK_BYTES = 1 << 18
PATIENCE = 60  # seconds without a word from the server
# What the server packs for the way would be unpacked, and have another checksum than the file.
HEADERS = {"Accept-Encoding": "identity"}


def download(address: str, path: Path) -> str:
    """Download the file at `address` to `path`, and return its SHA-256.

    Raises:
        UserError: the address is wrong, refused or out of reach, or the connection broke off.
    """
    import requests

    url = expand(address)
    try:
        with requests.get(url, stream=True, timeout=PATIENCE, headers=HEADERS) as response:
            response.raise_for_status()
            return _save(response, path)
    except requests.RequestException as error:
        raise UserError(f"params.yaml: source.url: {address}: "
                        f"{hide(_fault(error), address)}") from None


def _save(response: "requests.Response", path: Path) -> str:
    digest = hashlib.sha256()
    total = int(response.headers.get("Content-Length", 0)) or None
    with path.open("wb") as file, tqdm(total=total, desc=f"fetching {path.name}", unit="B",
                                       unit_scale=True, disable=None) as bar:
        for block in response.iter_content(BLOCK_BYTES):
            file.write(block)
            digest.update(block)
            bar.update(len(block))
    return digest.hexdigest()


def _fault(error: "requests.RequestException") -> str:
    import requests

    if isinstance(error, requests.HTTPError):
        return f"answers {error.response.status_code} {error.response.reason}; correct the address"
    if isinstance(error, requests.exceptions.SSLError):
        return "has no certificate that this machine trusts; correct the address"
    if isinstance(error, requests.TooManyRedirects):
        return "redirects without end; correct the address"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off; try again"
    if isinstance(error, requests.Timeout):
        return f"gave no answer for {PATIENCE} seconds; try again, or correct the address"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached, or stopped answering; correct the address, or try again"
    return f"is no address that can be read ({type(error).__name__}); correct it"
