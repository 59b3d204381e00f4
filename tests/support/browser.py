"""A headless Chromium, driven over the WebDriver protocol with the standard library alone."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = [
    "--headless",
    "--no-sandbox",  # Chromium refuses its sandbox to root, which continuous integration often is
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class Browser:
    """One window with an empty profile; logs of the console and of every request of the page."""

    def __init__(self) -> None:
        assert CHROMIUM is not None
        assert DRIVER is not None
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([DRIVER, f"--port={port}"], stdout=quiet, stderr=quiet)
        self.root = f"http://127.0.0.1:{port}"
        options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={self.profile}"]}
        wanted = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "timeouts": {"script": 300_000},
        }
        try:
            self._wait()
            session = self._post("/session", {"capabilities": {"alwaysMatch": wanted}})
        except BaseException:
            self.process.kill()
            raise
        self.root += f"/session/{session['sessionId']}"

    def _wait(self) -> None:
        end = time.monotonic() + 20
        while True:
            try:
                urllib.request.urlopen(self.root + "/status", timeout=5).close()
            except (urllib.error.URLError, OSError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()[:500]) from None

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a DevTools command."""
        return self._post("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, page: Path) -> None:
        """Go to a local page and wait until it has loaded."""
        self._post("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """Run JavaScript in the page and return what it returns."""
        return self._post("/execute/sync", {"script": script, "args": []})

    def until(self, script: str, seconds: float = 20) -> Any:
        """Run JavaScript until it returns something true."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"still not true: {script}"
            time.sleep(0.1)
        return value

    def console(self) -> list[str]:
        """Warnings and errors since the last call."""
        entries = self._post("/se/log", {"type": "browser"})
        return [e["message"] for e in entries if e["level"] in ("WARNING", "SEVERE")]

    def requests(self) -> list[str]:
        """Addresses the page has asked for since the last call."""
        events = [json.loads(e["message"])["message"] for e in self._post("/se/log", {"type": "performance"})]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def look(self, width: int, height: int, dark: bool = False, medium: str = "") -> None:
        """Set the size of the window, the colour scheme, and the medium ("" or print)."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", media=medium, features=[scheme])

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        request = urllib.request.Request(self.root, method="DELETE")
        try:
            urllib.request.urlopen(request, timeout=20).close()
        finally:
            self.process.terminate()
            self.process.wait(20)
            shutil.rmtree(self.profile, ignore_errors=True)
