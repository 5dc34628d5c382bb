"""Signals of a deep network at its start: predicted by integrals, and measured.

The prediction takes every pre-activation for a normal number of mean 0, and every
weight for independent of all that is multiplied by it.
"""

from typing import NamedTuple

import numpy as np

from utils.networks.deep import (
    deep_deltas,
    deep_forward,
    deep_weights,
    first_spreads,
    hidden_units,
    through_units,
)


def normal_mean(f, spread):
    """Return the mean of f(z), z normal of mean 0 and this standard deviation.

    A sum over 1,600 places that are symmetric around 0 and leave out 0, so a kink
    there does no harm.

    Taught in 13_deeper.
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

    Taught in 13_deeper.
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


class Signals(NamedTuple):
    """Mean squares of outputs and deltas, predicted, and measured for S seeds."""

    outputs: np.ndarray  # (R - 1,), predicted
    factors: np.ndarray  # (R - 1,), predicted: of delta_r over delta_(r+1)
    outputs_found: np.ndarray  # (S, R - 1)
    deltas_found: np.ndarray  # (S, R)

    @property
    def norm_factors(self):
        """The predicted factors for the norm of a delta (R - 1,)."""
        return np.sqrt(self.factors)

    @property
    def norm_factors_found(self):
        """The measured factors for the norm of a delta (S, R - 1)."""
        return np.sqrt(self.deltas_found[:, :-1] / self.deltas_found[:, 1:])


def compared_signals(X, T, sizes, kind, rule="course", scale=1.0, seeds=5):
    """Predict the signals for X (N, n) and T (N, l); measure them in drawn networks.

    Args:
        sizes, rule, scale: see utils.networks.deep.first_spreads.
        seeds: how many networks are drawn, from the seeds 0, 1, ...

    Returns Signals.
    """
    spreads = first_spreads(sizes, rule, scale)
    predicted = predicted_signals(np.mean(X**2), sizes, spreads, kind)
    found = []
    for seed in range(seeds):
        weights = deep_weights(np.random.default_rng(seed), sizes, rule, scale)
        found.append(measured_signals(X, T, weights, kind))
    return Signals(*map(np.array, predicted), *map(np.array, zip(*found, strict=True)))


def gradient_norms(x_square, sizes, signals):
    """Return the norm of dE/dW_r of one example: predicted (R,), and measured (S, R).

    The gradient of one example is an outer product of outputs and deltas, so its norm
    is the product of theirs (as root mean squares over the examples). The predicted
    ones start from the measured deltas of the outputs.
    """
    entries = np.multiply(sizes[:-1], sizes[1:])
    last = np.mean(signals.deltas_found[:, -1:])
    deltas = np.append(last * np.cumprod(signals.factors[::-1])[::-1], last)
    outputs = np.insert(signals.outputs, 0, x_square)
    found = np.insert(signals.outputs_found, 0, x_square, axis=1)
    squares = outputs * deltas, found * signals.deltas_found
    return tuple(np.sqrt(entries * square) for square in squares)
