import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils.environment import REQUIREMENTS, environment_problems, required_versions


def test_this_environment_is_complete():
    assert environment_problems() == []
    assert environment_problems(required_versions()) == []


def test_notebooks_need_no_tools():
    needed = required_versions(tools=False)
    assert {"numpy", "torch"} <= set(needed) and not {"ruff", "pytest"} & set(needed)


def test_every_requirement_is_an_exact_pin_or_the_project():
    lines = REQUIREMENTS.read_text().splitlines()
    lines = [line.split("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+|-e \.|", line) for line in lines)
    assert len(required_versions()) == sum("==" in line for line in lines)


@pytest.mark.parametrize(
    ("required", "python", "message"),
    [
        ({"no-such-package": "1"}, (3, 11), "no-such-package is missing: run 'pip"),
        ({"pytest": "0.1"}, (3, 11), "pytest is .*, tested with 0.1: run 'pip inst"),
        ({"pytest": "9.0.0"}, (3, 11), "pytest is .*, tested with 9.0.0"),
        ({"pytest": pytest.__version__}, (3, 10), "Python 3.10 is too old"),
    ],
)
def test_problems_are_named(required, python, message):
    [problem] = environment_problems(required, python)
    assert re.match(message, problem)


# The first cell of 00_start_here, which must work without utils


@pytest.fixture(scope="module")
def find_utils():
    path = REQUIREMENTS.parent / "notebooks" / "00_start_here.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    [cell] = [cell for cell in cells if cell.id == "find-utils"]
    return cell.source


def run(source, folder, *options):
    """Run Python code in a folder, whose modules come first, as in a kernel."""
    command = [sys.executable, *options, "-c", source]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    return result.stdout


def test_utils_is_found(find_utils, tmp_path):
    out = run(find_utils, tmp_path)
    assert "Another utils" not in out and "In the folder" not in out


@pytest.mark.parametrize("name", ["utils.py", "utils/__init__.py"])
def test_a_stray_utils_is_named(find_utils, tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    out = run(find_utils, tmp_path)
    assert "Another utils hides" in out and str(Path(name)) in out


def test_a_missing_utils_is_named(find_utils, tmp_path):
    # -I -S: neither the folder nor site-packages are searched.
    assert "pip install -r" in run(find_utils, tmp_path, "-I", "-S")
