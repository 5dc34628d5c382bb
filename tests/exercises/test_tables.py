"""Tables: a mistake is named if it fits every case; else numbers are shown."""

import numpy as np
import pytest
import sympy as sp
import torch

from utils.exercises.forms import expect_between, expect_choice
from utils.exercises.judge import RIGHT, Wrong
from utils.exercises.tables import compare, drawn, table, value
from utils.exercises.values import close, described, numbers, pair

A = np.arange(6.0).reshape(2, 3)


def said(got, *rows, told=("for a = 1 ", "for a = 2 "), **options):
    with pytest.raises(Wrong) as error:
        compare(got, rows, "your limit", told=told[: len(got)], **options)
    return str(error.value)


def test_a_mistake_is_named_only_if_it_fits_every_case():
    rows = (1.0, [(2.0, "doubled.")]), (3.0, [(6.0, "doubled.")])
    assert said([2.0, 6.0], *rows) == "doubled."
    assert said([2.0, 5.0], *rows) == "for a = 1 your limit is 2; right is 1."
    assert said([1.0, 6.0], *rows) == "for a = 2 your limit is 6; right is 3."


def test_a_mistake_that_is_right_here_is_not_one():
    compare([1.0], [(1.0, [(1.0, "never said.")])], "limit")


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (A[:, :2], "an array of shape (2, 2); right is an array of shape (2, 3)."),
        (1.0, "your limit is a single number; right is an array of shape (2, 3)."),
        (A.T, "right is an array of shape (2, 3): it is transposed."),
        (-A, "[-3, -4, -5]]; right is [[0, 1, 2], [3, 4, 5]]: the sign is wrong in"),
        (A / 2, ": in every case it is half of what it should be."),
        (A * 2, ": in every case it is 2 times what it should be."),
        (A * 3, "[9, 12, 15]]; right is [[0, 1, 2], [3, 4, 5]]."),
        (A * np.nan, "NaN (not a number)"),
        (A + np.inf, "+infinity"),
        ([[1, 2], [3]], "your limit should be numbers, not of the type list."),
        (A > 1, "your limit should be numbers, not truth values."),
        (2j, "complex numbers"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_said_of_arrays(got, message):
    assert message in said([got], (A, []))


def test_large_arrays_are_shown_where_they_differ_most():
    large = np.arange(12.0).reshape(3, 4)
    wrong = large + np.eye(3, 4)[::-1] * np.array([1, 2, 3, 0])
    message = "your limit is 5 in row 0, column 2 (counted from 0); right is 2."
    assert said([wrong], (large, []), told=[""]) == message
    message = "your limit is 1 in entry 6 (counted from 0); right is 0."
    assert message in said([np.eye(1, 7, 6)[0]], (np.zeros(7), []))
    message = "your limit is 1 in entry 0 0 6 (counted from 0); right is 0."
    assert message in said([np.eye(1, 7, 6)[None]], (np.zeros((1, 1, 7)), []))


@pytest.mark.parametrize("ratio", [2.0, 0.9999, 1.1237, 0])
def test_one_number_says_nothing_of_every_case(ratio):
    assert "every case" not in said([ratio * 3.0], (3.0, []))


def test_a_hint_takes_the_place_of_the_right_value():
    @value("sum", "add up.")
    def check():
        """It is right."""
        yield 0.25
        yield 0.5, "halve it."

    assert check(0.5).message == "halve it."
    assert check(0.7).message == "your sum is 0.7, and that is not right: add up."
    assert check(0.25).status == RIGHT


def rows(x):
    """It is right."""
    yield x
    yield -x, "mind the sign."
    yield 2 * x
    yield x, "double it."


two_things = table(("first", "second"), [(1,), (2,)])(rows)
two_keys = table({"a": "first", "b": "second"}, [(1,), (2,)])(rows)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: (x, x), "double it."),
        (lambda x: (-x, 2 * x), "mind the sign."),
        (lambda x: (x, 7), "for x = 1 your second is 7; right is 2."),
        (lambda x: x, "what you give should be 2 things: first and second."),
        (lambda x: (x, x, x), "what you give should be 2 things: first and second."),
        ([lambda x: x, lambda x: x], "double it."),
        (lambda x: (x, ...), "right so far: first. Next: second."),
        (lambda x: (..., x), "Not attempted yet: put your answer where the dots are."),
    ],
)
def test_several_things(answer, message):
    assert two_things(answer).message == message


def test_several_functions_and_a_dict():
    assert two_things([lambda x: x, lambda x: 2 * x]).status == RIGHT
    assert two_keys(lambda x: {"b": 2 * x, "a": x}).status == RIGHT
    assert two_keys(lambda x: {"b": x, "a": x}).message == "double it."
    wanted = "what you give should be a dict with the keys a and b."
    assert (
        two_keys(lambda x: {"a": x}).message == two_keys(lambda x: x).message == wanted
    )


def test_choice():
    reasons = {"a": "", "b": "because."}
    expect_choice("a", reasons)
    with pytest.raises(Wrong, match=r"^1: because.$"):
        expect_choice("b", reasons, "1: ")
    with pytest.raises(Wrong, match="choose one of a and b"):
        expect_choice("c", reasons)


@pytest.mark.parametrize("got", [0, 7, 2.5, "2", None, True, float("nan"), [1, 2]])
def test_settings(got):
    for whole in (1, 6, np.int64(2), 3.0, sp.Integer(4), torch.tensor(5)):
        assert expect_between(whole, 1, 6, "batch", whole=True) == int(whole)
    with pytest.raises(Wrong, match="batch should be a whole number from 1 to 6"):
        expect_between(got, 1, 6, "batch", whole=True)


@pytest.mark.parametrize(
    "form",
    [
        lambda a: a.tolist(),
        np.float32,
        torch.tensor,
        lambda a: torch.tensor(a, requires_grad=True),
        lambda a: [torch.tensor(row) for row in a],
        lambda a: [[sp.Float(x) for x in row] for row in a],
        lambda a: a.astype(object),
    ],
)
def test_numbers_in_every_form(form):
    assert close(numbers(form(A + 0.1)), A + 0.1, 1e-6)


def test_tolerance():
    assert close(1 + 9e-7, 1.0, 1e-6) and not close(1 + 2e-6, 1.0, 1e-6)
    assert close(np.float32(1.0001), 1.0, 1e-6) and not close(1.0001, 1.0, 1e-6)
    assert not close([1e-3, 1.0], [2e-3, 1.0], 1e-6)
    assert close([1e-9, 1.0], [2e-9, 1.0], 1e-6)


def test_numbers_that_differ_are_shown_with_digits_that_differ():
    assert pair(1.0000001, 1.0) == ("1.0000001", "1")
    assert pair(10_000.0, 10_001.0) == ("10000", "10001")


def test_cases_in_words():
    def line(s):
        """f(s) = s^2"""

    assert described("fa", (line, 2.0)) == "f(s) = s^2 and a = 2"
    texts = described("Xvt", (A, np.ones(7), torch.eye(1))), described("X", (A,))
    assert texts[0] == "X of shape (2, 3), v of shape (7,) and t of shape (1, 1)"
    assert texts[1] == "X = [[0, 1, 2], [3, 4, 5]]"
    assert described("vp", (np.ones(7), 2)) == "v of shape (7,) and p = 2"


def test_drawn_cases_have_sizes_that_tell_axes_apart():
    cases = drawn("Nn", "ml", "N1", 0.3)
    shapes = [[a.shape for a in case[:3]] for case in cases]
    assert shapes[:2] == [[(3, 1), (2, 2), (3, 1)], [(4, 3), (2, 5), (4, 1)]]
    assert cases[0][0].tolist() == [[1], [-0.5], [2]] and cases[0][3] == 0.3
    assert min(a.min() for case in drawn("Nn")[1:] for a in case) < 0
