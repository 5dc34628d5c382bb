"""The checks of 02_chain_rule: two turns in the text, five exercises."""

import numpy as np

from utils.exercises.forms import expect_numbers
from utils.exercises.four_lines import mean_product
from utils.exercises.four_lines import own_way_back as own_way_back
from utils.exercises.four_lines import way_back as way_back
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


@value("slope", "from the end: o - t, o (1 - o), w, y (1 - y), x.", rtol=5e-3)
def slope_of_v():
    """Two of the three factors stay, and three new ones lead on, back to v."""
    x, v, w, t = 0.9, 0.5, 1.2, 0.01
    y = sigmoid(x * v)
    o = sigmoid(w * y)
    back, slope = (o - t) * o * (1 - o), y * (1 - y)
    return back * w * slope * x, [
        (-back * w * slope * x, "the sign is wrong: E rises with o, which is above t."),
        (back * y, "this is the slope of w."),
        (back * w * x, "the slope of the hidden unit, y (1 - y), is missing."),
        (back * w * slope, "the last factor is missing: v is multiplied by x."),
        (back * w * slope * v, "the last factor is x, by which v is multiplied."),
        (back * slope * x, "the way from y to the output leads through w."),
        ((o - t) * w * slope * x, "the slope of the output, o (1 - o), is missing."),
        (2 * back * w * slope * x, "the 2 of the square cancels the 1/2."),
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


_ONES = tuple(np.array([[a]]) for a in (1.0, 0.5, 0.8, 0.5, 0.0, 2.0, -1.0))


@table(("dW", "dU", "dV"), [_ONES, *drawn("Nn", "Nm", "Nl", "Nn", "Nn", "ml", "ln")])
def one_more_layer(X, Y, H, O, T, U, W):
    """Each further layer takes one more delta and one more gradient."""
    N, slope_y, slope_h = len(X), Y * (1 - Y), H * (1 - H)
    delta_o = (O - T) * O * (1 - O)
    delta_h = (delta_o @ W.T) * slope_h
    dW, of_w = mean_product(H, delta_o)
    dU, of_u = mean_product(Y, delta_h)
    dV, of_v = mean_product(X, (delta_h @ U.T) * slope_y)
    past_h = X.T @ ((delta_o @ W.T @ U.T) * slope_y) / N
    return [
        *(dW, *of_w, (H.T @ (O - T) / N, "the slope O (1 - O) is missing.")),
        *(dU, *of_u, (Y.T @ (delta_o @ W.T) / N, "the slope of H is missing.")),
        *(dV, *of_v, (X.T @ (delta_h @ U.T) / N, "the slope of Y is missing.")),
        (past_h, "on the way back to Y lies the slope of H, too."),
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
