"""nbval, as configured here, notices what it should, and names the cell."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from utils.classroom.notebooks import ROOT

SECONDS = 2  # for a cell
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)"
ENDLESS = "while True:\n    pass"
DEAF = f"""
import time
end = time.monotonic() + {SECONDS + 1}
while time.monotonic() < end:
    try:
        time.sleep(0.1)
    except KeyboardInterrupt:
        pass"""
LATE = f"Timeout of {SECONDS} seconds exceeded"
# name: cells, what is reported of which of them
CASES = {
    "as-stored": (["print(6 * 7)"], [], None),
    "one-thread": (
        ["import os\nassert os.environ['OMP_NUM_THREADS'] == '1'"],
        [],
        None,
    ),
    "other": (["print(6 * 7 - 1)"], ["42", "41"], 1),
    "killed": (["x = 1", KILL], ["the kernel died"], 2),  # not waited out
    "endless": (["x = 1", ENDLESS], [LATE], 2),
    "late": ([DEAF, "x = 1"], [LATE], 1),  # nbval alone blames the next cell
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what pytest, called as for one notebook of the course, says of these."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("pyproject.toml", "tests"):
        (folder / name).symlink_to(ROOT / name)
    for name, (cells, *_) in CASES.items():
        notebook = new_notebook()
        for i, source in enumerate(cells, start=1):
            stored = [new_output("stream", text="42\n")] if "print" in source else []
            shown = {"id": f"cell-{i}", "execution_count": i, "outputs": stored}
            notebook.cells.append(new_code_cell(source, **shown))
        nbformat.write(notebook, folder / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "-n1", "-rp", "-p", "no:cacheprovider"]
    command += [f"--nbval-cell-timeout={SECONDS}", *(f"{name}.ipynb" for name in CASES)]
    environment = {k: v for k, v in os.environ.items() if "NUM_THREADS" not in k}
    options = {"capture_output": True, "text": True, "timeout": 120}
    return subprocess.run(command, cwd=folder, env=environment, **options).stdout


@pytest.mark.parametrize("name", CASES)
def test_a_cell_that_fails_is_named(said, name):
    _, messages, cell = CASES[name]
    failed = [p for p in said.split("\n____") if f"{name}.ipynb, cell '" in p]
    assert len(failed) == bool(messages), said
    if failed:
        assert all(text in failed[0] for text in [f"cell 'cell-{cell}'", *messages])
    else:
        assert f"PASSED {name}.ipynb::Cell 0" in said
