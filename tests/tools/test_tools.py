"""The other tools of those who make the course work at all."""

import json
import re
import shutil

import benchmark
import mutate
import numpy as np
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from utils.classroom.notebooks import ROOT

DRAW = """
import numpy as np
from utils.networks.sigmoid import initial_weights
rng = np.random.default_rng(0)
draws = [rng.normal(size=99), initial_weights(rng, dtype=np.float32)[1][0]]
print([a.tolist() for a in draws])
"""


def test_the_engine_changes_one_thing_and_runs_apart():
    source = "def f(a):\n    return a + 2\n\n\nexercises.f(f)"
    lines = [line for line, _ in mutate.mutants(source, -1)]
    assert lines == [2, 2, 2]  # a negative result, a - 2, a + 3
    assert mutate.in_child(lambda: print("here")) == "None"
    assert mutate.in_child(lambda: 1 / 0).startswith("raised ZeroDivisionError")


def test_the_benchmark_prints_a_row_for_each_variant(capsys):
    benchmark.main(["--examples", "70", "--rounds", "1", "--threads", "1"])
    rows = capsys.readouterr().out.splitlines()[3:]
    assert len(rows) == 6 and re.search(r" 1\.00$", rows[1])


def test_last_digits_are_changed_and_no_others(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "tests" / "tools" / "last_digit", tmp_path / "changed")
    monkeypatch.setenv("LASTDIGIT", "1")
    drawn = []
    for folder in ("plain", "changed"):
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path / folder))
        notebook = new_notebook(cells=[new_code_cell(DRAW)])
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
        drawn.append(json.loads(notebook.cells[0].outputs[0].text))
    for a, b, digit in zip(*drawn, (2e-16, 1e-7), strict=True):
        change = np.abs(np.divide(b, a) - 1).max()
        assert digit / 2 < change < 2 * digit
