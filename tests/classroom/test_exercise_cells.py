"""Which names an answer takes from the cells of the course."""

import pytest
from answers import judged

from utils.classroom.exercise_cells import names, solution
from utils.classroom.notebooks import NOTEBOOKS, read
from utils.exercises.judge import RIGHT

COURSE = NOTEBOOKS / "02_chain_rule.ipynb"


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("X = X[:3]", {"X"}),
        ("X -= 1", {"X"}),
        ("X = 3\nY = 2", set()),
        ("def f(a):\n    return a + b\n\n\nexercises.g(f)", {"b", "exercises"}),
    ],
)
def test_what_a_cell_uses(source, used):
    assert names(source)[1] - {""} == used


def test_an_answer_may_rebind_what_it_has_read():
    source = "V = V[:1]\nW /= 2\n" + solution(read(COURSE), "without_half")
    assert judged(COURSE, "without_half", source).status == RIGHT
