"""The ready-made environment: its file is in form, its commands are the README's.

That the first command works in a fresh folder is seen by .ci/run, which makes its own
environment with it.
"""

import json
import os
import re
import shlex
import sys

import psutil
from lab import address, environment, stop, wait_for

from utils.classroom.notebooks import ROOT

FILE = ROOT / ".devcontainer" / "devcontainer.json"
SETTINGS = json.loads(FILE.read_text(encoding="utf-8"))
# Of the properties on https://containers.dev/implementors/json_reference/ those that
# the file uses, with their types.
TYPES = {
    **dict.fromkeys(("name", "image", "postCreateCommand", "postAttachCommand"), str),
    **dict.fromkeys(("containerEnv", "portsAttributes", "hostRequirements"), dict),
    **{"customizations": dict, "forwardPorts": list},
}
[PORT] = SETTINGS["forwardPorts"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_file_is_in_form():
    assert {name: type(value) for name, value in SETTINGS.items()} == TYPES
    needed = SETTINGS["hostRequirements"]
    assert needed.keys() == {"cpus", "memory", "storage"} and needed["cpus"] >= 1
    assert all(re.fullmatch(r"\d+gb", needed[name]) for name in ("memory", "storage"))
    assert SETTINGS["portsAttributes"].keys() == {str(PORT)}
    assert f"--ServerApp.port={PORT} " in SETTINGS["postAttachCommand"]


def test_readme_ci_and_project_agree_with_it():
    [line] = re.findall(r"^python3 .*/pytest$", read("README.md"), re.MULTILINE)
    assert line == f"{SETTINGS['postCreateCommand']} && .venv/bin/pytest"
    ci = read(".ci/run")
    assert '["postCreateCommand"]' in ci
    assert "grep -E '^python3 .*/pytest$' README.md" in ci
    [version] = re.findall(r"/python:(3\.\d+)$", SETTINGS["image"])
    assert f'requires-python = ">={version}"' in read("pyproject.toml")


def test_jupyterlab_starts_in_a_fresh_folder(tmp_path):
    """Only the port is another one, and root, who runs tests in containers, may."""
    words = shlex.split(SETTINGS["postAttachCommand"].replace(f"port={PORT}", "port=0"))
    assert words[:2] == [".venv/bin/jupyter", "lab"]
    command = [sys.executable, "-m", "jupyterlab", *words[2:]]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    server = psutil.Popen(command, cwd=tmp_path, env=environment(tmp_path / "me", "t"))
    try:
        runtime = tmp_path / "me" / "runtime"
        url = wait_for("JupyterLab", lambda: address(runtime), 60)
        assert url.startswith("http://localhost:")
    finally:
        stop(server)
