"""The one change that makes an answer right: found, told, and nothing else touched."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from utils.exercises.limits import can_limit
from utils.exercises.old_judge import Wrong, exercise
from utils.exercises.repairs import REPAIR, place_of_the_slip

pytestmark = pytest.mark.skipif(not can_limit(), reason="no search on Windows")
RIGHT = np.array([[5.0, 11.0], [7.0, 2.0]])
LARGE = np.zeros((1000, 1000))


def judge(answer):
    got = answer(np.array([1.0, 2.0]), 3) if callable(answer) else answer
    if not np.array_equal(got, 2 * np.array([1.0, 2.0]) + 3):
        raise Wrong("no")


def place(source, check=judge, **namespace):
    return place_of_the_slip(check, source, {"np": np} | namespace)


def function(line):
    return f"def f(a, b):\n    {line}\n\n\ncheck(f)"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("return 2 * a - b", "the `-` before `b`"),
        ("return 2 ** a + b", "the `**` before `a`"),
        ("return -2 * a + b", "the sign of `-2 * a`"),
        ("return 3 * a + b", "the number `3`"),
        ("return 2 * a + a", "the value `a`"),
        ("return 2 * a", "what is missing, or too much, at `2 * a`"),
        (
            "return (2 * a + b) * a",
            "what is missing, or too much, at `(2 * a + b) * a`",
        ),
        (
            "return np.subtract(b, -2 * a) if a[0] > 5 else b",
            "the operator in `a[0] > 5`",
        ),
        ("return 3 * a - b", ""),  # two slips
        ("return 0", ""),
    ],
)
def test_the_place_is_told(line, words):
    expected = f"{REPAIR}: look at {words}" if words else ""
    assert place(function(line)) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = np.array([[5.0, 7], [11, 2]])\ncheck(x)", "a transpose of"),
        ("x = np.array([[5, 11], [7, -2]])\ncheck(x)", "the sign of `-2`"),
        ("x = np.array([[5, 11], [7, 4 - 3]])\ncheck(x)", "the number `4`"),
    ],
)
def test_answers_that_are_no_functions_too(source, words):
    def is_right(x):
        if not np.array_equal(x, RIGHT):
            raise Wrong("no")

    assert words in place(source, is_right)


def test_what_is_told_is_true_and_the_order_is_found():
    def is_right(f):
        if f(2, 5) != 25:
            raise Wrong("no")

    source = "def f(a, b):\n    return pow(a, b)\n\n\ncheck(f)"
    assert place(source, is_right).endswith("the order in `pow(a, b)`")


def test_nothing_of_the_notebook_is_touched(capsys):
    V, rng = np.ones(2), np.random.default_rng(0)
    before = rng.bit_generator.state
    source = "V = V + rng.random(2)\nprint(V)\nx = V - 3\ncheck(x)"
    assert place(source, V=V, rng=rng) == ""  # print is no assignment: not run at all
    source = function("V[:] = rng.random(2)\n    print(V)\n    return a")
    place(source, V=V, rng=rng)
    assert np.array_equal(V, np.ones(2)) and rng.bit_generator.state == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("line", ["pair[0][:] = a", "tensor[:] = 7"])
def test_values_of_every_kind_are_copied(line):
    pair, tensor = (np.ones(2), 1), torch.ones(2)
    place(function(f"{line}\n    return 0"), pair=pair, tensor=tensor)
    assert pair[0].tolist() == tensor.tolist() == [1, 1]


def test_the_global_random_numbers_go_on_as_without_the_search():
    def draw():
        return np.random.rand(), torch.rand(1).item()  # noqa: NPY002

    states = np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    expected = draw()
    np.random.set_state(states[0])  # noqa: NPY002
    torch.set_rng_state(states[1])
    line = "return b - a + 0 * np.random.rand() + 0 * torch.rand(1).item()"
    place(function(line), torch=torch)
    assert draw() == expected


@pytest.mark.parametrize(
    ("large", "X"),
    [("X", LARGE), ("X[0]", [LARGE]), ("X['a'][1]", {"a": (1, LARGE)})],
)
def test_what_is_large_is_not_copied(large, X):
    source = f"x = {large}[0, :2] - [5, 7]\ncheck(x)"
    assert place(source, X=X) == ""


def test_what_cannot_be_stopped_is_not_searched():
    with ThreadPoolExecutor(1) as pool:  # no time limit can be set in a thread
        assert pool.submit(place, function("return 2 * a - b")).result() == ""


def test_the_search_ends_where_answers_do_not():
    assert place(function("while b > 0: b = b * 1\n    return a")) == ""


def test_a_cell_of_a_notebook_is_found():
    @exercise("It is right.")
    def check(answer):
        if answer(1, 2) != 3:
            raise Wrong("0 where 3 was expected.")

    shell = InteractiveShell()
    shell.user_ns |= {"check": check, "__name__": "__main__"}
    cell = "def f(a, b):\n    return a - b\n\n\ncheck(f)"
    verdict = shell.run_cell(cell, store_history=False).result
    assert str(verdict).endswith(f"{REPAIR}: look at the `-` before `b`.")
    verdict = shell.run_cell("%time check(lambda a, b: a - b)").result
    assert str(verdict) == "Not yet: 0 where 3 was expected."


def test_a_message_that_explains_stays_alone():
    @exercise("It is right.")
    def check(answer):
        if answer(1, 2) != 3:
            raise Wrong("the sign is wrong.")

    source = "def f(a, b):\n    return a - b\n\n\ncheck(f)"
    verdict = check(lambda a, b: a - b, cell=(source, {}))
    assert verdict.message == "the sign is wrong."
