"""The judge: its verdicts, and what its comparisons say."""

import numpy as np
import pytest
import sympy as sp

from utils.classroom.answers import judged
from utils.classroom.notebooks import NOTEBOOKS
from utils.exercises.compare import (
    expect_array,
    expect_choice,
    expect_number,
    expect_rate,
    expect_settings,
    expect_shape,
    expect_share,
    expect_whole,
)
from utils.exercises.old_formulas import expect_formula
from utils.exercises.old_judge import (
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    NotAttempted,
    Verdict,
    Wrong,
    call,
    exercise,
)


@exercise("Squares add up.")
def squares(answer):
    for size in (1, 3):
        a = np.arange(1.0, size + 1)
        expect_number(call(answer, a), float(a @ a))


def stub(a): ...


def explained_stub(a):
    """Return the sum of the squares."""


def explained_dots(a):
    """Return the sum of the squares."""
    ...


def test_right():
    assert squares(lambda a: np.sum(a**2)) == Verdict(RIGHT, "Squares add up.")
    assert repr(squares(lambda a: np.sum(a**2))) == "Right: Squares add up."


def test_wrong():
    verdict = squares(lambda a: 1.0)
    assert verdict.status == WRONG
    assert repr(verdict) == "Not yet: your number, 1, is too small."


STUBS = (stub, explained_stub, explained_dots)


@pytest.mark.parametrize("answer", [..., *STUBS, (..., 1), {"a": ...}, lambda a: ...])
def test_not_attempted(answer):
    verdict = squares(answer)
    assert verdict.status == NOT_ATTEMPTED
    assert repr(verdict).startswith("Not attempted yet")


@pytest.mark.parametrize("line", ["return held", "return 1e308"])
def test_a_search_that_fails_costs_no_verdict(line):
    held = [(letter for letter in "a")]  # a generator cannot be copied
    source = f"def f(a):\n    {line}\n\n\nsquares(f)"
    verdict = squares(lambda a: 1.0, cell=(source, {"held": held}))
    assert verdict == Verdict(WRONG, "your number, 1, is too small.")


def test_no_function():
    assert "expected a function, got int" in squares(3).message


def test_an_error_in_the_answer_is_told_with_the_shapes():
    message = squares(lambda a: a @ np.ones(2)).message
    assert "an array of shape (1,)" in message
    assert "ValueError" in message


def test_an_answer_cannot_change_its_argument():
    def greedy(a):
        a *= a
        return a.sum() + 0.0

    a = np.array([1.0, 2.0])
    with pytest.raises(Wrong, match="changes its argument"):
        call(greedy, a)
    assert a.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (np.ones((3, 2)), r"has shape \(3, 2\); the shape wanted is \(2, 3\)"),
        (np.arange(6.0).reshape(2, 3).T, "transposed"),
        (-np.arange(6.0).reshape(2, 3), "has the wrong sign"),
        (np.arange(6.0).reshape(2, 3) * 2, "2 times"),
        (np.full((2, 3), np.nan), "NaN, not a number"),
        (np.arange(6.0).reshape(2, 3) + np.eye(2, 3), r"at index \(0, 0\): 1 where 0"),
        (np.zeros((2, 3)), "known mistake"),
        ("text", "real numbers, got str"),
        ([[1, 2], [3]], "real numbers, got list"),
    ],
)
def test_array(got, message):
    expected = np.arange(6.0).reshape(2, 3)
    with pytest.raises(Wrong, match=message):
        expect_array(got, expected, [(0 * expected, "known mistake")])


def test_array_square_and_transposed():
    a = np.arange(4.0).reshape(2, 2)
    with pytest.raises(Wrong, match="transposed"):
        expect_array(a.T, a)


def test_a_mistake_that_gives_the_right_answer_is_not_one():
    expect_array([1.0, 2.0], [1.0, 2.0], [(np.array([1.0, 2.0]), "never said")])
    expect_number(2, 2.0, [(2.0, "never said")])
    expect_shape((2, 2), (2, 2), [((2, 2), "never said")])


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (3, "a mistake"),
        (5, "too large"),
        (1.5, "too small"),
        (1, "1, is 1/4 of what it should be"),
        ([1, 2], "one number"),
        (["x"], "one number"),
        (True, "one number, got True"),
        (-4.0, "-4, has the wrong sign"),
        (8.0, "8, is twice what it should be"),
        (float("nan"), "is NaN, not a number"),
        (sp.Symbol("x"), "one number, got x"),
        (2j, "one number"),
    ],
)
def test_number(got, message):
    with pytest.raises(Wrong, match=message):
        expect_number(got, 4.0, [(3, "a mistake")])


@pytest.mark.parametrize(
    ("got", "message"),
    [
        ((3, 2), "the other way round"),
        ((2, 4), "wrong on axis 1"),
        ((2,), "2 axes, yours has 1"),
        ("23", "should be a tuple"),
        ((2.0, 3), "a whole number, got 2.0"),
    ],
)
def test_shape(got, message):
    with pytest.raises(Wrong, match=message):
        expect_shape(got, (2, 3), [((3, 2), "the other way round")])


def test_choice():
    expect_choice("a", "a", ("a", "b"))
    with pytest.raises(Wrong, match="because"):
        expect_choice("b", "a", ("a", "b"), [("b", "because")])
    with pytest.raises(Wrong, match="choose one of 'a', 'b'; got 'c'"):
        expect_choice("c", "a", ("a", "b"))


def test_settings():
    assert expect_settings({"lr": 1, "batch": 2}, ("batch", "lr")) == [2, 1]
    for got in ({"lr": 1}, {"lr": 1, "batch": 2, "more": 3}, [1, 2], 3):
        with pytest.raises(Wrong, match="should be a dict with 'batch' and 'lr'"):
            expect_settings(got, ("batch", "lr"))


@pytest.mark.parametrize("got", [0, 7, 2.0, "2", None])
def test_whole_numbers(got):
    expect_whole(1, 1, 6, "batch")
    expect_whole(6, 1, 6, "batch")
    with pytest.raises(Wrong, match="'batch' should be a whole number"):
        expect_whole(got, 1, 6, "batch")


@pytest.mark.parametrize("got", [0, -1.0, 100, float("nan"), "fast", None])
def test_rates(got):
    expect_rate(1)
    expect_rate(99.9)
    with pytest.raises(Wrong, match="'lr' should be"):
        expect_rate(got)


def test_shares():
    expect_share(0.8, 0.8)
    with pytest.raises(Wrong, match="reach 79.9% of new images in 5 steps; the goal"):
        expect_share(0.799, 0.8, " in 5 steps")


j, k, m = sp.symbols("j k m", integer=True)
y, w = sp.IndexedBase("y"), sp.IndexedBase("w")
SUM = sp.Sum(y[j] * w[j, k], (j, 1, m))
PLACES = ({"m": 1, "k": 1}, {"m": 3, "k": 2})


def test_formulas_are_compared_as_mathematics():
    other, size = sp.symbols("i m", integer=True, positive=True)
    again = sp.Sum(w[other, k] * y[other], (other, 1, size))
    expect_formula(again, SUM, places=PLACES)
    z = sp.symbols("z")
    expect_formula(1 - 1 / (1 + sp.exp(z)), 1 / (1 + sp.exp(-z)))


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (y[j] * w[j, k], "without the sum"),
        (2 * SUM, "is 2 times the right one"),
        (-SUM / 3, "is -1/3 times the right one"),
        (-SUM, "has the wrong sign"),
        (SUM + sp.Symbol("c"), "holds c; write it without"),
        (sp.Integer(0), "^your formula does not depend on w, y, and it must"),
        (sp.Sum(y[j], (j, 1, m)), r"the factor w\[j, k\] is missing"),
        (sp.Sum(y[j] * w[j, k], (j, 1, 1)), "another value for m = 3, k = 2"),
        ("y[", "SymPy expression, got str"),
        (np.ones(2), "SymPy expression, got ndarray"),
        (sp.Sum(y[j], (j, 1, sp.Symbol("a"))), "no real value"),
    ],
)
def test_wrong_formulas(got, message):
    mistakes = [(y[j] * w[j, k], "this is one term, without the sum over j")]
    with pytest.raises(Wrong, match=message):
        expect_formula(got, SUM, mistakes, PLACES)


def test_zero_is_near_to_nothing():
    q = y[1] * (1 - y[1])  # with a slip 1 - 1
    with pytest.raises(Wrong, match="does not depend on y"):
        expect_formula(sp.Integer(0), q)


def test_of_an_equation_the_right_side_counts():
    expect_formula(sp.Eq(w[1, 1], SUM), SUM, places=PLACES)
    with pytest.raises(Wrong, match="wrong sign"):
        expect_formula(sp.Eq(w[1, 1], -SUM), SUM, places=PLACES)


def test_no_formula_is_not_attempted():
    with pytest.raises(NotAttempted):
        expect_formula(None, SUM, places=PLACES)


# What was said falsely once


def judged_in(number, name, source):
    [path] = NOTEBOOKS.glob(f"{number}_*.ipynb")
    return judged(path, name, f"{source}\n\n\nexercises.{name}(f)").message


def test_a_returned_none_is_no_missing_return():
    source = "def f(X, T, V, W):\n    return X.grad"
    assert "returns None" in judged_in("06", "input_gradient", source)
    source = "def f(X, T, V, W):\n    X.grad"
    assert "is a 'return' missing?" in judged_in("06", "input_gradient", source)


STEP = """\
def f(V, W, E_of, lr):
    V.grad = W.grad = None
    E = E_of(V, W)
    E.backward()
    {line}
    return E.item()"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("V = V - lr * V.grad; W = W - lr * W.grad", "name a new tensor?"),
        ("V.grad.zero_(); W.grad.zero_()", "V.grad has become 0"),
        ("V.grad = W.grad = None", "V.grad is None"),
    ],
)
def test_why_a_step_has_not_changed_a_tensor(line, message):
    assert message in judged_in("06", "step_by_hand", STEP.format(line=line))


@pytest.mark.parametrize(
    ("number", "name", "source", "message"),
    [
        ("09", "adam_first_step", "-lr * g / np.sqrt(g**2 + eps)", "not below it"),
        ("09", "adam_first_step", "-lr * g / (0.001**0.5 * abs(g) + eps)", "b begins"),
        ("09", "adam_first_step", "-lr * 0.1 * g / (abs(g) + eps)", "a begins"),
        (
            "03",
            "relative_gap",
            "abs(a - b) / (np.maximum(abs(a), abs(b)) + floor)",
            "add",
        ),
        (
            "03",
            "relative_gap",
            "abs(a - b) / np.maximum(abs(a) + abs(b), floor)",
            "sum",
        ),
        ("03", "relative_gap", "abs(a - b) / sizes", "is a line missing"),
    ],
)
def test_likely_slips_are_named(number, name, source, message):
    names = {"09": "g, lr, eps", "03": "a, b, floor"}[number]
    assert message in judged_in(number, name, f"def f({names}):\n    return {source}")


def test_a_small_number_in_the_logarithm_is_right():
    source = """\
def f(Z, labels):
    shares = torch.softmax(Z, dim=1)[torch.arange(len(Z)), labels]
    return -torch.log(shares + 1e-12).mean()"""
    assert "takes the softmax by itself" in judged_in("06", "cross_entropy", source)
