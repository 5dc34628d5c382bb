"""The checks of the exercises of 01_forward_pass."""

import numpy as np
import sympy as sp

from utils.derivation.network import i, j, n, sigma, v, x
from utils.exercises.compare import expect_array, expect_number, expect_shape
from utils.exercises.formulas import expect_formula
from utils.exercises.judge import Wrong, call, exercise
from utils.exercises.values import as_sequence
from utils.networks.sigmoid import forward, sigmoid

SIZES = ((50, 20, 7, 3), (1, 1, 1, 1), (4, 3, 3, 2), (32, 784, 128, 10))  # N, n, m, l
CASES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # of the exercise either_or
HIGH, LOW = 0.9, 0.1


@exercise("You know every shape of the forward pass before you run it.")
def predict_shapes(answer):
    """Judge shapes(N, n, m, l), which returns five tuples: of X, V, Y, W, O."""
    for N, n_, m_, l_ in SIZES:
        result = as_sequence(call(answer, N, n_, m_, l_), 5, "what you return (X to O)")
        expected = ((N, n_), (n_, m_), (N, m_), (m_, l_), (N, l_))
        for name, mine, wanted in zip("XVYWO", result, expected, strict=True):
            text = f"{name} is transposed: examples lie in rows, and n leads to m to l."
            label = f"the shape of {name} for N = {N}, n = {n_}, m = {m_}, l = {l_}"
            expect_shape(mine, wanted, [(wanted[::-1], text)], label)


@exercise("A bias is added once to the sum, before the sigmoid.")
def add_bias(answer):
    """Judge a SymPy expression in x, v, b, j and n: the output of hidden unit j."""
    b = sp.IndexedBase("b")
    total = sp.Sum(x[i] * v[i, j], (i, 1, n))
    inside = sp.Sum(x[i] * v[i, j] + b[j], (i, 1, n))
    mistakes = [
        (sigma(total), "the bias is missing."),
        (sigma(total) + b[j], "the bias comes after the sigmoid; it belongs inside."),
        (sigma(inside), "the bias is inside the sum, so it is added n times."),
        (total + b[j], "the sigmoid is missing."),
        (sigma(total + b[i]), "each hidden unit j has one bias, not each input i."),
    ]
    places = ({"n": 3, "j": 2, "i": 1}, {"n": 2, "j": 1, "i": 2}, {"n": 1, "j": 1})
    expect_formula(answer, sigma(total + b[j]), mistakes, places)


@exercise("Every unit of both layers has one bias; the inputs have none.")
def count_weights(answer):
    """Judge count(n, m, l), which returns a number."""
    for _, n_, m_, l_ in SIZES:
        products, units = n_ * m_ + m_ * l_, m_ + l_
        mistakes = [
            (products, "the biases are missing."),
            (products + n_ + units, "the inputs are given; they need no bias."),
            (products + m_, "the outputs have biases too."),
            (products + 2, "one bias for each unit, not for each layer."),
            (n_ * m_ * l_ + units, "the layers add up: no weight leads past a layer."),
        ]
        name = f"the number for n = {n_}, m = {m_}, l = {l_}"
        expect_number(call(answer, n_, m_, l_), products + units, mistakes, name)


@exercise("The slope of tanh is 1 - y^2: at most 1, four times that of the sigmoid.")
def tanh_slope(answer):
    """Judge a SymPy expression in the symbol y_value, the value of tanh."""
    y = sp.Symbol("y_value")
    mistakes = [
        (y * (1 - y), "that is the slope of the sigmoid."),
        (1 - sp.tanh(y) ** 2, "y is tanh(z) already; do not take tanh of it again."),
        (1 + y**2, "check the sign: the slope shrinks as y goes to 1."),
    ]
    if isinstance(answer, sp.Basic):  # y of the notebook is an IndexedBase
        answer = answer.subs({sp.IndexedBase("y"): y, sp.Symbol("y"): y})
    expect_formula(answer, 1 - y**2, mistakes, places=({}, {}, {}))


@exercise(
    "Where examples lie in columns, V must be turned: the two i stand side by side."
)
def columns(answer):
    """Judge hidden(X, V) on X (n, N), one example in each column, and V (n, m)."""
    rng = np.random.default_rng(1)
    for N, n_, m_, _ in (*SIZES[:3], (3, 3, 3, 1)):
        X, V = rng.normal(size=(n_, N)), rng.normal(size=(n_, m_))
        expected = sigmoid(V.T @ X)
        mistakes = [(V.T @ X, "the sigmoid is missing.")]
        expect_array(call(answer, X, V), expected, mistakes, "Y")


@exercise(
    "The hidden layer makes it possible: no single layer without biases can do that."
)
def either_or(answer):
    """Judge a pair V (2, 3), W (3, 1) by the outputs for three inputs."""
    try:
        V, W = (np.array(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        raise Wrong("answer should be a pair of tables of numbers, V and W.") from None
    for name, array, shape in (("V", V, (2, 3)), ("W", W, (3, 1))):
        if array.shape != shape:
            raise Wrong(f"{name} should have shape {shape}, got {array.shape}.")
    outputs = forward(CASES, V, W)[1][:, 0]
    for case, output, high in zip(CASES, outputs, (True, True, False), strict=True):
        if not (output > HIGH if high else output < LOW):
            wanted = f"above {HIGH}" if high else f"below {LOW}"
            raise Wrong(f"for {case.tolist()} o is {output:.4f}; wanted is {wanted}.")
