"""Starts this environment's JupyterLab for the tests, and talks to its server."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

START_TIMEOUT = 90  # seconds
STOP_TIMEOUT = 20
SETTINGS = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    # Every cell in the page, also those out of sight: the tests read them all.
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def wait_for(what, condition, timeout, pause=0.2, alive=lambda: None):
    """Return what condition() returns as soon as that is true.

    Args:
        what: names what is waited for, for the message.
        condition: a callable without arguments; a false value means: not yet.
        timeout: seconds.
        pause: seconds between two tries.
        alive: called before each try; raises if waiting has become hopeless.

    Raises:
        TimeoutError: timeout seconds have passed; the message says what was missing.
    """
    end = time.monotonic() + timeout
    while True:
        alive()
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise TimeoutError(f"waited {timeout} s in vain for {what}")
        time.sleep(pause)


@dataclass
class Lab:
    """A running JupyterLab: its address, its token, the folder that it serves."""

    url: str
    token: str
    folder: Path
    log: Path

    def request(self, method, path, body=None):
        """Return the decoded answer of the server's REST interface, or None."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def notebook(self, path):
        """Return the saved notebook at path (below the folder), as a dict."""
        return self.request("GET", f"api/contents/{path}")["content"]

    def session(self, path):
        """Return the session of a notebook, or None."""
        sessions = self.request("GET", "api/sessions")
        return next((s for s in sessions if s["path"] == path), None)

    def is_idle(self, path):
        """Return whether a notebook's kernel is idle and a page is connected to it."""
        session = self.session(path)
        kernel = session["kernel"] if session else None
        return bool(
            kernel and kernel["execution_state"] == "idle" and kernel["connections"]
        )

    def use_standard_theme(self):
        name = "@jupyterlab/apputils-extension:themes"
        self.request("PUT", f"lab/api/settings/{name}", {"raw": "{}"})

    def end_session(self, path):
        """End the kernel of a notebook."""
        session = self.session(path)
        if session:
            self.request("DELETE", f"api/sessions/{session['id']}")


def environment(place, token):
    """Return the environment of a JupyterLab that knows only what lies below place."""
    folders = {
        "JUPYTER_CONFIG_DIR": place / "config",
        "JUPYTER_DATA_DIR": place / "data",
        "JUPYTER_RUNTIME_DIR": place / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": place / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": place / "workspaces",
        "IPYTHONDIR": place / "ipython",
    }
    for folder in folders.values():
        folder.mkdir(parents=True)
    for name, values in SETTINGS.items():
        file = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    paths = {name: str(folder) for name, folder in folders.items()}
    return os.environ | paths | {"JUPYTER_TOKEN": token}


def command(folder):
    options = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    options += [f"--ServerApp.root_dir={folder}", "--LabApp.extension_manager=readonly"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *options]


def address(runtime):
    """Return the address that a server has written below runtime, or None."""
    for file in runtime.glob("jpserver-*.json"):
        try:
            return json.loads(file.read_text())["url"]
        except ValueError:  # half-written
            return None
    return None


def stop(process):
    """End a server, its kernels and whatever else they started, by their ids."""
    if process.poll() is not None:
        return
    family = [process, *process.children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_TIMEOUT)
    for left in alive:
        left.kill()
    psutil.wait_procs(alive, timeout=STOP_TIMEOUT)


@contextmanager
def running_lab(folder, place):
    """Run a JupyterLab that serves folder and keeps all its files below place.

    Yields:
        a Lab. Every process is ended on the way out.

    Raises:
        TimeoutError: the server has not answered in time.
        RuntimeError: the server has ended; the message holds what it wrote.
    """
    token = secrets.token_hex(16)
    variables = environment(place, token)
    log = place / "server.log"
    with open(log, "wb") as out:
        server = psutil.Popen(
            command(folder),
            cwd=place,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )

    def alive():
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended at once:\n{log.read_text()}")

    try:
        url = wait_for(
            f"JupyterLab to start (its log: {log})",
            lambda: address(place / "runtime"),
            START_TIMEOUT,
            alive=alive,
        )
        lab = Lab(url, token, folder, log)
        wait_for("JupyterLab to answer", lambda: answers(lab), START_TIMEOUT)
        yield lab
    finally:
        stop(server)


def answers(lab):
    try:
        return lab.request("GET", "api/status")
    except OSError:
        return False
