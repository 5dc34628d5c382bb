"""The checks of the exercises of 13_deeper."""

import numpy as np

from utils.exercises.tables import drawn, table, value


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
    """Return cases (G, Z_hat, s); in the first z is 1, 3 and its deviation is 1."""
    cases = [(np.array([[1.0, 0.0]]), np.array([[1.0, 3.0]]))]
    cases += drawn("Nm", "Nm", sizes=((4, 1, 3, 1), (3, 1, 3, 1), (3, 1, 5, 1)))
    found = []
    for G, Z in cases:
        s = np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5)
        found.append((G, (Z - Z.mean(axis=1, keepdims=True)) / s, s))
    return found


@table("dE/dZ", _normalised())
def layer_back(G, Z_hat, s):
    """As in batch normalisation, along the other axis."""
    m, along = G.shape[1], np.mean(G * Z_hat, axis=1, keepdims=True)
    mean = G.mean(axis=1, keepdims=True)
    batch = G - G.mean(axis=0) - Z_hat * np.mean(G * Z_hat, axis=0)
    return (G - mean - Z_hat * along) / s, [
        (batch / s, "this is batch normalisation: here each mean is over a row."),
        (G / s, "the mean and s depend on Z too: two parts are missing."),
        ((G - mean) / s, "the way through s is missing."),
        ((G - Z_hat * along) / s, "the way through the mean is missing."),
        (G - mean - Z_hat * along, "the division by s is missing."),
        ((G - mean - Z_hat * along) * s, "divide by s, as on the way forward."),
        ((G - m * mean - Z_hat * along * m) / s, "take means over the row, no sums."),
        ((G - mean + Z_hat * along) / s, "the part along Z_hat is taken away."),
        ((G - mean - Z_hat * mean) / s, "the last mean is that of G times Z_hat."),
    ]
