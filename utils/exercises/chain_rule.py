"""The checks of 02_chain_rule: two turns in the text, five exercises."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.exercises.forms import expect_numbers
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import SIZES, drawn, table, value
from utils.networks.sigmoid import deltas, forward, initial_weights, sigmoid


@value("slope", "from the end: o - t, o (1 - o), w, y (1 - y), x.", rtol=5e-3)
def slope_of_v():
    """Two of the three factors stay, and three new ones lead on, back to v."""
    x, v, w, t = 0.9, 0.5, 1.2, 0.01
    y = sigmoid(x * v)
    o = sigmoid(w * y)
    back, slope = (o - t) * o * (1 - o), y * (1 - y)
    yield back * w * slope * x
    yield -back * w * slope * x, "the sign is wrong: E rises with o, which is above t."
    yield back * y, "this is the slope of w."
    yield back * w * x, "the slope of the hidden unit, y (1 - y), is missing."
    yield back * w * slope, "the last factor is missing: v is multiplied by x."
    yield back * w * slope * v, "the last factor is x, by which v is multiplied."
    yield back * slope * x, "the way from y to the output leads through w."
    yield 2 * back * w * slope * x, "the 2 of the square cancels the 1/2."


def _delta(back, y, letter):
    """Yield back times the sigmoid's slope y (1 - y), and the usual mistakes in it."""
    slope = f"the slope of the sigmoid is {letter} (1 - {letter})"
    yield back * y * (1 - y)
    yield back, f"{slope}, and it is missing."
    yield back * y, f"{slope}: the factor 1 - {letter} is missing."
    yield back * (1 - y), f"{slope}: the factor {letter} is missing."
    yield back * (1 - y) ** 2, f"{slope}, and not a square."
    yield back * (1 - y**2), f"{slope}; 1 - {letter}^2 is that of tanh."
    yield back * y - y, f"brackets are missing: {slope}."
    yield -back * y * (1 - y), "the sign is wrong: a delta begins with O - T."
    yield back * sigmoid(y) * (1 - sigmoid(y)), f"{letter} is a sigmoid already."


def mean_product(inputs, delta, name="this"):
    """Yield a gradient, the mean over the examples, and the usual mistakes in it."""
    N, right = len(inputs), inputs.T @ delta / len(inputs)
    divided = "divide by the number of examples, N, which is the number of rows."
    yield right
    yield N * right, f"{name} is the sum over the examples; divide by their number."
    yield N * right / inputs.shape[1], divided
    yield N * right / delta.shape[1], divided
    yield -right, "the sign is wrong: the minus belongs to the step, not to the slope."


def own_way_back(X, Y, O, T, W):
    """Return delta_o, delta_y, dW and dV: the course's own four lines."""
    delta_o = (O - T) * O * (1 - O)
    delta_y = (delta_o @ W.T) * Y * (1 - Y)
    return delta_o, delta_y, Y.T @ delta_o / len(X), X.T @ delta_y / len(X)


def _batches():
    """Return X, Y, O, T, W of a batch that fits on paper, and of 32 digits."""
    rng, digits = np.random.default_rng(2), load_mnist()
    X, T = scale_pixels(digits.train_images[:32]), targets(digits.train_labels[:32])
    V, W = initial_weights(rng)
    small = [[[1.0, 0.5]], [[0.5, 0.2]], [[0.8]], [[0.0]], [[2.0], [-1.0]]]
    return [tuple(map(np.array, small)), (X, *forward(X, V, W), T, W)]


@table(("delta_o", "delta_y", "dW", "dV"), _batches)
def way_back(X, Y, O, T, W):
    """These four lines are back-propagation, for a network of any size."""
    delta_o, delta_y, dW, _ = own_way_back(X, Y, O, T, W)
    yield from _delta(O - T, O, "O")
    yield 2 * delta_o, "the 2 of the square cancels the 1/2."
    yield (O - T) ** 2 * O * (1 - O), "the square has gone: its slope is O - T."
    yield from _delta(delta_o @ W.T, Y, "Y")
    yield ((O - T) @ W.T) * Y * (1 - Y), "what comes back is delta_o, not O - T."
    yield from mean_product(Y, delta_o)
    yield Y.T @ (O - T) / len(X), "dW takes delta_o, not O - T."
    yield from mean_product(X, delta_y)


@table("delta_y", drawn("Nm", "Nl", "ml"))
def tanh_delta(Y, delta_o, W):
    """Only the slope of the hidden unit changes: 1 - y^2 in place of y (1 - y)."""
    back = delta_o @ W.T
    yield (1 - Y**2) * back
    yield back * Y * (1 - Y), "y (1 - y) is the slope of the sigmoid."
    yield back, "the slope of the hidden unit is missing."
    yield back * (1 - np.tanh(Y) ** 2), "Y holds tanh(z) already."
    yield back - Y**2, "brackets are missing: 1 - Y^2 is one factor."
    yield 1 - Y**2, "what comes back, delta_o times W transposed, is missing."


@table("dW", [(Y.T, delta.T) for Y, delta in drawn("Nm", "Nl")])
def columns(Y, delta_o):
    """The index that is summed over, the example, must stand inside the product."""
    right, N = Y @ delta_o.T / Y.shape[1], Y.shape[1]
    divisor = "the product is right; divide by N, the number of columns."
    yield right
    yield right * N, "this is the sum over the examples, not the mean."
    yield right * N / len(Y), divisor
    yield right * N / len(delta_o), divisor
    yield right * N / Y.size, divisor
    yield right.T * N, "dW is transposed, and it is the sum over the examples."


@table("rate", [(0.1,), (1.0,), (3.0,)])
def without_half(lr):
    """Twice the error has twice the gradient; half the rate takes the same steps."""
    yield lr / 2
    yield 2 * lr, "the gradient has doubled already."
    yield lr, "the gradient without the 1/2 is not the same."
    yield lr / 4, "the square is not the reason; only the factor in front counts."


_LAYERS = drawn("Nn", "Nm", "Nl", "Nn", "Nn", "ml", "ln", sizes=((1, 1, 1, 1), *SIZES))


@table(("dW", "dU", "dV"), _LAYERS)
def one_more_layer(X, Y, H, O, T, U, W):
    """Each further layer takes one more delta and one more gradient."""
    N, slope_y, slope_h = len(X), Y * (1 - Y), H * (1 - H)
    delta_o = (O - T) * O * (1 - O)
    delta_h = (delta_o @ W.T) * slope_h
    past_h = X.T @ ((delta_o @ W.T @ U.T) * slope_y) / N
    yield from mean_product(H, delta_o)
    yield H.T @ (O - T) / N, "the slope O (1 - O) is missing."
    yield from mean_product(Y, delta_h)
    yield Y.T @ (delta_o @ W.T) / N, "the slope of H is missing."
    yield from mean_product(X, (delta_h @ U.T) * slope_y)
    yield X.T @ (delta_h @ U.T) / N, "the slope of Y is missing."
    yield past_h, "on the way back to Y lies the slope of H, too."


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
