"""The checks of the exercises of 13_deeper."""

import numpy as np

from utils.exercises.compare import expect_array, expect_choice, expect_number
from utils.exercises.old_judge import Wrong, call, exercise
from utils.networks.blocks import through_normalised
from utils.networks.deep import deep_deltas, deep_forward, deep_weights

NETWORKS = (
    "sigmoid, notebook 04",
    "ReLU, notebook 04",
    "ReLU, He",
    "tanh, notebook 04",
)


@exercise("Ten layers, and a millionth is left: depth 10 needs no large number.")
def too_deep(answer):
    """Judge how many layers of factor 1/4 bring the norm below a millionth."""
    mistakes = [
        (5, "1/16 is the factor of the mean square; the norm has its square root."),
        (9, "4 to the power of 9 is 262,144: not yet a million."),
        (250_000, "the factors of the layers multiply, they do not add up."),
    ]
    expect_number(answer, 10, mistakes, name="your number of layers")


@exercise("With leak 0 it is He's rule, and with leak 1 (no kink) that of notebook 04.")
def leaky_spread(answer):
    """Judge deviation(leak, m): that of the weights, to keep the norm of a delta."""
    for leak, m in ((0.1, 128), (0.5, 60), (0.0, 64), (1.0, 100)):
        right = (2 / ((1 + leak**2) * m)) ** 0.5
        whole, inverse = right / 2**0.5, ((1 + leak**2) / (2 * m)) ** 0.5
        mistakes = [
            (right**2, "this is the variance; its square root is asked for."),
            ((2 / m) ** 0.5, "this is He's rule: the leak has a slope too."),
            ((2 / ((1 + leak) * m)) ** 0.5, "the slopes count by their squares."),
            (whole, "each slope holds for one half of the sums: take the mean."),
            (inverse, "the weights must make up for the slope."),
        ]
        name = f"the deviation for leak = {leak}, m = {m}"
        expect_number(call(answer, leak, m), right, mistakes, name)


@exercise("Two ways into the layer, two parts on the way back.")
def residual_back(answer):
    """Judge back(G, Y, W) for Y + tanh(Y W): the gradients by Y and by W."""
    rng = np.random.default_rng(3)
    for N, m in ((4, 3), (1, 2), (2, 5)):
        G, Y, W = (rng.normal(size=shape) for shape in ((N, m), (N, m), (m, m)))
        F = np.tanh(Y @ W)
        delta = G * (1 - F**2)
        got = call(answer, G, Y, W)
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Wrong("return two arrays, the gradients by Y and by W.")
        flat = G * (1 - (Y + F) ** 2)
        wrong_slope = "the slope belongs to tanh(Y W), not to the sum Y + tanh(Y W)."
        mistakes = [
            (delta @ W.T, "dE/dY lacks the part that comes back past the layer."),
            (G + G @ W.T, "dE/dY lacks the slope of tanh."),
            (G + delta @ W, "dE/dY: on the way back it is the transpose of W."),
            (G + flat @ W.T, wrong_slope),
            (G, "dE/dY lacks the part that comes back through the layer."),
        ]
        expect_array(got[0], G + delta @ W.T, mistakes, "dE/dY")
        mistakes = [
            (Y.T @ G, "dE/dW lacks the slope of tanh."),
            (Y.T @ flat, wrong_slope),
            (Y.T @ delta / N, "dE/dW: G is given, so the sum is wanted, not the mean."),
        ]
        expect_array(got[1], Y.T @ delta, mistakes, "dE/dW")


@exercise("One direction less to take away than in layer normalisation.")
def rms_back(answer):
    """Judge back(G, F_hat, s) for F_hat = F / s, s^2 the mean square of each row."""
    rng = np.random.default_rng(4)
    for N, m in ((3, 5), (1, 2), (4, 3)):
        F, G = rng.normal(0.5, 1, (N, m)), rng.normal(size=(N, m))
        s = np.sqrt(np.mean(F**2, axis=1, keepdims=True) + 1e-5)
        F_hat = F / s
        along = np.mean(G * F_hat, axis=1, keepdims=True)
        by_unit = (G - F_hat * np.mean(G * F_hat, axis=0)) / s
        with_mean = through_normalised(G, F_hat, s)
        mistakes = [
            (G / s, "s depends on F too: something must be taken away."),
            (with_mean, "no mean was taken away on the way forward."),
            (G - F_hat * along, "the division by s is missing."),
            ((G - F_hat * along * m) / s, "take the mean over the row, not the sum."),
            ((G + F_hat * along) / s, "the part along F_hat is taken away, not added."),
            (by_unit, "the mean is over the units of each row, not over the batch."),
        ]
        expect_array(call(answer, G, F_hat, s), (G - F_hat * along) / s, mistakes)


@exercise("A matrix that is used in many layers gets the sum of their gradients.")
def shared_weights(answer):
    """Judge gradient(Y, deltas) by the one matrix between all hidden layers."""
    rng = np.random.default_rng(5)
    for depth, N in ((4, 6), (2, 3), (3, 1)):
        weights = deep_weights(rng, [3, *[4] * depth, 2], "Xavier")
        weights[1:-1] = [weights[1]] * (depth - 1)
        T = rng.random((N, 2))
        Y = deep_forward(rng.random((N, 3)), weights, "tanh")
        deltas = deep_deltas(Y, T, weights, "tanh")
        parts = [Y[r].T @ deltas[r] / N for r in range(1, depth)]
        right = sum(parts)
        mistakes = [
            (right * N, "this is the sum over the batch; E is the mean."),
            (parts[0], "this is the part of one layer only."),
            (parts[-1], "this is the part of one layer only."),
            (right / len(parts), "the parts add up: no mean over the layers."),
        ]
        expect_array(call(answer, Y, deltas), right, mistakes, "the gradient")


@exercise("A factor of 0.71 for the norm is one half for the mean square.")
def which_network(answer):
    """Judge which network has deltas of the norms 1, 0.71, 0.50, 0.35 going back."""
    mistakes = [
        (NETWORKS[0], "the sigmoid would lose three quarters of the norm in a layer."),
        (NETWORKS[2], "He's rule would keep the norm."),
        (NETWORKS[3], "near 0 the slope of tanh is 1: it would keep nearly all."),
    ]
    expect_choice(answer, NETWORKS[1], NETWORKS, mistakes)
