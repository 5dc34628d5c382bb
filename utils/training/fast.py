"""Fast training in batches: the gradients of the plain functions, without copies."""

from typing import NamedTuple

import numpy as np

from utils.training.loop import check_batches, check_finite, check_training_input


class Buffers(NamedTuple):
    """The arrays of one batch step, made once, overwritten in each step.

    X (B, n), T (B, l), Y (B, m), O (B, l), delta_y (B, m), delta_o (B, l), dV (n, m),
    dW (m, l).
    """

    X: np.ndarray
    T: np.ndarray
    Y: np.ndarray
    O: np.ndarray
    delta_y: np.ndarray
    delta_o: np.ndarray
    dV: np.ndarray
    dW: np.ndarray


def _make_buffers(V, W, batch_size):
    """Return Buffers for batches of batch_size rows, in the dtype of V."""
    n, m, l = *V.shape, W.shape[1]
    rows = [np.empty((batch_size, width), V.dtype) for width in (n, l, m, l, m, l)]
    return Buffers(*rows, np.empty(V.shape, V.dtype), np.empty(W.shape, W.dtype))


def _first_rows(buffers, count):
    """Return Buffers whose batch arrays are views of the first count rows."""
    return Buffers(*(array[:count] for array in buffers[:6]), *buffers[6:])


def sigmoid_(z):
    """Change z into sigmoid(z), in place."""
    z *= 0.5
    np.tanh(z, out=z)
    z += 1.0
    z *= 0.5


def times_slope_(delta, y):
    """Change delta into delta * y * (1 - y), and y into 1 - y, both in place."""
    delta *= y
    np.subtract(1.0, y, out=y)
    delta *= y


def gradients_(buffers, V, W):
    """Change buffers: from X and T compute dV and dW, the gradients of the mean error.

    The other arrays are scratch. The result is that of networks.sigmoid.gradients. For
    a column times a row np.matmul does not use BLAS, np.dot does.

    Returns:
        The mean error of the batch.

    Taught in 08_fast_numpy.
    """
    X, T, Y, O, delta_y, delta_o, dV, dW = buffers
    product = np.dot if len(X) == 1 else np.matmul
    np.matmul(X, V, out=Y)
    sigmoid_(Y)
    np.matmul(Y, W, out=O)
    sigmoid_(O)
    np.subtract(O, T, out=delta_o)
    E = 0.5 * np.vdot(delta_o, delta_o) / len(X)
    delta_o *= 1.0 / len(X)
    times_slope_(delta_o, O)
    np.matmul(delta_o, W.T, out=delta_y)
    product(Y.T, delta_o, out=dW)
    times_slope_(delta_y, Y)
    product(X.T, delta_y, out=dV)
    return E


def train_batches_(V, W, X, T, lr, batches, step):
    """Change V and W in place by one step of an optimizer for each batch.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        batches: a list of arrays of row numbers of X (see preprocessing.batches).
        step: a function of (weights, gradients, lr) that changes the weights in place
            and may use the gradients as scratch, for example optimizers.sgd_step_.

    Returns:
        The mean over the examples of the error, each before the update of its batch.

    Raises:
        TypeError, ValueError: see loop.check_training_input and loop.check_batches.
        FloatingPointError: the error of a batch became NaN or infinite.
    """
    check_training_input(X, T, V, W, lr)
    check_batches(batches, len(X))
    buffers = _make_buffers(V, W, max(len(rows) for rows in batches))
    total, count = 0.0, 0
    for number, rows in enumerate(batches):
        part = _first_rows(buffers, len(rows))
        np.take(X, rows, axis=0, out=part.X, mode="clip")
        np.take(T, rows, axis=0, out=part.T, mode="clip")
        E = gradients_(part, V, W)
        check_finite(E, number)
        step([V, W], [part.dV, part.dW], lr)
        total += E * len(rows)
        count += len(rows)
    return float(total / count)
