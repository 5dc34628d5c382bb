"""A network of any depth in NumPy: forward pass, deltas, gradients, first weights.

Notation: X (N, n) inputs and T (N, l) targets; weights, a list W_1 .. W_R, of shapes
(units before, units after); Y, a list Y_0 .. Y_R of outputs, Y_0 = X and Y_R = O. No
biases; sigmoid outputs, squared error; hidden units of one kind, a name in KINDS.
Every function takes a batch of N examples; none changes its inputs.
"""

from itertools import pairwise

import numpy as np

from utils.networks.sigmoid import sigmoid
from utils.shapes import check_shapes

KINDS = ("sigmoid", "centred", "tanh", "relu")


def check_kind(kind):
    """Raise ValueError unless kind is in KINDS."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")


def hidden_units(Z, kind="sigmoid"):
    """Return the outputs of hidden units for pre-activations Z, any shape.

    "centred" is the sigmoid less 1/2. Raises ValueError if kind is unknown.

    Taught in 13_deeper.
    """
    check_kind(kind)
    if kind == "relu":
        return np.maximum(Z, 0)
    if kind == "tanh":
        return np.tanh(Z)
    return sigmoid(Z) if kind == "sigmoid" else sigmoid(Z) - 0.5


def through_units(G, Y, kind="sigmoid"):
    """Return dE/dZ, given G = dE/dY and the outputs Y of hidden units, in one shape.

    Raises ValueError if kind is unknown.

    Taught in 13_deeper.
    """
    check_kind(kind)
    check_shapes("...,...", G=G, Y=Y)
    if kind == "relu":
        return G * (Y > 0)
    if kind == "tanh":
        return G * (1.0 - Y * Y)
    if kind == "centred":
        Y = Y + 0.5
    return G * Y * (1.0 - Y)


def deep_forward(X, weights, kind="sigmoid"):
    """Return the list Y_0 .. Y_R: the inputs X (N, n), then the outputs of each layer.

    Taught in 13_deeper.
    """
    Y = [X]
    for W in weights[:-1]:
        Y.append(hidden_units(Y[-1] @ W, kind))
    return [*Y, sigmoid(Y[-1] @ weights[-1])]


def deep_deltas(Y, T, weights, kind="sigmoid"):
    """Return the list of dE/dZ_r, r = 1 .. R, from the outputs Y of deep_forward.

    E is the error of the single example here, not the mean over the batch.

    Taught in 13_deeper.
    """
    O = Y[-1]
    check_shapes("Nl,Nl", O=O, T=T)
    deltas = [(O - T) * O * (1.0 - O)]
    for W, Y_r in zip(weights[:0:-1], Y[-2:0:-1], strict=True):
        deltas.append(through_units(deltas[-1] @ W.T, Y_r, kind))
    return deltas[::-1]


def deep_gradients(X, T, weights, kind="sigmoid"):
    """Return the list of dE/dW_r, where E is the mean error over the batch.

    Taught in 13_deeper.
    """
    Y = deep_forward(X, weights, kind)
    deltas = deep_deltas(Y, T, weights, kind)
    return [Y_r.T @ delta / len(X) for Y_r, delta in zip(Y[:-1], deltas, strict=True)]


RULES = {  # the standard deviation of first weights, from the units before and behind
    "course": lambda before, after: after**-0.5,  # of notebook 04
    "Xavier": lambda before, after: (2 / (before + after)) ** 0.5,  # Glorot, Bengio
    "He": lambda before, after: (2 / before) ** 0.5,  # He and others
}


def deep_weights(rng, sizes, rule="course", scale=1.0, dtype=np.float64):
    """Draw W_1 .. W_R from normal distributions with mean 0.

    Args:
        rng: a numpy.random.Generator.
        sizes: numbers of units, from the inputs to the outputs: R + 1 integers, with at
            least one hidden layer.
        rule: of the standard deviations, a name in RULES.
        scale: a factor for the weights between hidden layers, W_2 .. W_(R-1).
        dtype: float64 or float32; drawn in float64, then rounded.

    Raises ValueError: there is no hidden layer, or rule is unknown.

    Sources: X. Glorot, Y. Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010; K. He and others, Delving Deep into Rectifiers,
    2015.
    """
    if len(sizes) < 3:
        raise ValueError(f"sizes must name a hidden layer, 3 numbers, got {sizes}")
    if rule not in RULES:
        raise ValueError(f"rule must be one of {tuple(RULES)}, got {rule!r}")
    spreads = [RULES[rule](*pair) for pair in pairwise(sizes)]
    spreads[1:-1] = [scale * spread for spread in spreads[1:-1]]
    return [
        rng.normal(0.0, spread, size=shape).astype(dtype)
        for shape, spread in zip(pairwise(sizes), spreads, strict=True)
    ]
