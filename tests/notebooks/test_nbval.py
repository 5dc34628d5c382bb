"""nbval, as configured here, notices a tampered output."""

import subprocess
import sys

import house_rules as rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from utils.commands.remake import remake


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)")]), path)
    remake(path, fresh=False)
    return path


def run_nbval(path):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", path.name]
    return subprocess.run(
        command, cwd=path.parent, capture_output=True, text=True, timeout=120
    )


def test_an_untouched_notebook_passes(notebook):
    result = run_nbval(notebook)
    assert result.returncode == 0, result.stdout


def test_a_tampered_output_fails(notebook):
    notebook.write_text(notebook.read_text().replace("42", "41"))
    result = run_nbval(notebook)
    assert result.returncode == 1
    assert "42" in result.stdout and "41" in result.stdout


def test_browser_tests_are_left_to_those_who_ask_for_them():
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only"]
    command += ["tests/browser", "notebooks/00_start_here.ipynb"]
    result = subprocess.run(
        command, cwd=rules.ROOT, capture_output=True, text=True, timeout=120
    )
    assert "notebooks/00_start_here.ipynb::Cell 1" in result.stdout
    assert "tests/browser/" not in result.stdout and "deselected" in result.stdout
