"""The checks of the exercises of 02_chain_rule."""

import numpy as np
import sympy as sp

from utils.derivation import network as symbolic
from utils.derivation.network import j, k, o, p, q, t, v, w, x, y
from utils.exercises.compare import expect_array, expect_number
from utils.exercises.formulas import expect_formula
from utils.exercises.judge import Wrong, call, exercise
from utils.networks.sigmoid import deltas, forward

DELTA_NAMES = (r"\delta^o", "delta_o", "delta")  # an output's delta, by its name
SIZES = ((4, 3, 2), (1, 1, 1), (5, 3, 3), (2, 1, 4))  # N, m, l
# The example of section 6: X (1, 2), T (1, 2), V (2, 3)
X, T = np.array([[0.6, 0.1]]), np.array([[0.99, 0.01]])
V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])


@exercise("A bias is a weight from a unit that always says 1, so y_p becomes 1.")
def bias_gradient(answer):
    """Judge a SymPy expression in o[q] and t[q]."""
    expected = (o[q] - t[q]) * o[q] * (1 - o[q])
    mistakes = [
        (expected * y[q], "no y: the unit in front of a bias always says 1."),
        (expected * y[p], "no y: the unit in front of a bias always says 1."),
        (o[q] - t[q], "the slope of the sigmoid is missing."),
        (-expected, "the sign is that of t - o."),
    ]
    places = ({"q": 1, "p": 2}, {"q": 3, "p": 1})
    delta = expected.subs(q, k)
    known = {name: lambda a: delta.subs(k, a) for name in DELTA_NAMES}
    expect_formula(answer, expected, mistakes, places, known=known)


@exercise("An input feeds every hidden unit, so there is a sum over j.")
def input_gradient(answer):
    """Judge a SymPy expression in v, delta_y and p; its sum runs to m."""
    d = sp.IndexedBase("delta_y")

    def paths(term):
        return sp.Sum(term, (j, 1, symbolic.m))

    expected = paths(v[p, j] * d[j])
    mistakes = [
        (v[p, j] * d[j], "this is one path, through hidden unit j; there are m paths."),
        (paths(v[j, p] * d[j]), "the two indices of v are swapped."),
        (x[p] * d[q], "this is the gradient of a weight, not of the input."),
        (paths(w[p, j] * d[j]), "w leads from hidden units to outputs."),
    ]
    places = ({"m": 3, "p": 2, "j": 1, "q": 1}, {"m": 1, "p": 1, "j": 1, "q": 1})
    known = {name: lambda a: d[a] for name in ("d", r"\delta^y")}
    expect_formula(answer, expected, mistakes, places, known=known)


@exercise("Only the slope of the hidden unit changes: 1 - y^2 in place of y (1 - y).")
def tanh_delta(answer):
    """Judge delta(Y, delta_o, W) on Y (N, m), delta_o (N, l), W (m, l)."""
    rng = np.random.default_rng(2)
    for N, m, l in SIZES:
        Y, W = np.tanh(rng.normal(size=(N, m))), rng.normal(size=(m, l))
        delta_o = rng.normal(size=(N, l))
        back = delta_o @ W.T
        mistakes = [
            (back * Y * (1 - Y), "y (1 - y) is the slope of the sigmoid."),
            (back, "the slope of the hidden unit is missing."),
            (back * (1 - np.tanh(Y) ** 2), "Y holds tanh(z) already."),
        ]
        got = call(answer, Y, delta_o, W)
        expect_array(got, (1 - Y**2) * back, mistakes, "delta_y")


@exercise("The index that is summed over, the example, must stand inside the product.")
def columns(answer):
    """Judge gradient(Y, delta_o) on Y (m, N) and delta_o (l, N)."""
    rng = np.random.default_rng(3)
    for N, m, l in ((5, 3, 2), *SIZES[1:], (3, 3, 3)):
        Y, delta_o = rng.normal(size=(m, N)), rng.normal(size=(l, N))
        dW = Y @ delta_o.T / N
        divisor = "the product is right; divide by N, the number of columns."
        mistakes = [
            (dW * N, "this is the sum over the examples, not the mean."),
            (dW * N / m, divisor),
            (dW * N / l, divisor),
        ]
        expect_array(call(answer, Y, delta_o), dW, mistakes, "dW")


@exercise("Twice the error has twice the gradient; half the rate takes the same steps.")
def without_half(answer):
    """Judge rate(lr), which returns a number."""
    for lr in (0.1, 1.0, 3.0):
        mistakes = [
            (2 * lr, "the gradient has doubled already."),
            (lr, "the gradient without the 1/2 is not the same."),
            (lr / 4, "the square is not the reason; only the factor in front counts."),
        ]
        expect_number(call(answer, lr), lr / 2, mistakes, f"the rate for lr = {lr}")


@exercise("Both paths bring something back, and their sum is 0, so the gradient is 0.")
def silent_weight(answer):
    """Judge weights W (3, 2) by the gradient of v_11 in the example of section 6."""
    try:
        W = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        raise Wrong("weights should be three rows of two numbers.") from None
    if W.shape != (3, 2):
        raise Wrong(f"weights should have shape (3, 2), got {W.shape}.")
    if np.abs(W[0]).min() < 0.1:
        raise Wrong("w_11 and w_12 must be at least 0.1 in size: keep both paths open.")
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    if np.abs(delta_o).min() < 1e-3:
        raise Wrong("an output delta is below 0.001: it brings back hardly any error.")
    slope = X[0, 0] * delta_y[0, 0]
    if not abs(slope) < 1e-9:
        first, second = delta_o[0] * W[0]
        text = f"the two paths bring back {first:.4g} and {second:.4g}"
        raise Wrong(f"{text}, so dE/dv_11 is {slope:.2g}; the goal is below 1e-9.")
