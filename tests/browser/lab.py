"""Starts JupyterLab as the README says, and opens notebooks in it."""

import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from utils.classroom.notebooks import ROOT

TIMEOUT, STOP_TIMEOUT = 120, 20  # seconds
SETTINGS = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    # Every cell in the page, also those out of sight: the tests read them all.
    "notebook-extension/tracker": {"windowingMode": "none"},
}
# The prompts of the code cells that are not empty.
PROMPTS = """[...document.querySelectorAll(".jp-Notebook .jp-CodeCell")]
    .filter(cell => cell.querySelector(".cm-content").innerText.trim())
    .map(cell => cell.querySelector(".jp-InputPrompt").textContent)"""
# For each cell, the texts of errors, of stderr, and of widgets that cannot be drawn.
SHOWN_ERRORS = """() => {
    const error = '[data-mime-type$=".error"], [data-mime-type$=".stderr"]';
    const texts = cell => [...cell.querySelectorAll(".jp-OutputArea-output")]
        .flatMap(area => [area, ...area.querySelectorAll(error)])
        .filter(part => part.matches(error)
            || /^Error (displaying|creating) widget/m.test(part.innerText))
        .map(part => part.innerText.trim().split("\\n").at(-1));
    return [...document.querySelectorAll(".jp-Notebook .jp-Cell")].flatMap(texts);
}"""


def wait_for(what, condition, pause=lambda: time.sleep(0.2)):
    """Return what condition() returns as soon as that is true; TimeoutError if late."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        if result := condition():
            return result
        pause()
    raise TimeoutError(f"waited {TIMEOUT} s in vain for {what}")


@dataclass
class Lab:
    """A running JupyterLab: its address and its token."""

    url: str
    token: str

    def request(self, method, path):
        """Return the decoded answer of the server's REST interface, or None."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method)
        request.headers |= headers
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def session(self, path):
        """Return the session of a notebook, or None."""
        sessions = self.request("GET", "api/sessions")
        return next((s for s in sessions if s["path"] == path), None)

    def is_idle(self, path):
        """Return whether a notebook's kernel is idle and a page is connected to it."""
        kernel = (self.session(path) or {}).get("kernel")
        idle = kernel and kernel["execution_state"] == "idle"
        return bool(idle and kernel["connections"])

    def end_session(self, path):
        """End the kernel of a notebook."""
        if session := self.session(path):
            self.request("DELETE", f"api/sessions/{session['id']}")


class Opened:
    """A notebook, open in a page of JupyterLab.

    Args:
        page: a Playwright page, blank.
        lab: the running Lab.
        path: the notebook, below the folder that the lab serves.
        place: what follows the lab's address; "": what JupyterLab opens by itself.
    """

    def __init__(self, page, lab, path, place=None):
        self.page, self.lab, self.path = page, lab, path
        place = f"lab/tree/{path}?reset&" if place is None else f"{place}?"
        page.goto(f"{lab.url}{place}token={lab.token}", timeout=TIMEOUT * 1000)
        self.wait("its kernel to be idle", lambda: lab.is_idle(path))
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=TIMEOUT * 1000)

    def wait(self, what, condition):
        """Wait until condition(), in the meantime letting the page's events in."""
        pause = lambda: self.page.wait_for_timeout(100)  # noqa: E731
        return wait_for(f"{self.path}: {what}", condition, pause)

    def choose(self, menu, entry):
        """Choose an entry of JupyterLab's menus, as a reader does."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()

    def use_theme(self, name):
        """Change JupyterLab's theme, for example to 'JupyterLab Dark'."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Theme").first.hover()
        entry = self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True)
        entry.click()
        body = self.page.locator(f'body[data-jp-theme-name="{name}"]')
        body.wait_for(state="attached")
        self.page.wait_for_timeout(1000)  # the style sheet comes after the name

    def run_all(self):
        """Choose Run, Run All Cells; wait until every cell has run."""
        self.choose("Run", "Run All Cells")
        numbered = lambda prompt: re.search(r"\d", prompt)  # noqa: E731
        self.wait(
            "all cells to be run",
            lambda: (
                all(map(numbered, self.page.evaluate(PROMPTS)))
                and self.lab.is_idle(self.path)
            ),
        )

    def save(self):
        """Save as a reader does, and return the saved notebook."""
        path = f"api/contents/{self.path}"
        modified = lambda: self.lab.request("GET", path)["last_modified"]  # noqa: E731
        before = modified()
        self.choose("File", "Save Notebook")
        self.wait("the file", lambda: modified() != before)
        return self.lab.request("GET", path)["content"]

    def errors(self):
        """List what the page shows of errors, of stderr, and of failed widgets."""
        return self.page.evaluate(SHOWN_ERRORS)


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


def command():
    """Return the README's own words, and what a test needs besides."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [line] = re.findall(r"^python3 .*/jupyter (lab .*)$", readme, re.MULTILINE)
    options = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyter", *shlex.split(line), *options]


def stop(process):
    """End a server, its kernels and whatever else they started, by their ids."""
    family = [process, *process.children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_TIMEOUT)
    for left in alive:
        left.kill()


@contextmanager
def running_lab(folder, place):
    """Yield a Lab that serves folder, and keeps its own files below place."""
    token = secrets.token_hex(16)
    files = {"cwd": folder, "env": environment(place, token)}
    with open(place / "server.log", "wb") as log:
        options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        server = psutil.Popen(command(), **files, **options)

    def answer():
        try:
            [file] = Path(place / "runtime").glob("jpserver-*.json")
            lab = Lab(json.loads(file.read_text())["url"], token)
            return lab.request("GET", "api/status") and lab
        except (ValueError, OSError):  # no file yet, half a file, no answer
            return None

    try:
        yield wait_for(f"JupyterLab (its log: {place / 'server.log'})", answer)
    finally:
        stop(server)
