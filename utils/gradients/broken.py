"""The museum of broken gradients: backward passes with one bug each.

The bugs stand in for deltas or gradients of utils.networks.sigmoid. Bugs that need a
ReLU or a bias have a variant of that network, whose right backward pass is
relu_gradients: X (N, n), V (n, m), bias b (m,), hidden outputs max(0, X V + b), then W
and sigmoids as before.
"""

from typing import NamedTuple

from utils.networks.sigmoid import deltas, forward, sigmoid
from utils.shapes import check_shapes

LR = 0.3  # learning rate of the bug that changes W too early


# In place of deltas(Y, O, T, W)


def output_derivative_missing(Y, O, T, W):
    """Leave out the derivative of the output sigmoid."""
    delta_o = O - T
    delta_y = (delta_o @ W.T) * Y * (1.0 - Y)
    return delta_y, delta_o


def derivative_at_the_output(Y, O, T, W):
    """Take the derivative of the hidden sigmoid at y, not at the pre-activation z."""
    delta_o = (O - T) * O * (1.0 - O)
    S = sigmoid(Y)
    delta_y = (delta_o @ W.T) * S * (1.0 - S)
    return delta_y, delta_o


def weights_changed_too_early(Y, O, T, W):
    """Update W by a step of LR before the hidden deltas are computed with it."""
    delta_o = (O - T) * O * (1.0 - O)
    W = W - LR * Y.T @ delta_o / len(Y)
    delta_y = (delta_o @ W.T) * Y * (1.0 - Y)
    return delta_y, delta_o


def wrong_sign(Y, O, T, W):
    """Take t - o for o - t, and go uphill."""
    delta_o = (T - O) * O * (1.0 - O)
    delta_y = (delta_o @ W.T) * Y * (1.0 - Y)
    return delta_y, delta_o


def factor_two(Y, O, T, W):
    """Keep the 2 of the square, although the 1/2 of E cancels it."""
    delta_o = 2.0 * (O - T) * O * (1.0 - O)
    delta_y = (delta_o @ W.T) * Y * (1.0 - Y)
    return delta_y, delta_o


def transpose_missing(Y, O, T, W):
    """Multiply by W, not by its transpose: it fits only if m equals l."""
    delta_o = (O - T) * O * (1.0 - O)
    delta_y = (delta_o @ W) * Y * (1.0 - Y)
    return delta_y, delta_o


def first_output_only(Y, O, T, W):
    """Follow only the path through the first output back to a hidden unit."""
    delta_o = (O - T) * O * (1.0 - O)
    delta_y = (delta_o[:, :1] @ W[:, :1].T) * Y * (1.0 - Y)
    return delta_y, delta_o


# In place of gradients(X, T, V, W)


def mean_missing(X, T, V, W):
    """Add up the batch, although E is its mean."""
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    return X.T @ delta_y, Y.T @ delta_o


def mean_twice(X, T, V, W):
    """Divide by N twice: once for the deltas, once for the product."""
    Y, O = forward(X, V, W)
    delta_y, delta_o = (delta / len(X) for delta in deltas(Y, O, T, W))
    return X.T @ delta_y / len(X), Y.T @ delta_o / len(X)


def relu_forward(X, V, b, W):
    """Return Z (N, m), Y = max(0, Z) and O (N, l); complex parameters may pass."""
    check_shapes("Nn,nm,m,ml", X=X, V=V, b=b, W=W)
    Z = X @ V + b
    Y = Z * (Z.real > 0)
    return Z, Y, sigmoid(Y @ W)


def relu_gradients(X, T, V, b, W):
    """Return dE/dV (n, m), dE/db (m,) and dE/dW (m, l) of the mean error."""
    Z, Y, O = relu_forward(X, V, b, W)
    check_shapes("Nl,Nl", O=O, T=T)
    delta_o = (O - T) * O * (1.0 - O) / len(X)
    delta_y = (delta_o @ W.T) * (Z > 0)
    return X.T @ delta_y, delta_y.sum(axis=0), Y.T @ delta_o


def mask_after_relu(X, T, V, b, W):
    """Ask Y >= 0 after the ReLU, which is true of every unit, for Z > 0 before it."""
    Z, Y, O = relu_forward(X, V, b, W)
    check_shapes("Nl,Nl", O=O, T=T)
    delta_o = (O - T) * O * (1.0 - O) / len(X)
    delta_y = (delta_o @ W.T) * (Y >= 0)
    return X.T @ delta_y, delta_y.sum(axis=0), Y.T @ delta_o


def bias_not_summed(X, T, V, b, W):
    """Take the bias gradient of the last example, as a loop with = for += would."""
    Z, Y, O = relu_forward(X, V, b, W)
    check_shapes("Nl,Nl", O=O, T=T)
    delta_o = (O - T) * O * (1.0 - O) / len(X)
    delta_y = (delta_o @ W.T) * (Z > 0)
    return X.T @ delta_y, delta_y[-1], Y.T @ delta_o


class Exhibit(NamedTuple):
    """A broken function and the name of the right one that it stands in for."""

    broken: object
    replaces: str  # deltas, gradients (of networks.sigmoid) or relu_gradients

    @property
    def name(self):
        """Its name in words."""
        return self.broken.__name__.replace("_", " ")

    @property
    def hidden(self):
        """The number of hidden units m that it needs, or None for any."""
        return 10 if self.broken is transpose_missing else None


EXHIBITS = (
    Exhibit(output_derivative_missing, "deltas"),
    Exhibit(derivative_at_the_output, "deltas"),
    Exhibit(weights_changed_too_early, "deltas"),
    Exhibit(first_output_only, "deltas"),
    Exhibit(transpose_missing, "deltas"),
    Exhibit(wrong_sign, "deltas"),
    Exhibit(factor_two, "deltas"),
    Exhibit(mean_missing, "gradients"),
    Exhibit(mean_twice, "gradients"),
    Exhibit(mask_after_relu, "relu_gradients"),
    Exhibit(bias_not_summed, "relu_gradients"),
)


def broken_gradients(exhibit):
    """Return the gradients function, (X, T, *weights) -> tuple, of an exhibit."""
    if exhibit.replaces != "deltas":
        return exhibit.broken

    def gradients(X, T, V, W):
        Y, O = forward(X, V, W)
        check_shapes("Nl,Nl", O=O, T=T)
        delta_y, delta_o = exhibit.broken(Y, O, T, W)
        return X.T @ delta_y / len(X), Y.T @ delta_o / len(X)

    return gradients
