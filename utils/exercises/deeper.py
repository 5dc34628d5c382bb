"""The checks of the exercises of 13_deeper."""

import numpy as np

from utils.exercises.forms import expect_choice
from utils.exercises.judge import exercise
from utils.exercises.tables import drawn, table, value
from utils.networks.deep import deep_deltas, deep_forward, deep_weights


@value("number of layers", "which power of 4 is the first above a million?")
def too_deep():
    """Ten layers, and a millionth is left: depth 10 needs no large number."""
    return 10, [
        (5, "1/16 is the factor of the mean square; the norm has its square root."),
        (9, "4 to the power of 9 is 262,144: not yet a million."),
        (np.log(1e6) / np.log(4), "a number of layers is whole: round up."),
        (11, "4 to the power of 10 is above a million already."),
        (250_000, "the factors of the layers multiply, they do not add up."),
    ]


@table("deviation", [(0.5, 60), (0.1, 128), (0.0, 64), (1.0, 100)])
def leaky_spread(leak, m):
    """With leak 0 it is He's rule, and with leak 1 (no kink) that of notebook 04."""
    right = (2 / ((1 + leak**2) * m)) ** 0.5
    return right, [
        (right**2, "this is the variance; its square root is asked for."),
        ((2 / m) ** 0.5, "this is He's rule: the leak has a slope too."),
        ((1 / m) ** 0.5, "this is the rule of notebook 04, for a slope of 1."),
        ((2 / ((1 + leak) * m)) ** 0.5, "the slopes count by their squares."),
        ((2 / (1 + leak) ** 2 / m) ** 0.5, "take the mean of the squares."),
        (right / 2**0.5, "each slope holds for one half of the sums: take the mean."),
        (((1 + leak**2) / (2 * m)) ** 0.5, "the weights must make up for the slope."),
    ]


LAYER = np.array([[1.0, 2.0]]), np.array([[0.5, -0.5]]), np.array([[1, 0.0], [1, 2]])


@table(("dE/dY", "dE/dW"), [LAYER, *drawn("Nm", "Nm", "mm")])
def residual_back(G, Y, W):
    """Two ways into the layer, two parts on the way back."""
    F = np.tanh(Y @ W)
    delta, flat = G * (1 - F**2), G * (1 - (Y + F) ** 2)
    sum_slope = "the slope belongs to tanh(Y W), not to the sum Y + tanh(Y W)."
    return [
        G + delta @ W.T,
        (delta @ W.T, "dE/dY lacks the part that comes back past the layer."),
        (G, "dE/dY lacks the part that comes back through the layer."),
        (G + G @ W.T, "dE/dY lacks the slope of tanh."),
        (G + delta, "dE/dY lacks W on the way back through the layer."),
        (G + delta @ W, "dE/dY: on the way back it is the transpose of W."),
        (G + flat @ W.T, sum_slope),
        Y.T @ delta,
        (Y.T @ G, "dE/dW lacks the slope of tanh."),
        (Y.T @ flat, sum_slope),
        (Y.T @ delta / len(Y), "dE/dW: G is given, so the sum is wanted, no mean."),
    ]


def _normalised():
    """Return cases (G, F_hat, s); in the first F is (3, 4) and its s is 3.54."""
    cases = [(np.array([[1.0, 0.0]]), np.array([[3.0, 4.0]]))]
    cases += drawn("Nm", "Nm", sizes=((4, 1, 3, 1), (1, 1, 2, 1), (3, 1, 5, 1)))
    sizes = [np.sqrt(np.mean(F**2, axis=1, keepdims=True)) for _, F in cases]
    return [(G, F / s, s) for (G, F), s in zip(cases, sizes, strict=True)]


@table("dE/dF", _normalised())
def rms_back(G, F_hat, s):
    """One direction less to take away than in layer normalisation."""
    m, along = G.shape[1], np.mean(G * F_hat, axis=1, keepdims=True)
    mean = G.mean(axis=1, keepdims=True)
    return (G - F_hat * along) / s, [
        (G / s, "s depends on F too: something must be taken away."),
        ((G - mean - F_hat * along) / s, "no mean was taken away on the way forward."),
        (G - F_hat * along, "the division by s is missing."),
        ((G - F_hat * along * m) / s, "take the mean over the row, not the sum."),
        ((G + F_hat * along) / s, "the part along F_hat is taken away, not added."),
        ((G - F_hat * np.mean(G * F_hat, axis=0)) / s, "the mean is over each row."),
        ((G - F_hat * along) * s, "divide by s, as on the way forward."),
        ((G - F_hat * mean) / s, "the mean is that of G times F_hat."),
    ]


def _shared():
    """Return cases (Y, deltas) of networks with one matrix between hidden layers."""
    rng, cases = np.random.default_rng(5), []
    for depth, N in ((3, 2), (4, 6), (2, 3), (3, 1)):
        weights = deep_weights(rng, [3, *[4] * depth, 2], "Xavier")
        weights[1:-1] = [weights[1]] * (depth - 1)
        Y = deep_forward(rng.random((N, 3)), weights, "tanh")
        cases.append((Y, deep_deltas(Y, rng.random((N, 2)), weights, "tanh")))
    return cases


@table("gradient", _shared())
def shared_weights(Y, deltas):
    """A matrix that is used in many layers gets the sum of their gradients."""
    N, layers = len(Y[0]), range(1, len(deltas) - 1)
    parts = [Y[r].T @ deltas[r] / N for r in layers]
    return sum(parts), [
        (N * sum(parts), "this is the sum over the batch; E is the mean."),
        (parts[0], "this is the part of one layer only."),
        (parts[-1], "this is the part of one layer only."),
        (sum(parts) / len(parts), "the parts add up: no mean over the layers."),
        (sum(Y[r + 1].T @ deltas[r] / N for r in layers), "delta r meets Y before it."),
    ]


@exercise
def which_network(answer):
    """A factor of 0.71 for the norm is one half for the mean square."""
    others = {
        "sigmoid, notebook 04": "the sigmoid keeps about a quarter of the norm.",
        "ReLU, He": "He's rule would keep the norm.",
        "tanh, notebook 04": "near 0 the slope of tanh is 1: it keeps nearly all.",
    }
    expect_choice(answer, "ReLU, notebook 04", others)
