"""The tables and the conclusion of notebook 11 follow from the results files.

The cells that they need are run again, without any training, and must give the stored
text. So neither a number of the conclusion nor a run can be changed unnoticed.
"""

import ast
import re
from functools import cache

import matplotlib
import pytest

from utils.classroom.exercise_cells import cells_binding, run, used
from utils.classroom.notebooks import NOTEBOOKS, find_cell, read
from utils.experiment.effects import CONFIRMED, REFUTED
from utils.experiment.results import (
    EXPERIMENT,
    REPLICATION,
    load_results,
    save_results,
)

matplotlib.use("agg")
PATH = NOTEBOOKS / "11_what_made_the_difference.ipynb"
# They bind names such as cell or rate that later cells use too, but train or draw.
LEFT_OUT = {
    "seed",
    "batch-step",
    "path-figure",
    "orders-figure",
    "cliff",
    "effects-figure",
    "time-candidates",
    "time-check",
}
TEXTS = (
    "single-changes-table",
    "adam-tuned",
    "loss-table",
    "effects-table",
    "verdict-table",
    "replication",
    "conclusion",
)
CHECKS = ("single-changes-check", "shapley-check", "rate-check", "batch-rate")


def run_cell_of(cell_id, **given):
    """Run a cell after those that bind what it uses, and return its last value."""
    namespace = {"__name__": "__main__"} | given
    notebook = read(PATH)
    last = find_cell(notebook, cell_id).source
    wanted = used(last) - set(given)
    for source in cells_binding(notebook, cell_id, wanted, LEFT_OUT):
        run(source, namespace)
    return run(last, namespace)


def computed(cell_id):
    return run_cell_of(cell_id).data


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


def defaults(path):
    """The defaults of load_results, with another file for the experiment."""
    return None, True, EXPERIMENT._replace(path=path)


@pytest.mark.parametrize("cell_id", CHECKS)
def test_a_check_holds_without_any_training(cell_id):
    run_cell_of(cell_id)


def test_a_lost_run_stops_the_notebook(tmp_path, monkeypatch):
    results = load_results()
    results.popitem()
    path = tmp_path / "experiment.csv"
    save_results(results, path)
    monkeypatch.setattr(load_results, "__defaults__", defaults(path))
    with pytest.raises(ValueError, match="1 of 1743 runs are missing"):
        computed("verdict-table")


def changed(results, wanted, points):
    """The results, with more points for the wanted cells on the test images."""
    return {
        (cell, seed): shares._replace(test=shares.test + points / 100 * wanted(cell))
        for (cell, seed), shares in results.items()
    }


def test_another_number_changes_the_conclusion(tmp_path, monkeypatch):
    path = tmp_path / "experiment.csv"
    results = changed(load_results(), lambda cell: cell.framework == "PyTorch", 1)
    save_results(results, path)
    monkeypatch.setattr(load_results, "__defaults__", defaults(path))
    assert "The framework: undecided" in computed("conclusion")
    assert computed("conclusion") != stored("conclusion")
    with pytest.raises(AssertionError):
        run_cell_of("conclusion-check", torch_one=2, torch_gain=1)


def test_the_check_of_the_conclusion_holds_and_guards_the_times():
    run_cell_of("conclusion-check", torch_one=2, torch_gain=1)
    with pytest.raises(AssertionError, match="H6"):
        run_cell_of("conclusion-check", torch_one=0.9, torch_gain=1)


def test_the_replication_decides_each_prediction():
    rows = stored("replication").splitlines()[2:]
    assert len(rows) == 12 and sum(CONFIRMED in row for row in rows) == 11
    assert not any(REFUTED in row for row in rows)


def test_another_number_refutes_a_prediction(tmp_path, monkeypatch):
    path = tmp_path / "replication.csv"
    again = load_results(study=REPLICATION)
    save_results(
        changed(again, lambda cell: cell.optimizer == "Adam", -8), path, REPLICATION
    )
    moved = REPLICATION._replace(path=path)
    monkeypatch.setattr("utils.experiment.results.REPLICATION", moved)
    rows = computed("replication").splitlines()
    [row] = [row for row in rows if "| Adam for SGD, batches" in row]
    assert REFUTED in row and computed("conclusion") != stored("conclusion")
    with pytest.raises(AssertionError):
        run_cell_of("conclusion-check", torch_one=2, torch_gain=1)
