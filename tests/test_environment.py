"""The environment check, and the first cell of 00, which must work without utils."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from utils.classroom.notebooks import NOTEBOOKS, find_cell, read
from utils.environment import REQUIREMENTS, _required_versions, environment_problems


def test_this_environment_is_complete_and_pinned():
    assert environment_problems() == []
    lines = REQUIREMENTS.read_text(encoding="utf-8").split("\n")
    lines = [line.split("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+|-e \.|", line) for line in lines)
    needed = _required_versions()
    assert {"numpy", "torch"} <= set(needed) and not {"ruff", "pytest"} & set(needed)


@pytest.mark.parametrize(
    ("required", "python", "message"),
    [
        ({"no-such-package": "1"}, (3, 11), "no-such-package is missing: run 'pip"),
        ({"pytest": "0.1"}, (3, 11), "pytest is .*, tested with 0.1: run 'pip inst"),
        ({"pytest": pytest.__version__}, (3, 10), "Python 3.10 is too old"),
    ],
)
def test_problems_are_named(required, python, message):
    [problem] = environment_problems(required, python)
    assert re.match(message, problem)


@pytest.mark.parametrize(
    ("stray", "options", "said"),
    [
        (None, [], ""),
        ("utils.py", [], "Another utils hides"),
        ("utils/__init__.py", [], "Another utils hides"),
        (None, ["-I", "-S"], "pip install -r"),  # searched: no folder, no site-packages
    ],
)
def test_the_first_cell_finds_utils_or_says_why_not(stray, options, said, tmp_path):
    """Run in a folder whose modules come first, as in a kernel."""
    if stray:
        (tmp_path / stray).parent.mkdir(exist_ok=True)
        (tmp_path / stray).touch()
    source = find_cell(read(NOTEBOOKS / "00_start_here.ipynb"), "find-utils").source
    command = [sys.executable, *options, "-c", source]
    out = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert said in out and str(Path(stray or "")).strip(".") in out
    assert said or not any(w in out for w in ("Another utils", "In the folder"))
