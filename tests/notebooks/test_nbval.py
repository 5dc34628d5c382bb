"""nbval, as configured here, notices what it should, and names the cell."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from utils.classroom.notebooks import ROOT

KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)"
ENDLESS = "while True:\n    pass"
DEAF = """
import time
end = time.monotonic() + 4
while time.monotonic() < end:
    try:
        time.sleep(0.1)
    except KeyboardInterrupt:
        pass"""


def run_pytest(*arguments, folder=ROOT):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("cells", "seconds", "messages"),
    [
        (["print(6 * 7)"], 60, []),
        (["print(6 * 7 - 1)"], 60, ["42", "41", "cell 'cell-1'"]),
        (
            ["x = 1", KILL],
            10_000,
            ["the kernel died", "cell 'cell-2'"],
        ),  # not waited out
        (["x = 1", ENDLESS], 2, ["Timeout of 2 seconds", "cell 'cell-2'"]),
        ([DEAF, "x = 1"], 2, ["Timeout of 2 seconds", "cell 'cell-1'"]),  # ends late
    ],
    ids=["as stored", "other output", "killed kernel", "endless", "late"],
)
def test_nbval_fails_and_names_the_cell(cells, seconds, messages, tmp_path):
    notebook = new_notebook()
    for i, source in enumerate(cells, start=1):
        stored = [new_output("stream", text="42\n")] if "print" in source else []
        cell = new_code_cell(source, id=f"cell-{i}", execution_count=i, outputs=stored)
        notebook.cells.append(cell)
    nbformat.write(notebook, tmp_path / "a.ipynb")
    options = ["-p", "notebook_failures", "--nbval", "--nbval-current-env"]
    options += [f"--nbval-cell-timeout={seconds}", "a.ipynb"]
    status, out = run_pytest(*options, folder=tmp_path)
    assert status == bool(messages), out
    assert all(message in out for message in messages), out
    assert out.count("a.ipynb, cell '") == bool(messages)


def test_browser_tests_are_left_to_those_who_ask_for_them():
    _, out = run_pytest(
        "--collect-only", "tests/browser", "notebooks/00_start_here.ipynb"
    )
    assert "notebooks/00_start_here.ipynb::Cell 1" in out
    assert "tests/browser/" not in out and "deselected" in out
