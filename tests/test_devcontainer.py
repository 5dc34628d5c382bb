"""The ready-made environment: its file is in form, its commands are the README's.

That the first command works in a fresh folder is seen by .ci/run, which makes its own
environment with it.
"""

import json
import os
import re
import shlex
import sys
from copy import deepcopy

import jsonschema
import psutil
import pytest
from lab import address, environment, stop, wait_for

from utils.classroom.notebooks import ROOT

FILE = ROOT / ".devcontainer" / "devcontainer.json"
SETTINGS = json.loads(FILE.read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
# Of the properties on https://containers.dev/implementors/json_reference/ those that
# the file uses, with their types.
SCHEMA = {
    "type": "object",
    "required": ["image"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "image": {"type": "string", "pattern": r"^[\w./-]+:[\w.-]+$"},
        "containerEnv": TEXTS,
        "postCreateCommand": {"type": "string"},
        "postAttachCommand": {"type": "string"},
        "forwardPorts": {"type": "array", "items": {"type": "integer"}},
        "portsAttributes": {
            "type": "object",
            "patternProperties": {
                r"^\d+$": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "label": {"type": "string"},
                        "onAutoForward": {"enum": ["notify", "openBrowser", "silent"]},
                    },
                }
            },
            "additionalProperties": False,
        },
        "hostRequirements": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "cpus": {"type": "integer", "minimum": 1},
                "memory": {"type": "string", "pattern": r"^\d+(tb|gb|mb|kb)?$"},
                "storage": {"type": "string", "pattern": r"^\d+(tb|gb|mb|kb)?$"},
            },
        },
        "customizations": {"type": "object"},
    },
}


def test_the_file_is_in_form():
    jsonschema.Draft202012Validator(SCHEMA).validate(SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image", "python"),
        ("forwardPorts", ["8888"]),
        ("postCreateComand", "pip install"),
        ("hostRequirements", {"memory": "4 GB"}),
        ("portsAttributes", {"lab": {}}),
    ],
)
def test_a_slip_in_the_file_is_found(name, value):
    wrong = deepcopy(SETTINGS) | {name: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(wrong)


def test_the_set_up_is_the_readmes():
    [line] = re.findall(r"^python3 .*/pytest$", README, re.MULTILINE)
    assert line == f"{SETTINGS['postCreateCommand']} && .venv/bin/pytest"


def test_ci_makes_its_environment_with_the_same_command():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert '["postCreateCommand"]' in ci


def test_the_python_is_one_that_the_course_takes():
    [version] = re.findall(r":(3\.\d+)$", SETTINGS["image"])
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={version}"' in project


def test_jupyterlab_is_forwarded():
    [port] = SETTINGS["forwardPorts"]
    assert f"--ServerApp.port={port} " in SETTINGS["postAttachCommand"]
    assert list(SETTINGS["portsAttributes"]) == [str(port)]


def test_jupyterlab_starts_in_a_fresh_folder(tmp_path):
    """Only the port is another one, and root, who runs tests in containers, may."""
    [port] = SETTINGS["forwardPorts"]
    words = shlex.split(SETTINGS["postAttachCommand"].replace(f"port={port}", "port=0"))
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
