"""A headless Chromium, driven by its own debugging protocol over a web socket.

Debian's `chromium` and the pure-Python `websocket-client` do; Selenium or Playwright would bring
a driver or a browser of their own.
"""

import base64
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def found():
    return next((path for name in NAMES if (path := shutil.which(name))), None)


needs_chromium = pytest.mark.skipif(
    found() is None, reason="no Chromium here (Debian: apt-get install chromium)"
)


class Browser:
    """One process; `page` opens a tab."""

    def __init__(self, folder: Path):
        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={folder}",
        ]  # fmt: skip
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([found(), *flags, "about:blank"], **quiet)
        told = folder / "DevToolsActivePort"
        for _ in range(600):
            if told.exists() and "\n" in told.read_text():
                break
            time.sleep(0.1)
        self.port = int(told.read_text().split("\n")[0])

    def page(self, path: Path, **view):
        return Page(self.port, path, **view)

    def close(self):
        self.process.terminate()
        self.process.wait(30)


class Page:
    """A tab with one file in it, and what it asked for and complained of on the way."""

    def __init__(self, port, path, width=1200, height=900, scheme="light", media=""):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/json/new", method="PUT")
        with urllib.request.urlopen(request, timeout=60) as answer:
            tab = json.load(answer)
        self.socket = websocket.create_connection(tab["webSocketDebuggerUrl"], timeout=60)
        self.numbers = itertools.count(1)
        self.events = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)
        self.address = path.as_uri()
        self.send("Page.navigate", url=self.address)
        self.wait_for("Page.loadEventFired")

    def send(self, method, **parameters):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def wait_for(self, event):
        while not any(e["method"] == event for e in self.events):
            self.events.append(json.loads(self.socket.recv()))

    def run(self, script):
        """Value of an expression in the page; waits for a promise."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            typed = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, **typed)  # fmt: skip

    def complaints(self):
        told = [e["params"] for e in self.events if e["method"] == "Runtime.exceptionThrown"]
        told += [e["params"] for e in self.events if e["method"] == "Runtime.consoleAPICalled"
                 and e["params"]["type"] in ("error", "warning")]  # fmt: skip
        return told + [e["params"]["entry"] for e in self.events if e["method"] == "Log.entryAdded"]

    def requests(self):
        """Addresses asked for, beyond the page itself."""
        asked = [e["params"]["request"]["url"] for e in self.events
                 if e["method"] == "Network.requestWillBeSent"]  # fmt: skip
        return [a for a in asked if a != self.address and not a.startswith("data:")]

    def screenshot(self, path):
        taken = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def close(self):
        self.socket.close()
