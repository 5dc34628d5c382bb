"""Formulas are compared as mathematics, and what is said of wrong ones is true."""

import numpy as np
import pytest
import sympy as sp

from utils.exercises.formulas import formula
from utils.exercises.judge import NOT_ATTEMPTED, RIGHT, WRONG

j, k, m = sp.symbols("j k m", integer=True)
y, w = sp.IndexedBase("y"), sp.IndexedBase("w")
SUM = sp.Sum(y[j] * w[j, k], (j, 1, m))


@formula(({"m": 1, "k": 1}, {"m": 3, "k": 2}), known={"d": lambda a: y[a] ** 2})
def check():
    """It is right."""
    return SUM, [(y[j] * w[j, k], "this is one term.")]


@formula()
def logistic():
    """It is right."""
    return 1 / (1 + sp.exp(-sp.Symbol("z"))), []


def test_equal_values_are_right():
    i, size = sp.symbols("i m", integer=True, positive=True)
    assert check(sp.Sum(w[i, k] * y[i], (i, 1, size))).status == RIGHT
    z = sp.Symbol("z")
    assert logistic(1 - 1 / (1 + sp.exp(z))).status == RIGHT
    assert logistic(sp.Function("sigma")(z)).status == RIGHT
    assert check(sp.Eq(y[0], SUM)).status == RIGHT
    d = sp.IndexedBase("d")
    assert check(SUM + d[1] - y[1] ** 2).status == RIGHT
    assert check(None).status == check(...).status == NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (y[j] * w[j, k], "this is one term."),
        (y[j] * w[j, 1], "your formula gives"),  # one term at the first place alone
        (2 * SUM, "yours is the right formula times 2."),
        (SUM / 2, "yours is half of the right formula."),
        (-SUM, "the sign is wrong: yours is the right formula times -1."),
        (sp.Eq(y[0], -SUM), "the sign is wrong: yours is the right formula times -1."),
        (
            sp.Sum(y[j] * w[j, k], (j, 0, m - 1)),
            "here indices count from 1, not from 0.",
        ),
        (SUM + sp.Symbol("c"), "your formula holds c: write it without."),
        (sp.Integer(0), "your formula does not depend on w and y, and the right one"),
        (
            sp.Sum(y[j] * w[j, k], (j, 1, 1)),
            "letters, m = 3, k = 2, your formula gives",
        ),
        ("y[", "a SymPy formula is wanted, and yours is of the type str."),
        (np.ones(2), "a SymPy formula is wanted, and yours is of the type ndarray."),
        (sp.Sum(y[j], (j, 1, sp.Symbol("a"))), "no value with numbers in place of"),
    ],
)
def test_wrong_formulas(got, message):
    verdict = check(got)
    assert verdict.status == WRONG and message in verdict.message
