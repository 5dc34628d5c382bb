"""The checks of 02_chain_rule: five turns in the text, six exercises."""

import numpy as np
import sympy as sp

from utils.derivation import network as symbolic
from utils.derivation.network import j, k, l, o, p, q, t, v, w, x, y
from utils.exercises.forms import expect_numbers
from utils.exercises.formulas import formula
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table, value
from utils.networks.sigmoid import deltas, forward, sigmoid

# Two examples, two hidden units, one output: numbers that fit on paper.
Y, W = np.array([[0.5, 0.2], [0.4, 0.5]]), np.array([[2.0], [-1.0]])
DELTA = np.array([[0.1], [-0.2]])
# Three examples, in columns: two hidden units, one output.
IN_COLUMNS, DELTAS = (
    np.array([[1, 0.5, 0], [0.2, 0.4, 1]]),
    np.array([[0.3, -0.6, 0.9]]),
)


@value("slope", "from the end: o - t, o (1 - o), w, y (1 - y), x.", rtol=1e-3)
def slope_of_v():
    """Two of the three factors stay, and three new ones lead on, back to v."""
    x, v, w, t = 0.6, 0.8, -0.5, 0.99
    y = sigmoid(x * v)
    o = sigmoid(w * y)
    back, slope = (o - t) * o * (1 - o), y * (1 - y)
    return back * w * slope * x, [
        (
            -back * w * slope * x,
            "the sign is wrong: o - t is negative here, and so is w.",
        ),
        (back * y, "this is the slope of w."),
        (back * w * x, "the slope of the hidden unit, y (1 - y), is missing."),
        (back * w * slope, "the last factor is missing: v is multiplied by x."),
        (back * w * slope * v, "the last factor is x, by which v is multiplied."),
        (back * slope * x, "the way from y to the output leads through w."),
        ((o - t) * w * slope * x, "the slope of the output, o (1 - o), is missing."),
        (2 * back * w * slope * x, "the 2 of the square cancels the 1/2."),
    ]


def _sloped(back, y, letter):
    """Return back times the sigmoid's slope y (1 - y), and the usual mistakes in it."""
    slope = f"the slope of the sigmoid is {letter} (1 - {letter})"
    return back * y * (1 - y), [
        (back, f"{slope}, and it is missing."),
        (back * y, f"{slope}: the factor 1 - {letter} is missing."),
        (back * (1 - y), f"{slope}: the factor {letter} is missing."),
        (back * (1 - y) ** 2, f"{slope}, and not a square."),
        (back * (1 - y**2), f"{slope}; 1 - {letter}^2 is that of tanh."),
        (back * y - y, f"brackets are missing: {slope}."),
        (back * y * (1 - y) / len(y), "the mean is taken later, in dW and dV."),
        (-back * y * (1 - y), "the sign is wrong: a delta begins with O - T."),
    ]


@table("delta_o", [(Y[:1], np.array([[1.0, 0.0]])), *drawn("Nl", "Nl")])
def delta_o(O, T):
    """The error's slope by an output, times the slope of the output's sigmoid."""
    right, mistakes = _sloped(O - T, O, "O")
    return right, [
        *mistakes,
        (T - O, "the sign is wrong, and the slope of the sigmoid is missing."),
        (O * (1 - O), "the factor O - T is missing."),
        ((O - T) * T * (1 - T), "the sigmoid's slope is O (1 - O), not T (1 - T)."),
        (2 * right, "the 2 of the square cancels the 1/2."),
    ]


@table("delta_y", [(DELTA, W, Y), *drawn("Nl", "ml", "Nm")])
def delta_y(delta_o, W, Y):
    """What comes back through W from all outputs, times the hidden unit's slope."""
    right, mistakes = _sloped(delta_o @ W.T, Y, "Y")
    sums = delta_o.sum(axis=1, keepdims=True) * W.sum(axis=1)
    each = "each delta goes through its own weight: first the products, then the sum."
    return right, [*mistakes, (sums * Y * (1 - Y), each)]


def _mean_product(inputs, delta):
    """Return a gradient, the mean over the examples, and the usual mistakes in it."""
    N, right = len(inputs), inputs.T @ delta / len(inputs)
    divided = "divide by the number of examples, N, which is the number of rows."
    return right, [
        (N * right, "this is the sum over the examples; divide by their number."),
        (right / N, "the mean is taken twice."),
        (N * right / inputs.shape[1], divided),
        (N * right / delta.shape[1], divided),
        (-right, "the sign is wrong: the minus belongs to the step, not to the slope."),
    ]


@table("dW", [(Y, DELTA), *drawn("Nm", "Nl")])
def dW(Y, delta_o):
    """What comes in, times the delta at the other end, as a mean over the examples."""
    return _mean_product(Y, delta_o)


@table("dV", [(Y, DELTA), *drawn("Nn", "Nm")])
def dV(X, delta_y):
    """The same line as for dW, one layer earlier."""
    return _mean_product(X, delta_y)


def _delta(a):
    return (o[a] - t[a]) * o[a] * (1 - o[a])


@formula(
    ({"q": 1, "p": 2}, {"q": 3, "p": 1}),
    known=dict.fromkeys((r"\delta^o", "delta_o", "delta"), _delta),
)
def bias_gradient():
    """A bias is a weight from a unit that always says 1, so y_p becomes 1."""
    right = _delta(q)
    return right, [
        (right * y[q], "no y: the unit in front of a bias always says 1."),
        (right * y[p], "no y: the unit in front of a bias always says 1."),
        (o[q] - t[q], "the slope of the sigmoid is missing."),
        (-right, "the sign is that of t - o."),
        ((o[q] - t[q]) * (1 - o[q]), "the slope of the sigmoid has a factor o, too."),
        ((o[q] - t[q]) * (1 - o[q] ** 2), "1 - o^2 is the slope of tanh."),
        ((o[q] - t[q]) * (1 - o[q]) ** 2, "the slope of the sigmoid is o (1 - o)."),
        (sp.Sum(_delta(k), (k, 1, l)), "c_q reaches only the output q: no sum."),
    ]


@formula(
    ({"m": 3, "p": 2, "j": 1, "q": 1}, {"m": 1, "p": 1, "j": 1, "q": 1}),
    known=dict.fromkeys(("d", r"\delta^y"), lambda a: sp.IndexedBase("delta_y")[a]),
)
def input_gradient():
    """An input feeds every hidden unit, so there is a sum over j."""
    d = sp.IndexedBase("delta_y")

    def paths(term):
        return sp.Sum(term, (j, 1, symbolic.m))

    return paths(v[p, j] * d[j]), [
        (v[p, j] * d[j], "this is one path, through hidden unit j; there are m paths."),
        (paths(v[j, p] * d[j]), "the two indices of v are swapped."),
        (x[p] * d[q], "this is the gradient of a weight, not of the input."),
        (paths(x[p] * d[j]), "the way to unit j leads through v, not through x."),
        (x[p] * paths(v[p, j] * d[j]), "no x: x v has the slope v, seen from x."),
        (paths(w[p, j] * d[j]), "w leads from hidden units to outputs."),
        (paths(d[j]), "each path leads through a weight."),
        (paths(v[p, j] * d[j] * y[j] * (1 - y[j])), "d holds the slope y (1 - y)."),
    ]


@table("delta_y", [(Y, DELTA, W), *drawn("Nm", "Nl", "ml")])
def tanh_delta(Y, delta_o, W):
    """Only the slope of the hidden unit changes: 1 - y^2 in place of y (1 - y)."""
    back = delta_o @ W.T
    return (1 - Y**2) * back, [
        (back * Y * (1 - Y), "y (1 - y) is the slope of the sigmoid."),
        (back, "the slope of the hidden unit is missing."),
        (back * (1 - np.tanh(Y) ** 2), "Y holds tanh(z) already."),
        (back * (1 - Y) ** 2, "square Y, not the difference."),
        (back - Y**2, "brackets are missing: 1 - Y^2 is one factor."),
    ]


@table("dW", [(IN_COLUMNS, DELTAS), *((Y.T, d.T) for Y, d in drawn("Nm", "Nl"))])
def columns(Y, delta_o):
    """The index that is summed over, the example, must stand inside the product."""
    right, N = Y @ delta_o.T / Y.shape[1], Y.shape[1]
    divisor = "the product is right; divide by N, the number of columns."
    return right, [
        (right * N, "this is the sum over the examples, not the mean."),
        (right * N / len(Y), divisor),
        (right * N / len(delta_o), divisor),
        (right.T * N, "dW is transposed, and it is the sum over the examples."),
    ]


@table("rate", [(0.1,), (1.0,), (3.0,)])
def without_half(lr):
    """Twice the error has twice the gradient; half the rate takes the same steps."""
    return lr / 2, [
        (2 * lr, "the gradient has doubled already."),
        (lr, "the gradient without the 1/2 is not the same."),
        (lr / 4, "the square is not the reason; only the factor in front counts."),
    ]


@exercise
def silent_weight(answer):
    """Both paths bring something back, and their sum is 0, so the gradient is 0."""
    X, T = np.array([[0.6, 0.1]]), np.array([[0.99, 0.01]])  # as in the notebook
    V = np.array([[0.8, -0.4, 0.3], [0.5, 0.9, -0.7]])
    W = expect_numbers(answer, "your answer").astype(float)
    if W.shape != (3, 2):
        raise Wrong(f"weights should have the shape (3, 2), not {W.shape}.")
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
