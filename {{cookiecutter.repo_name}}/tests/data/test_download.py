"""Downloading: every way in which the network fails is one line, without the secrets."""

import hashlib
import socket
from pathlib import Path

import pytest
from http_files import CONTENT, serve

from slipway_package.data import download as module
from slipway_package.data.download import download
from slipway_package.errors import UserError

PLACE = Path("t.csv")


@pytest.mark.parametrize("path", ["/table.csv", "/moved", "/täble.csv"])
def test_the_whole_file_comes_with_its_checksum(path: str, folder: Path) -> None:
    with serve() as server:
        assert download(server.address + path, PLACE) == hashlib.sha256(CONTENT).hexdigest()
    assert PLACE.read_bytes() == CONTENT


@pytest.mark.parametrize("path, message", [
    ("/nowhere", "answers 404 Not Found; correct the address"),
    ("/loop", "redirects without end; correct the address"),
    ("/short", "the connection broke off; try again"),
    ("/pieces", "the connection broke off; try again"),
    ("/silent", "gave no answer for 0.2 seconds; try again, or correct the address"),
])
def test_what_goes_wrong_is_said(path: str, message: str, folder: Path,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    with serve() as server, pytest.raises(UserError) as error:
        download(server.address + path, PLACE)
    assert str(error.value) == f"params.yaml: source.url: {server.address}{path}: {message}"


def test_what_cannot_be_reached_is_said(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(UserError, match="x.csv: cannot be reached, or stopped answering; correct"):
        download(f"http://127.0.0.1:{port}/x.csv", PLACE)
    with pytest.raises(UserError, match="is no address that can be read"):
        download("http://[::1/x.csv", PLACE)


def test_a_password_comes_from_a_variable_and_is_in_no_message(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PASSWORD", "s@cr:et/1")
    with serve(password="s@cr:et/1") as server:
        address = server.address.replace("//", "//me:${WEB_PASSWORD}@")
        download(f"{address}/locked", PLACE)
        monkeypatch.setenv("WEB_PASSWORD", "wr@ng")
        with pytest.raises(UserError) as error:
            download(address + "/locked?token=${WEB_PASSWORD}", PLACE)
        assert server.asked[-1] == "/locked?token=wr@ng"
    assert str(error.value).endswith("answers 401 Unauthorized; correct the address")
    assert "wr@ng" not in str(error.value)
    monkeypatch.delenv("WEB_PASSWORD")
    with pytest.raises(UserError, match="the environment variable WEB_PASSWORD is not set; set it"):
        download(address, PLACE)
