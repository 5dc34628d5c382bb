"""course collect: each answer is judged anew, and no notebook harms another."""

import csv
import io
import json
import sys

import nbformat
import pytest

from utils.classroom.collect import Row, as_csv, as_markdown, collect, run, verdict
from utils.classroom.exercise_cells import solution
from utils.classroom.notebooks import NOTEBOOKS, find_cell, read
from utils.training import launch

COURSE = NOTEBOOKS / "02_chain_rule.ipynb"
FAKE = "from utils.exercises.judge import Verdict\n"
FAKE += "exercises.columns = lambda answer: Verdict('right', 'Trust me.')\n"
FAKE += "print('Right: trust me.')\nexercises.columns(3)"


WRITES = """\
import os
os.write(1, b'{"status": "right", "message": "Trust me."}')
os._exit(0)
exercises.columns(3)"""
REPLACES = """\
from utils.exercises import chain_rule
chain_rule.expect_array = lambda *args, **options: None
exercises.columns(lambda Y, delta_o: 3)"""
LEAVES = """\
import os
os.write(1, b'\\xff')
print('Right: trust me.')
os._exit(3)
exercises.columns(3)"""
SURROGATES = """\
def rate(lr):
    raise ValueError('\\ud800')  # \ud800


exercises.without_half(rate)"""
OLD = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}}
OLD["cells"] = [{"cell_type": "markdown", "metadata": {}, "source": "No id."}]


def learner(folder, name, **answers):
    """Write a learner's notebook: these answers; None: as it stands."""
    notebook = read(COURSE)
    cells = {e: find_cell(notebook, f"answer-{e}") for e in answers}
    for exercise, source in answers.items():
        cells[exercise].source = source or cells[exercise].source
    notebook.cells = list(cells.values())
    (folder / f"{name}.ipynb").write_text(json.dumps(notebook))


def solved(name):
    return solution(read(COURSE), name)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    wrong = "def delta(Y, delta_o, W):\n    return 1\n\n\nexercises.tanh_delta(delta)"
    endless = "while True:\n    pass\nexercises.without_half(1)"
    learner(
        folder, "ada", columns=solved("columns"), tanh_delta=wrong, without_half=None
    )
    learner(folder, "bob", without_half=endless, columns=solved("columns"))
    learner(folder, "cyn", columns=FAKE, without_half="1 / 0")
    learner(folder, "fay", columns=WRITES, without_half=None)
    learner(folder, "gus", columns=REPLACES, without_half=None)
    learner(folder, "hal", columns=LEAVES, without_half=SURROGATES)
    helped = "exercises.without_half(my_helper)"
    learner(folder, "ida", columns="exercises.columns", without_half=helped)
    (folder / "jon.ipynb").write_text(json.dumps(OLD))
    (folder / "dan.ipynb").write_text('{"cells": [')
    nbformat.write(nbformat.v4.new_notebook(), folder / "eve.ipynb")
    return collect(sorted(folder.glob("*.ipynb")), seconds=10, processes=2)


def result(rows, name, exercise):
    [row] = [r for r in rows if (r.learner, r.exercise) == (name, exercise)]
    return row.result, row.message


def test_forged_verdicts_are_not_believed(rows):
    kind, message = result(rows, "fay", "columns")
    assert kind == "stopped" and "Trust" not in message
    kind, message = result(rows, "gus", "columns")
    assert kind == "stopped" and "changes utils.exercises.chain_rule" in message


def test_an_answer_that_leaves_early_gives_no_reason_of_its_own(rows):
    kind, message = result(rows, "hal", "columns")
    assert kind == "stopped"
    assert message.startswith("ended with status 3 before a verdict; its last line: R")


def test_the_last_line_must_be_a_call(rows):
    message = result(rows, "ida", "columns")[1]
    assert "the last line of the cell is not exercises.columns(...)" in message


def test_a_name_from_another_cell_is_explained(rows):
    message = result(rows, "ida", "without_half")[1]
    assert "'my_helper' is not defined (an answer is judged alone" in message


def test_text_that_is_no_text_is_judged_and_written(rows, tmp_path, monkeypatch):
    assert result(rows, "hal", "without_half")[0] == "not yet"
    odd = [Row("\udcff", "", "", "damaged", "\ud800")]
    monkeypatch.setattr("utils.classroom.collect.collect", lambda *_: odd)
    (tmp_path / "a.ipynb").touch()
    chosen = type("Chosen", (), {"folder": tmp_path, "seconds": 9, "processes": 1})
    assert run(chosen) == 0
    assert "damaged,?" in (tmp_path / "collected.csv").read_text()
    assert "| ? | ? |" in (tmp_path / "collected.md").read_text()


def test_right_wrong_and_not_attempted(rows):
    assert result(rows, "ada", "columns")[0] == "right"
    assert result(rows, "ada", "tanh_delta")[0] == "not yet"
    assert result(rows, "ada", "without_half")[0] == "not attempted"


def test_an_endless_loop_costs_one_cell_of_the_table(rows):
    assert result(rows, "bob", "without_half") == (
        "stopped",
        "still running after 10 seconds of work",
    )
    assert result(rows, "bob", "columns")[0] == "right"


def test_a_sleeping_answer_is_stopped_by_the_clock(monkeypatch):
    sleeper = [sys.executable, "-c", "import time; time.sleep(1000)"]
    run_it = launch.run
    monkeypatch.setattr(launch, "run", lambda _, *a, **b: run_it(sleeper, *a, **b))
    assert verdict(COURSE, "columns", "", 0.3) == (
        "stopped",
        "still running after 3.0 seconds",
    )


def test_nothing_in_a_notebook_is_trusted(rows):
    kind, message = result(rows, "cyn", "columns")
    assert kind == "stopped" and "changes utils.exercises.chain_rule.columns" in message
    stopped, why = result(rows, "cyn", "without_half")
    assert stopped == "stopped" and "last line" in why


def test_damaged_notebooks_are_named(rows):
    assert result(rows, "dan", "")[0] == "damaged"
    assert "dan.ipynb is no notebook" in result(rows, "dan", "")[1]
    assert "eve.ipynb holds no answer" in result(rows, "eve", "")[1]
    assert "cells without an id, as before format 4.5" in result(rows, "jon", "")[1]


def test_both_tables_hold_all(rows):
    read_again = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert read_again == [row._asdict() for row in rows]
    text = as_markdown(rows)
    assert "## 02_chain_rule" in text and "| ada |" in text and "dan.ipynb" in text


def test_an_empty_folder_is_an_error(tmp_path, capsys):
    chosen = type("Chosen", (), {"folder": tmp_path})
    assert run(chosen) == 1
    assert "holds no notebook" in capsys.readouterr().err
