"""The tables and the conclusion of notebook 11 follow from the results file.

The cells that they need are run again, without any training, and must give the stored
text. So neither a number of the conclusion nor a run can be changed unnoticed.
"""

import ast
import re
from functools import cache

import matplotlib
import pytest

from utils.commands.exercise_cells import cells_binding, run, used
from utils.commands.notebooks import NOTEBOOKS, find_cell, read
from utils.experiment import results as experiment_results
from utils.experiment.results import load_results, save_results

matplotlib.use("agg")
PATH = NOTEBOOKS / "11_what_made_the_difference.ipynb"
# They bind names such as cell or rate that later cells use too, but train or draw.
LEFT_OUT = {
    "deltas-check",
    "blocks-check",
    "data",
    "live-run",
    "effects-figure",
    "rates-figure",
    "cliff",
    "step-lengths-run",
}
TEXTS = ("effects-table-run", "single-changes-table", "verdict-table", "conclusion")


def computed(cell_id):
    namespace = {"__name__": "__main__"}
    notebook = read(PATH)
    last = find_cell(notebook, cell_id).source
    for source in cells_binding(notebook, cell_id, used(last), LEFT_OUT):
        run(source, namespace)
    return run(last, namespace).data


@cache
def stored(cell_id):
    [output] = find_cell(read(PATH), cell_id).outputs
    return output.data["text/markdown"]


@pytest.mark.parametrize("cell_id", TEXTS)
def test_what_is_stored_follows_from_the_results(cell_id):
    assert stored(cell_id) == computed(cell_id)


def test_the_conclusion_holds_numbers_and_none_of_them_is_typed_in():
    source = find_cell(read(PATH), "conclusion").source
    texts = [
        part.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
    ]
    assert len(re.findall(r"\d+\.\d", stored("conclusion"))) >= 8
    assert re.findall(r"\d+\.\d", "".join(texts)) == []


def test_a_lost_run_stops_the_notebook(tmp_path, monkeypatch):
    results = load_results()
    results.popitem()
    path = tmp_path / "experiment.csv"
    save_results(results, path)
    assert load_results.__defaults__[0] == experiment_results.RESULTS
    monkeypatch.setattr(load_results, "__defaults__", (path, True))
    with pytest.raises(ValueError, match="1 of 1743 runs are missing"):
        computed("verdict-table")


def test_another_number_changes_the_conclusion(tmp_path, monkeypatch):
    results = load_results()
    for run_, shares in results.items():
        if run_[0].framework == "PyTorch":
            results[run_] = shares._replace(test=shares.test - 0.02)
    path = tmp_path / "experiment.csv"
    save_results(results, path)
    monkeypatch.setattr(load_results, "__defaults__", (path, True))
    with pytest.raises(AssertionError):
        computed("conclusion")
