"""The judge: its verdicts, and what it says of code that stops."""

import numpy as np
import pytest

from utils.exercises.judge import (
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Verdict,
    exercise,
    use,
)
from utils.exercises.tables import table


@table("sum", [(np.array([1.0, 2.0]), 3), (np.array([3.0]), 4)])
def squares(a, b):
    """Squares add up."""
    yield a @ a + b
    yield a @ a, "b is missing."


def stub(a, b):
    return ...


def test_right():
    assert squares(lambda a, b: np.sum(a**2) + b) == Verdict(RIGHT, "Squares add up.")
    assert repr(squares(lambda a, b: np.sum(a**2) + b)) == "Right: Squares add up."


def test_wrong():
    assert squares(lambda a, b: 1.0) == Verdict(
        WRONG, "for a = [1, 2] and b = 3 your sum is 1; right is 8."
    )
    assert repr(squares(lambda a, b: a @ a)) == "Not yet: b is missing."


@pytest.mark.parametrize(
    "answer", [..., stub, (..., 1), [stub], {"a": ...}, [{1: ...}]]
)
def test_not_attempted(answer):
    verdict = squares(answer)
    assert verdict.status == NOT_ATTEMPTED
    assert repr(verdict) == "Not attempted yet: put your answer where the dots are."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (3, "a function is wanted, and your answer is of the type int."),
        (lambda a, b: None, "b = 3 your function returns None: does it end with a"),
        (lambda a, b: {}["c"], "b = 3 your function stops with KeyError: 'c'."),
        (lambda a, b: a @ np.ones(3), "shapes do not fit, and there are a (2,)."),
        (lambda a: a, "stops with TypeError"),
        (lambda a, b: None.grad, "(was a gradient asked for, and computed?)."),
        (lambda a, b: "eight", "your sum should be numbers, not text."),
        (lambda a, b: stub, "your sum should be numbers, not of the type function."),
    ],
)
def test_what_stops_is_told(answer, message):
    verdict = squares(answer)
    assert verdict.status == WRONG and message in verdict.message


def test_an_answer_may_change_what_it_is_given():
    def greedy(a, b):
        a *= a
        return a.sum() + b

    assert squares(greedy).status == squares(greedy).status == RIGHT


def test_a_check_that_breaks_is_wrong():
    @exercise
    def check(answer):
        """It is right."""
        raise ValueError("odd")

    text = "an answer of this kind (int) cannot be judged: ValueError: odd."
    assert check(3) == Verdict(WRONG, text)


def test_use_takes_what_is_right_and_says_what_it_takes_otherwise(capsys):
    def mine(a, b):
        return a @ a + b

    assert use(mine, squares) is mine
    assert capsys.readouterr().out == "Right: Squares add up.\n"
    for answer, heading in ((stub, "Not attempted yet: "), (np.dot, "Not yet: ")):
        assert use(answer, squares, "own") == "own"
        told = capsys.readouterr().out
        assert told.startswith(heading) and told.count("\n") == 1
        assert told.endswith(" From here on the course's own takes its place.\n")
    assert use(stub, squares)(np.ones(2), 3) == 5  # what the table calls right
