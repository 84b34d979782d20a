"""nginx as deploy/nginx configures it, on ports of its own in front of workers on loopback."""

import http.client
import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import SECONDS, free_port, wait_until

DEPLOY = Path(__file__).parents[2] / "deploy"
MISSING = [name for name in ("nginx", "openssl") if shutil.which(name) is None]
# An ordinary user may neither write there nor be another one.
PLACES = {"user www-data;": "", "pid /run/nginx.pid;": "pid nginx.pid;",
          "/var/log/nginx/error.log warn": "error.log info",
          "/var/log/nginx/access.log": "access.log"}
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Gateway:
    """A running nginx: its port for TLS, the one without, and the folder of its logs."""

    port: int
    plain_port: int
    folder: Path

    def connect(self) -> http.client.HTTPSConnection:
        """Open a connection that trusts the certificate which was made for it, and no other."""
        context = ssl.create_default_context(cafile=self.folder / "tls/tls.crt")
        return http.client.HTTPSConnection("localhost", self.port, timeout=SECONDS,
                                           context=context)

    def ask(self, path: str, body: bytes | None = None,
            **headers: str) -> tuple[int, http.client.HTTPMessage, Any]:
        """Send one request; return the status, the headers, and the JSON that came back."""
        connection = self.connect()
        connection.request("GET" if body is None else "POST", path, body, {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, answer.headers, json.loads(content) if is_json else content

    def passed_on(self) -> list[dict[str, Any]]:
        """Read what was logged of requests to /predict."""
        lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["path"] == "/predict"]


@contextmanager
def gateway(folder: Path, workers: Sequence[int],
            changes: Mapping[str, str] = {}) -> Iterator[Gateway]:
    """Start nginx in front of the workers at some ports, and stop it."""
    make_certificate(folder / "tls")
    found = Gateway(free_port(), free_port(), folder)
    text = (DEPLOY / "nginx/nginx.conf").read_text(encoding="utf-8")
    listening = {f"listen {kind}443 ssl": f"listen 127.0.0.1:{found.port} ssl"
                 for kind in ("", "[::]:")}
    listening |= {f"listen {kind}80": f"listen 127.0.0.1:{found.plain_port}"
                  for kind in ("", "[::]:")}
    folders = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in TEMPORARY)
    for old, new in {**PLACES, **listening, **changes, "http {": "http {" + folders}.items():
        assert old in text, old
        text = text.replace(old, new) if "[::]" not in old else _without(text, old)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    shipped = (DEPLOY / "nginx/workers.conf").read_text(encoding="utf-8")
    for old, port in zip(("8001", "8002"), workers, strict=True):
        shipped = shipped.replace(f"127.0.0.1:{old}", f"127.0.0.1:{port}")
    (folder / "workers.conf").write_text(shipped, encoding="utf-8")
    process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf",
                                "-e", "error.log", "-g", "daemon off;"])
    try:
        wait_until(lambda: process.poll() is not None or _answers(found))
        assert process.poll() is None
        yield found
    finally:
        process.terminate()
        process.wait(SECONDS)


def make_certificate(folder: Path) -> None:
    """Make a certificate for localhost that is valid for a day."""
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", folder / "tls.key", "-out", folder / "tls.crt"],
                   check=True, capture_output=True)


def _without(text: str, part: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if part not in line)


def _answers(found: Gateway) -> bool:
    try:
        return found.ask("/health")[0] > 0
    except OSError:
        return False
