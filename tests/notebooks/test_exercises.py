"""Every solution is run and passes, and planned wrong answers get the right message."""

import ast
import textwrap
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from answers import judged
from answers import read_once as read

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


def table(name):
    return tomllib.loads((ANSWERS / f"{name}.toml").read_text(encoding="utf-8"))


def wrong_answers(path):
    return table(path.stem[:2])


def answered(path, name, code):
    """Return the answer cell of an exercise with code in the place of its dots."""
    *lines, check = find_cell(read(path), f"answer-{name}").source.splitlines()
    heads = [line.split(":")[0] for line in lines if line.startswith("def ")]
    if heads:
        return f"{heads[0]}:\n{textwrap.indent(code, '    ')}\n\n\n{check}"
    kept = [line for line in lines if "..." not in line]
    return "\n".join([*kept, code, check])


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=label)
def test_each_notebook_has_four_to_six_exercises(path):
    """At least four with the turns in the text, at most six behind the text."""
    notebook = read(path)
    [begin] = [a for a, c in enumerate(notebook.cells) if "## Exercises" in c.source]
    last = exercise_names(SimpleNamespace(cells=notebook.cells[begin:]))
    assert len(last) <= 6 and len(exercise_names(notebook)) >= 4


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
def test_wrong_answers_hear_what_is_wrong(path, name):
    answers = wrong_answers(path)[name]
    assert len(answers) >= 2
    for message, code in answers.items():
        verdict = judged(path, name, answered(path, name, code))
        assert verdict.status == WRONG, f"{verdict} for:\n{code}"
        assert message.strip() in verdict.message


@pytest.mark.parametrize(("path", "name"), EXERCISES, ids=label)
def test_other_right_answers_are_right(path, name):
    for code in table("right").get(path.stem[:2], {}).get(name, []):
        verdict = judged(path, name, answered(path, name, code))
        assert verdict.status == RIGHT, f"{verdict} for:\n{code}"


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=label)
def test_answers_belong_to_an_exercise(path):
    names = {*wrong_answers(path), *table("right").get(path.stem[:2], {})}
    assert names <= set(exercise_names(read(path)))
