"""Every solution is run and passes, and planned wrong answers get the right message."""

import ast
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from utils.classroom.answers import judged
from utils.classroom.answers import read_once as read
from utils.classroom.exercise_cells import (
    all_exercises,
    exercise_names,
    solution,
)
from utils.classroom.notebooks import NOTEBOOKS, find_cell
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT, WRONG, Verdict

ANSWERS = Path(__file__).parent / "wrong_answers"
WITH_EXERCISES = [p for p in sorted(NOTEBOOKS.glob("*.ipynb")) if p.name > "01"]
EXERCISES = all_exercises()


def label(value):
    return value.stem[:2] if isinstance(value, Path) else str(value)


def wrong_answers(path):
    file = ANSWERS / f"{path.stem[:2]}.py"
    return runpy.run_path(str(file))["WRONG"] if file.exists() else {}


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=label)
def test_each_notebook_has_four_to_six_exercises(path):
    """The turns in the text, before the section of exercises, come on top."""
    notebook = read(path)
    begin = notebook.cells.index(find_cell(notebook, "exercises"))
    names = exercise_names(SimpleNamespace(cells=notebook.cells[begin:]))
    assert 4 <= len(names) <= 6


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=label)
def test_each_notebook_has_a_note_for_the_teacher(path):
    source = find_cell(read(path), "teaching-note").source
    assert source.startswith("<details>") and "minutes" in source


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_the_four_cells_of_an_exercise(path, name):
    notebook = read(path)
    here = notebook.cells.index(find_cell(notebook, f"answer-{name}"))
    around = [c.id for c in notebook.cells[here - 1 : here + 3]]
    assert around == [f"{kind}-{name}" for kind in ("exercise", "answer")] + [
        f"{kind}-{name}" for kind in ("hint", "solution")
    ]
    for folded in notebook.cells[here + 1 : here + 3]:
        opened = folded.source.count("<details>\n<summary>")
        assert 1 <= opened <= 2 and opened == folded.source.count("\n</details>")


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_an_answer_is_checked_by_its_last_line(path, name):
    notebook = read(path)
    answer = find_cell(notebook, f"answer-{name}").source
    solved = solution(notebook, name)
    assert "..." in answer
    assert answer.splitlines()[-1] == solved.splitlines()[-1]
    [call] = [ast.parse(answer).body[-1].value]
    assert ast.unparse(call.func) == f"exercises.{name}"


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_not_attempted_is_one_calm_line(path, name):
    source = find_cell(read(path), f"answer-{name}").source
    verdict = judged(path, name, source)
    assert isinstance(verdict, Verdict) and verdict.status == NOT_ATTEMPTED


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_the_solution_passes(path, name):
    verdict = judged(path, name, solution(read(path), name))
    assert verdict.status == RIGHT, verdict


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_wrong_answers_are_caught_with_the_right_message(path, name):
    answers = wrong_answers(path)[name]
    assert len(answers) >= 2
    for source, message in answers:
        verdict = judged(path, name, source)
        assert verdict.status == WRONG, f"{verdict} for:\n{source}"
        assert message in verdict.message


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=label)
def test_wrong_answers_belong_to_an_exercise(path):
    assert set(wrong_answers(path)) <= set(exercise_names(read(path)))
