"""Formulas are compared as mathematics, and what is said of wrong ones is true."""

import numpy as np
import pytest
import sympy as sp

from utils.exercises.formulas import formula
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT, WRONG

j, k, m = sp.symbols("j k m", integer=True)
y, w = sp.IndexedBase("y"), sp.IndexedBase("w")
SUM = sp.Sum(y[j] * w[j, k], (j, 1, m))


@formula({"m": 1, "k": 1}, {"m": 3, "k": 2}, {"m": 2, "k": 1})
def check():
    """It is right."""
    yield SUM
    yield y[j] * w[j, k], "this is one term."


@formula({}, {})
def logistic():
    """It is right."""
    z = sp.Symbol("z")
    yield 2 / (1 + sp.exp(-z))
    yield 1 / (1 + sp.exp(-z))
    yield sp.exp(z), "this is the exponential."


def test_equal_values_are_right():
    i, size = sp.symbols("i m", integer=True, positive=True)
    assert check(sp.Sum(w[i, k] * y[i], (i, 1, size))).status == RIGHT
    z = sp.Symbol("z")
    assert logistic(1 - 1 / (1 + sp.exp(z))).status == RIGHT
    assert logistic(sp.Function("sigma")(z)).status == RIGHT
    assert logistic(1 + sp.tanh(z / 2)).status == RIGHT  # the other right one
    assert check(sp.Eq(y[0], SUM)).status == RIGHT
    assert check(None).status == check(...).status == NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (y[j] * w[j, k], "this is one term."),
        (y[j] * w[j, 1], "your formula is ["),  # one term at the first place alone
        (2 * SUM, "in every case it is 2 times what it should be."),
        (-SUM, "the sign is wrong: yours is the right formula times -1."),
        (sp.Eq(y[0], -SUM), "the sign is wrong: yours is the right formula times -1."),
        (sp.Sum(y[j] * w[j, k], (j, 0, m - 1)), "indices count from 1, not from 0."),
        (SUM + sp.Symbol("c"), "your formula holds c: write it without."),
        (0, "your formula does not depend on w and y, and the right one does."),
        (sp.Sum(y[j] * w[j, k], (j, 1, 1)), "with random numbers for its letters your"),
        ("y[", "a SymPy formula is wanted, and yours is of the type str."),
        (np.ones(2), "a SymPy formula is wanted, and yours is of the type ndarray."),
        (sp.Sum(y[j], (j, 1, sp.Symbol("a"))), "no value with numbers in place of"),
    ],
)
def test_wrong_formulas(got, message):
    verdict = check(got)
    assert verdict.status == WRONG and message in verdict.message
