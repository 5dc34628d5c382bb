"""The checks of the exercises of 13_deeper."""

import numpy as np

from utils.exercises.tables import drawn, table, value


@value("number of layers", "which power of 4 is the first above a million?")
def too_deep():
    """Ten layers, and a millionth is left: depth 10 needs no large number."""
    yield 10
    yield 5, "1/16 is the factor of the mean square; the norm has its square root."
    yield 9, "4 to the power of 9 is 262,144: not yet a million."
    yield np.log(1e6) / np.log(4), "a number of layers is whole: round up."
    yield 11, "4 to the power of 10 is above a million already."
    yield 250_000, "the factors of the layers multiply, they do not add up."


@table("deviation", [(0.5, 60), (0.1, 128), (0.0, 64), (1.0, 100)])
def leaky_spread(leak, m):
    """With leak 0 it is He's rule, and with leak 1 (no kink) that of notebook 04."""
    right = (2 / ((1 + leak**2) * m)) ** 0.5
    yield right
    yield right**2, "this is the variance; its square root is asked for."
    yield (2 / m) ** 0.5, "this is He's rule: the leak has a slope too."
    yield (1 / m) ** 0.5, "this is the rule of notebook 04, for a slope of 1."
    yield (2 / ((1 + leak) * m)) ** 0.5, "the slopes count by their squares."
    yield (2 / (1 + leak) ** 2 / m) ** 0.5, "take the mean of the squares."
    yield (4 / (1 + leak) ** 2 / m) ** 0.5, "take the mean of the squares."
    yield right / 2**0.5, "each slope holds for one half of the sums: take the mean."
    yield ((1 + leak**2) / (2 * m)) ** 0.5, "the weights must make up for the slope."
    yield right * m**0.5, "a delta is a sum over m units: divide by m, too."


@table(("dE/dY", "dE/dW"), drawn("Nm", "Nm", "mm"))
def residual_back(G, Y, W):
    """Two ways into the layer, two parts on the way back."""
    F = np.tanh(Y @ W)
    delta, flat = G * (1 - F**2), G * (1 - (Y + F) ** 2)
    sum_slope = "the slope belongs to tanh(Y W), not to the sum Y + tanh(Y W)."
    yield G + delta @ W.T
    yield delta @ W.T, "dE/dY lacks the part that comes back past the layer."
    yield G, "dE/dY lacks the part that comes back through the layer."
    yield G + G @ W.T, "dE/dY lacks the slope of tanh."
    yield G + delta, "dE/dY lacks W on the way back through the layer."
    yield G + delta @ W, "dE/dY: on the way back it is the transpose of W."
    yield G + flat @ W.T, sum_slope
    yield 1 + delta @ W.T, "what comes back past the layer is G, not 1."
    yield Y.T @ delta
    yield Y.T @ G, "dE/dW lacks the slope of tanh."
    yield Y.T @ flat, sum_slope
    yield Y.T @ delta / len(Y), "dE/dW: G is given, so the sum is wanted, no mean."


def _normalised():
    """Return cases (G, Z_hat, s)."""
    sizes = (1, 1, 3, 1), (4, 1, 3, 1), (3, 1, 3, 1), (3, 1, 5, 1)
    cases = drawn("Nm", "Nm", sizes=sizes)
    deviations = [np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5) for _, Z in cases]
    return [
        (G, (Z - Z.mean(axis=1, keepdims=True)) / s, s)
        for (G, Z), s in zip(cases, deviations, strict=True)
    ]


@table("dE/dZ", _normalised())
def layer_back(G, Z_hat, s):
    """As in batch normalisation, along the other axis."""
    m, along = G.shape[1], Z_hat * np.mean(G * Z_hat, axis=1, keepdims=True)
    mean = G.mean(axis=1, keepdims=True)
    batch = G - G.mean(axis=0) - Z_hat * np.mean(G * Z_hat, axis=0)
    yield (G - mean - along) / s
    yield batch / s, "this is batch normalisation: here each mean is over a row."
    yield G / s, "the mean and s depend on Z too: two parts are missing."
    yield (G - mean) / s, "the way through s is missing."
    yield (G - along) / s, "the way through the mean is missing."
    yield G - mean - along, "the division by s is missing."
    yield (G - mean - along) * s, "divide by s, as on the way forward."
    yield (G - mean - along) / s**2, "divide by s once."
    yield (G - m * mean - m * along) / s, "take means over the row, no sums."
    yield (G - mean + along) / s, "the part along Z_hat is taken away."
    yield (G - mean - Z_hat * mean) / s, "the last mean is that of G times Z_hat."
