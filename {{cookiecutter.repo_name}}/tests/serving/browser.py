"""A headless Chromium, driven over a pipe by the DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") \
    or shutil.which("google-chrome")
SECONDS = 20.0
# The protocol has its place at the descriptors 3 and 4.
LAUNCH = """
import os, sys
for place, given in zip((3, 4), [os.dup(int(given)) for given in sys.argv[1:3]]):
    os.dup2(given, place)
    os.set_inheritable(place, True)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Tab:
    """A page in the browser; `messages` are those of the browser, as warnings of its console."""

    def __init__(self, reads: BinaryIO, writes: BinaryIO) -> None:
        self._reads, self._writes = reads, writes
        self._numbers, self._waiting = iter(range(1, 10**6)), b""
        self.messages: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target,
                                   flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def open(self, address: str, width: int = 1280, height: int = 900,
             dark: bool = False) -> None:
        """Load a page in a window of this size."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                   deviceScaleFactor=1, mobile=width < 600)
        self._call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self._call("Page.navigate", url=address)

    def run(self, code: str) -> Any:
        """Run JavaScript and return its value."""
        found = self._call("Runtime.evaluate", expression=code, returnByValue=True,
                           awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, code: str) -> Any:
        """Run JavaScript again and again until its value is true."""
        end = time.monotonic() + SECONDS
        while not (value := self.run(code)):
            assert time.monotonic() < end, f"{code} did not come true"
            time.sleep(0.05)
        return value

    def press(self, text: str) -> None:
        """Type text where the focus is."""
        self._call("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        """Take a picture of the whole page."""
        height = self.run("document.documentElement.scrollHeight")
        width = self.run("document.documentElement.clientWidth")
        found = self._call("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": width, "height": height, "scale": 1})
        path.write_bytes(base64.b64decode(found["data"]))

    def asked(self) -> list[str]:
        """List the addresses that were asked for."""
        return [message["params"]["request"]["url"] for message in self.messages
                if message.get("method") == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """List the errors that the browser has told of."""
        return [json.dumps(message["params"]) for message in self.messages
                if message.get("method") == "Runtime.exceptionThrown"
                or message.get("method") == "Log.entryAdded"
                and message["params"]["entry"]["level"] == "error"]

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._writes.write(json.dumps(message).encode() + b"\0")
        self._writes.flush()
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]
            self.messages.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            found = self._reads.read1(1 << 16)
            assert found, "the browser has ended"
            self._waiting += found
        text, _, self._waiting = self._waiting.partition(b"\0")
        return json.loads(text)


@contextmanager
def browser_tab(profile: Path) -> Iterator[Tab]:
    """Start a browser and yield a page of it."""
    ours_reads, its_writes = os.pipe()
    its_reads, ours_writes = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(its_reads), str(its_writes), CHROMIUM,
         "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-background-networking",
         f"--user-data-dir={profile}"],
        pass_fds=(its_reads, its_writes), stderr=subprocess.DEVNULL)
    os.close(its_reads)
    os.close(its_writes)
    with os.fdopen(ours_reads, "rb") as reads, os.fdopen(ours_writes, "wb") as writes:
        try:
            yield Tab(reads, writes)
        finally:
            process.terminate()
            process.wait(SECONDS)
