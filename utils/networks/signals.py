"""Signals of a deep network at its start: the mathematics of the panel of 13_deeper.

The prediction takes every pre-activation for a normal number of mean 0, and every
weight for independent of all that is multiplied by it.
"""

import numpy as np

from utils.networks.deep import (
    deep_deltas,
    deep_forward,
    hidden_units,
    through_units,
)


def normal_mean(f, spread):
    """Return the mean of f(z), z normal of mean 0 and this standard deviation.

    A sum over 1,600 places that are symmetric around 0 and leave out 0, so a kink
    there does no harm.
    """
    u = np.linspace(-8, 8, 1600)
    return np.average(f(spread * u), weights=np.exp(-(u**2) / 2))


def predicted_signals(x_square, sizes, spreads, kind):
    """Predict mean squares in a network with random weights, without the network.

    Args:
        x_square: the mean of x^2 over the inputs.
        sizes: numbers of units, from the inputs to the outputs: R + 1 integers.
        spreads: the standard deviations of the R weight matrices.
        kind: see utils.networks.deep.

    Returns:
        Two lists of R - 1 numbers, one for each hidden layer r: the mean square of its
        outputs, and that of delta_r divided by that of delta_(r+1).
    """

    def output_square(z):
        return hidden_units(z, kind) ** 2

    def slope_square(z):
        return through_units(np.ones_like(z), hidden_units(z, kind), kind) ** 2

    y_squares, factors = [x_square], []
    for r in range(len(sizes) - 2):
        spread = spreads[r] * (sizes[r] * y_squares[-1]) ** 0.5
        y_squares.append(normal_mean(output_square, spread))
        slope = normal_mean(slope_square, spread)
        factors.append(sizes[r + 2] * spreads[r + 1] ** 2 * slope)
    return y_squares[1:], factors


def measured_signals(X, T, weights, kind):
    """Return two lists of mean squares: Y_1 .. Y_(R-1), and delta_1 .. delta_R."""
    Y = deep_forward(X, weights, kind)
    deltas = deep_deltas(Y, T, weights, kind)
    y_squares = [np.mean(Y_r**2) for Y_r in Y[1:-1]]
    return y_squares, [np.mean(delta**2) for delta in deltas]
