"""The checks of 01_forward_pass: two turns in the text, three exercises."""

import numpy as np
import sympy as sp

from utils.derivation.network import i, j, n, sigma, v, x
from utils.exercises.forms import expect_numbers, expect_parts
from utils.exercises.formulas import formula
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table
from utils.networks.sigmoid import forward, sigmoid

INPUTS = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # of the exercise either_or
HIGH, LOW = 0.9, 0.1
X, V = np.array([[1.0, 2.0]]), np.array([[0.5, 0.0, -1.0], [0.25, -1.0, 0.5]])


def _of_sums(Z):
    """Return the sigmoids of weighted sums, and what is often computed instead."""
    return sigmoid(Z), [
        (Z, "the sigmoid is missing: this is the weighted sum."),
        (sigmoid(sigmoid(Z)), "the sigmoid is applied twice."),
        (1 / (1 + np.exp(Z)), "the sigmoid is 1 / (1 + exp(-z)), with a minus."),
        (1 / 1 + np.exp(-Z), "brackets are missing: 1 / 1 + e is not 1 / (1 + e)."),
        (np.tanh(Z), "this is tanh; the sigmoid is wanted."),
    ]


def own_hidden(X, V):
    """Return Y (N, m): the course's own first line."""
    return sigmoid(X @ V)


def own_outputs(Y, W):
    """Return O (N, l): the course's own second line."""
    return sigmoid(Y @ W)


@table("Y", [(X, V), *drawn("Nn", "nm")])
def hidden(X, V):
    """All hidden units of all examples, in one line."""
    return _of_sums(X @ V)


@table("O", [(X, V), *drawn("Nm", "ml")])
def outputs(Y, W):
    """The second layer does with Y what the first did with X."""
    return _of_sums(Y @ W)


@formula(({"n": 3, "j": 2, "i": 1}, {"n": 2, "j": 1, "i": 2}, {"n": 1, "j": 1}))
def add_bias():
    """A bias is added once to the sum, before the sigmoid."""
    b = sp.IndexedBase("b")

    def total(term):
        return sp.Sum(term, (i, 1, n))

    one = x[i] * v[i, j]
    return sigma(total(one) + b[j]), [
        (sigma(total(one)), "the bias is missing."),
        (sigma(total(one)) + b[j], "the bias comes after the sigmoid, not before it."),
        (sigma(total(one + b[j])), "the bias is in the sum, so it is added n times."),
        (total(one) + b[j], "the sigmoid is missing."),
        (sigma(total(one) + b[i]), "each hidden unit j has a bias, not each input i."),
        (sigma(total(one + b[i])), "each hidden unit j has a bias, not each input i."),
        (sigma(total(one) - b[j]), "the bias is added, not taken away."),
        (sigma(total(one) * b[j]), "the bias is added, not multiplied."),
        (sigma(one + b[j]), "this is one input: sum over all i."),
        (sigma(total(x[i] * v[j, i]) + b[j]), "the indices of v are swapped."),
    ]


@formula()
def _tanh_slope():
    """The slope of tanh is 1 - y^2: at most 1, four times that of the sigmoid."""
    y = sp.Symbol("y_value")
    return 1 - y**2, [
        (y * (1 - y), "that is the slope of the sigmoid."),
        (1 - sp.tanh(y) ** 2, "y is tanh(z) already; do not take tanh of it again."),
        (1 + y**2, "the sign is wrong: the slope shrinks as y goes to 1."),
        ((1 - y) ** 2, "square y, not the difference."),
        (1 - y, "y is not squared."),
        (y**2, "this is what is missing to 1."),
    ]


def tanh_slope(answer):
    """Judge a SymPy expression in the symbol y_value, or in y."""
    if isinstance(answer, sp.Basic):  # y of the notebook is an IndexedBase
        y = sp.Symbol("y_value")
        answer = answer.subs({sp.IndexedBase("y"): y, sp.Symbol("y"): y})
    return _tanh_slope(answer)


@exercise
def either_or(answer):
    """The hidden layer makes it possible: no layer without biases can do that alone."""
    parts = expect_parts(answer, ("V", "W"), "your answer")
    V, W = (expect_numbers(part, name) for part, name in zip(parts, "VW", strict=True))
    for name, array, shape in (("V", V, (2, 3)), ("W", W, (3, 1))):
        if array.shape != shape:
            raise Wrong(f"{name} should have the shape {shape}, not {array.shape}.")
    outputs = forward(INPUTS, V, W)[1][:, 0]
    for (a, b), output in zip(INPUTS.astype(int), outputs, strict=True):
        if a != b and not output > HIGH:
            raise Wrong(f"for ({a}, {b}) o is {output:.4f}; wanted is above {HIGH}.")
        if a == b and not output < LOW:
            raise Wrong(f"for ({a}, {b}) o is {output:.4f}; wanted is below {LOW}.")
