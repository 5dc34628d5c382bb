"""nbval, as configured here, notices a tampered output."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from remake import remake

from utils.classroom.notebooks import ROOT


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)")]), path)
    remake(path)
    return path


def run_nbval(path, seconds=60):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "notebook_failures", "--nbval", "--nbval-current-env"]
    return subprocess.run(
        [*command, f"--nbval-cell-timeout={seconds}", path.name],
        cwd=path.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests")},
        capture_output=True,
        text=True,
        timeout=120,
    )


def write_cells(path, *sources):
    cells = [
        new_code_cell(source, id=f"cell-{i}", execution_count=i)
        for i, source in enumerate(sources, start=1)
    ]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_an_untouched_notebook_passes(notebook):
    result = run_nbval(notebook)
    assert result.returncode == 0, result.stdout


def test_a_tampered_output_fails(notebook):
    notebook.write_text(notebook.read_text().replace("42", "41"))
    result = run_nbval(notebook)
    assert result.returncode == 1
    assert "42" in result.stdout and "41" in result.stdout


def test_a_killed_kernel_is_noticed_at_once_and_the_cell_is_named(tmp_path):
    kill = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)"
    path = write_cells(tmp_path / "a.ipynb", "x = 1", kill)
    result = run_nbval(path, seconds=10_000)  # not waited out
    assert "the kernel died" in result.stdout
    assert "a.ipynb, cell 'cell-2'" in result.stdout
    assert "cell-1" not in result.stdout


def test_a_cell_that_takes_too_long_is_named(tmp_path):
    endless = "while True:\n    pass"
    result = run_nbval(write_cells(tmp_path / "a.ipynb", "x = 1", endless), seconds=2)
    assert "Timeout of 2 seconds" in result.stdout
    assert "a.ipynb, cell 'cell-2'" in result.stdout


def test_a_cell_that_ends_late_by_itself_is_named(tmp_path):
    deaf = """
import time
end = time.monotonic() + 4
while time.monotonic() < end:
    try:
        time.sleep(0.1)
    except KeyboardInterrupt:
        pass"""
    result = run_nbval(write_cells(tmp_path / "a.ipynb", deaf, "x = 1"), seconds=2)
    assert result.returncode == 1
    assert "Timeout of 2 seconds" in result.stdout
    assert "a.ipynb, cell 'cell-1'" in result.stdout


def test_browser_tests_are_left_to_those_who_ask_for_them():
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only"]
    command += ["tests/browser", "notebooks/00_start_here.ipynb"]
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert "notebooks/00_start_here.ipynb::Cell 1" in result.stdout
    assert "tests/browser/" not in result.stdout and "deselected" in result.stdout
