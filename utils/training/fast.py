"""Fast training: the same updates, arranged for matrix products and without copies."""

from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from utils.training.loop import check_batches, check_finite, check_training_input


class Buffers(NamedTuple):
    """The arrays of one batch step, made once, overwritten in each step.

    X (B, n), T (B, l), Y (B, m), O (B, l), delta_y (B, m), delta_o (B, l), dV (n, m),
    dW (m, l).

    Taught in 08_fast_numpy.
    """

    X: np.ndarray
    T: np.ndarray
    Y: np.ndarray
    O: np.ndarray
    delta_y: np.ndarray
    delta_o: np.ndarray
    dV: np.ndarray
    dW: np.ndarray


def make_buffers(V, W, batch_size):
    """Return Buffers for batches of batch_size rows, in the dtype of V.

    Taught in 08_fast_numpy.
    """
    n, m, l = *V.shape, W.shape[1]
    rows = [np.empty((batch_size, width), V.dtype) for width in (n, l, m, l, m, l)]
    return Buffers(*rows, np.empty_like(V), np.empty_like(W))


def first_rows(buffers, count):
    """Return Buffers whose batch arrays are views of the first count rows.

    Taught in 08_fast_numpy.
    """
    return Buffers(*(array[:count] for array in buffers[:6]), *buffers[6:])


def sigmoid_(z):
    """Change z into sigmoid(z), in place.

    Taught in 08_fast_numpy.
    """
    z *= 0.5
    np.tanh(z, out=z)
    z += 1.0
    z *= 0.5


def times_slope_(delta, y):
    """Change delta into delta * y * (1 - y), and y into 1 - y, both in place.

    Taught in 08_fast_numpy.
    """
    delta *= y
    np.subtract(1.0, y, out=y)
    delta *= y


def gradients_(buffers, V, W):
    """Change buffers: from X and T compute dV and dW, the gradients of the mean error.

    The other arrays are scratch. The result is that of network.gradients.

    Returns:
        The mean error of the batch.

    Taught in 08_fast_numpy.
    """
    X, T, Y, O, delta_y, delta_o, dV, dW = buffers
    np.matmul(X, V, out=Y)
    sigmoid_(Y)
    np.matmul(Y, W, out=O)
    sigmoid_(O)
    np.subtract(O, T, out=delta_o)
    E = 0.5 * np.vdot(delta_o, delta_o) / len(X)
    delta_o *= 1.0 / len(X)
    times_slope_(delta_o, O)
    np.matmul(delta_o, W.T, out=delta_y)
    np.matmul(Y.T, delta_o, out=dW)
    times_slope_(delta_y, Y)
    np.matmul(X.T, delta_y, out=dV)
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
        TypeError, ValueError: see check_training_input and check_batches in training.
        FloatingPointError: the error of a batch became NaN or infinite.

    Taught in 08_fast_numpy.
    """
    check_training_input(X, T, V, W, lr)
    check_batches(batches, len(X))
    buffers = make_buffers(V, W, max(len(rows) for rows in batches))
    total, count = 0.0, 0
    for number, rows in enumerate(batches):
        part = first_rows(buffers, len(rows))
        np.take(X, rows, axis=0, out=part.X, mode="clip")
        np.take(T, rows, axis=0, out=part.T, mode="clip")
        E = gradients_(part, V, W)
        check_finite(E, number)
        step([V, W], [part.dV, part.dW], lr)
        total += E * len(rows)
        count += len(rows)
    return float(total / count)


def block_step_(V, W, X, T, lr):
    """Change V and W in place as one gradient step for each row of X in turn would.

    V is used twice only, in matrix products. With V the weights before the block, row
    s finds the pre-activations X_s V - lr sum_{r<s} (X_s . X_r) delta_r.

    Args:
        V (n, m), W (m, l): weights; changed.
        X (B, n), T (B, l): the block.
        lr: learning rate.

    Returns:
        The error of each row (B,), before its update.

    Taught in 08_fast_numpy.
    """
    Y, gram = X @ V, -lr * (X @ X.T)
    delta_y, O, Wt = np.empty_like(Y), np.empty_like(T), W.T.copy()
    for s in range(len(X)):
        y, o, delta = Y[s], O[s], delta_y[s]
        y += np.dot(gram[s, :s], delta_y[:s])
        sigmoid_(y)
        np.dot(Wt, y, out=o)
        sigmoid_(o)
        delta_o = (o - T[s]) * o * (1.0 - o)
        np.dot(delta_o, Wt, out=delta)
        Wt -= (lr * delta_o)[:, None] * y
        times_slope_(delta, y)
    V -= X.T @ (lr * delta_y)
    W[:] = Wt.T
    return 0.5 * np.sum((T - O) ** 2, axis=1)


def train_blocks_(V, W, X, T, lr, blocks):
    """Change V and W in place by one gradient step for each example, block by block.

    The result is that of training.train_one_at_a_time_, to rounding. BLAS is held to
    one thread meanwhile: others would wait in a busy loop between matrix products and
    slow down the many small operations there.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        blocks: a list of arrays of row numbers of X, in the order of use; about 64
            rows each are fastest.

    Returns:
        The mean over the steps of the error of the example, before its update.

    Raises:
        TypeError, ValueError: see check_training_input and check_batches in training.
        FloatingPointError: the error of an example became NaN or infinite.

    Taught in 08_fast_numpy.
    """
    check_training_input(X, T, V, W, lr)
    check_batches(blocks, len(X), "blocks")
    total, count = 0.0, 0
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in blocks:
            E = block_step_(V, W, X[rows], T[rows], lr)
            check_finite(np.sum(E), count + int(np.argmin(np.isfinite(E))))
            total += np.sum(E)
            count += len(rows)
    return float(total / count)
