"""Which names an answer takes from the cells of the course."""

import pytest

from utils.classroom.answers import judged
from utils.classroom.exercise_cells import read_first, solution
from utils.classroom.notebooks import NOTEBOOKS, read
from utils.exercises.judge import RIGHT

COURSE = NOTEBOOKS / "02_chain_rule.ipynb"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("X = X[:3]", {"X"}),
        ("X -= 1", {"X"}),
        ("X = 3\nX += 1\nY = X", set()),
        ("def f(a):\n    return a + b\n\n\nexercises.g(f)", {"b", "exercises"}),
    ],
)
def test_what_a_cell_reads_before_it_binds_it(source, names):
    assert read_first(source) == names


def test_an_answer_may_rebind_what_it_has_read():
    source = "V = V[:1]\nW /= 2\n" + solution(read(COURSE), "without_half")
    assert judged(COURSE, "without_half", source).status == RIGHT
