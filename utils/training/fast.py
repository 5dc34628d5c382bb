"""Fast training in batches: the gradients of the plain functions, without copies."""

import numpy as np

from utils.training.loop import check_finite, check_training_input


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

    The result is that of networks.sigmoid.gradients. For a column times a row np.matmul
    does not use BLAS, np.dot does.

    Args:
        buffers: X (B, n), T (B, l), and arrays that are made once and overwritten in
            each step: Y (B, m), O (B, l), delta_y (B, m), delta_o (B, l), dV, dW.
        V (n, m), W (m, l): weights.

    Returns the mean error of the batch.

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


def _make_buffers(V, W, size):
    """Return the buffers of gradients_ for batches of size rows, in the dtype of V."""
    n, m, l = *V.shape, W.shape[1]
    shapes = [(size, width) for width in (n, l, m, l, m, l)] + [V.shape, W.shape]
    return [np.empty(shape, V.dtype) for shape in shapes]


def train_batches_(V, W, X, T, lr, batches, step):
    """Change V and W in place by one step of an optimizer for each batch.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        batches: a list of arrays of row numbers of X (see preprocessing.batches).
        step: a function of (weights, gradients, lr) that changes the weights in place
            and may use the gradients as scratch, for example optimizers.sgd_step_.

    Returns the mean of the errors of the examples, each before the step of its batch.

    Raises:
        TypeError, ValueError: see loop.check_training_input.
        FloatingPointError: the error of a batch became NaN or infinite.
    """
    check_training_input(X, T, V, W, lr, *batches)
    buffers = _make_buffers(V, W, max(map(len, batches)))
    total, count = 0.0, 0
    for number, rows in enumerate(batches):
        part = [array[: len(rows)] for array in buffers[:6]] + buffers[6:]
        np.take(X, rows, axis=0, out=part[0], mode="clip")
        np.take(T, rows, axis=0, out=part[1], mode="clip")
        E = gradients_(part, V, W)
        check_finite(E, number)
        step([V, W], part[6:], lr)
        total += E * len(rows)
        count += len(rows)
    return float(total / count)
