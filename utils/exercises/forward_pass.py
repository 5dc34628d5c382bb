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
    """Yield the sigmoids of weighted sums, and what is often computed instead."""
    yield sigmoid(Z)
    yield Z, "the sigmoid is missing: this is the weighted sum."
    yield sigmoid(sigmoid(Z)), "the sigmoid is applied twice."
    yield 1 / (1 + np.exp(Z)), "the sigmoid is 1 / (1 + exp(-z)), with a minus."
    yield 1 / 1 + np.exp(-Z), "brackets are missing: 1 / 1 + e is not 1 / (1 + e)."
    yield np.tanh(Z), "this is tanh; the sigmoid is wanted."


def _of_layer(X, V):
    yield from _of_sums(X @ V)
    yield sigmoid(X) @ V, "the sigmoid comes last: it squeezes the weighted sums."


@table("Y", [(X, V), *drawn("Nn", "nm")])
def hidden(X, V):
    """All hidden units of all examples, in one line."""
    return _of_layer(X, V)


@table("O", [(X, V), *drawn("Nm", "ml")])
def outputs(Y, W):
    """The second layer does with Y what the first did with X."""
    return _of_layer(Y, W)


@formula({"n": 3, "j": 2, "i": 1}, {"n": 2, "j": 1, "i": 2}, {"n": 1, "j": 1})
def add_bias():
    """A bias is added once to the sum, before the sigmoid."""
    b = sp.IndexedBase("b")

    def total(term):
        return sp.Sum(term, (i, 1, n))

    one = x[i] * v[i, j]
    each = "each hidden unit j has a bias, not each input i."
    yield sigma(total(one) + b[j])
    yield sigma(total(one)), "the bias is missing."
    yield sigma(total(one)) + b[j], "the bias comes after the sigmoid, not before it."
    yield sigma(total(one + b[j])), "the bias is in the sum, so it is added n times."
    yield total(one) + b[j], "the sigmoid is missing."
    yield sigma(total(one) + b[i]), each
    yield sigma(total(one + b[i])), each
    yield sigma(total(one) * b[j]), "the bias is added, not multiplied."
    yield sigma(one + b[j]), "this is one input: sum over all i."


@formula({}, {}, {})
def _tanh_slope():
    """The slope of tanh is 1 - y^2: at most 1, four times that of the sigmoid."""
    y = sp.Symbol("y_value")
    yield 1 - y**2
    yield y * (1 - y), "that is the slope of the sigmoid."
    yield 1 - sp.tanh(y) ** 2, "y is tanh(z) already; do not take tanh of it again."
    yield 1 + y**2, "the sign is wrong: the slope shrinks as y goes to 1."
    yield (1 - y) ** 2, "square y, not the difference."
    yield 1 - y, "y is not squared."


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
        wanted = output > HIGH if a != b else output < LOW
        if not wanted:
            goal = f"above {HIGH}" if a != b else f"below {LOW}"
            raise Wrong(f"for ({a}, {b}) o is {output:.4f}; wanted is {goal}.")
