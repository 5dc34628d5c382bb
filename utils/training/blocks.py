"""Exact training, one example at a time, with matrix products.

The updates are those of loop.train_one_at_a_time_, to rounding. block_step_ is written
to be read, fast_block_step_ to be fast.
"""

from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from utils.training.fast import sigmoid_, times_slope_
from utils.training.loop import check_batches, check_finite, check_training_input


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

    The result is that of loop.train_one_at_a_time_, to rounding. BLAS is held to
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
        TypeError, ValueError: see loop.check_training_input and loop.check_batches.
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


class BlockBuffers(NamedTuple):
    """The arrays of a block of B examples, made once, overwritten in each block.

    X (B, n); T (B, l), the targets as 2 t - 1; gram (B, B); D (B, m), before a step
    half of X V, after it 8 delta_y; miss (B, l), 2 (o - t); dV (n, m).

    Taught in 08_fast_numpy.
    """

    X: np.ndarray
    T: np.ndarray
    gram: np.ndarray
    D: np.ndarray
    miss: np.ndarray
    dV: np.ndarray


def make_block_buffers(V, W, size):
    """Return BlockBuffers for blocks of size examples, in the dtype of V.

    Taught in 08_fast_numpy.
    """
    n, m, l = *V.shape, W.shape[1]
    rows = [np.empty((size, width), V.dtype) for width in (n, l, size, m, l)]
    return BlockBuffers(*rows, np.empty_like(V))


def step_views(buffers):
    """Return for each example of a block its views: gram row, D so far, D, T, miss.

    Taught in 08_fast_numpy.
    """
    _, T, gram, D, miss, _ = buffers
    return [(gram[s, : s + 1], D[: s + 1], D[s], T[s], miss[s]) for s in range(len(D))]


def small_steps_(Wt, views, lr):
    """Change Wt and the rows of D and miss: the part of a block that goes one by one.

    Args:
        Wt (l, m): a quarter of W, transposed.
        views: from step_views.
        lr: learning rate.

    Taught in 08_fast_numpy.
    """
    l, m = Wt.shape
    u, y, slope, back, one = (np.ones(m, Wt.dtype) for _ in range(5))
    p, e, one_o, rate = (np.ones(l, Wt.dtype) for _ in range(4))
    rate *= lr / 64
    column, row, change = e[:, None], y[None, :], np.empty_like(Wt)
    add, subtract, multiply, tanh = np.add, np.subtract, np.multiply, np.tanh
    for gram, rows, d, t, miss in views:
        gram.dot(rows, u)  # the last argument is where the result goes
        tanh(u, u)
        add(u, one, y)
        multiply(u, u, slope)
        subtract(one, slope, slope)
        Wt.dot(y, p)
        tanh(p, p)
        subtract(p, t, miss)
        multiply(p, p, e)
        subtract(one_o, e, e)
        multiply(e, miss, e)
        e.dot(Wt, back)
        multiply(back, slope, d)
        multiply(e, rate, e)
        column.dot(row, change)
        subtract(Wt, change, Wt)


def fast_block_step_(V, Wt, X, T, lr, rows, buffers, views):
    """Change V and Wt as one step for each of these rows of X in turn would.

    Args:
        V (n, m): half the weights of the first layer; changed.
        Wt (l, m): a quarter of W, transposed; changed.
        X (N, n), T (N, l): inputs and targets.
        lr: learning rate.
        rows: row numbers, at most as many as the buffers hold.
        buffers, views: from make_block_buffers and step_views; overwritten.

    Returns:
        The error of each row, before its update.

    Taught in 08_fast_numpy.
    """
    count = len(rows)
    x, t, gram, D, miss = (array[:count] for array in buffers[:5])
    gram = gram[:, :count]
    np.take(X, rows, axis=0, out=x, mode="clip")
    np.multiply(T[rows], 2.0, out=t)
    t -= 1.0
    np.matmul(x, V, out=D)
    np.matmul(x, x.T, out=gram)
    gram *= -lr / 16
    np.fill_diagonal(gram, 1.0)
    small_steps_(Wt, views[:count], lr)
    D *= lr / 16
    np.matmul(x.T, D, out=buffers.dV)
    V -= buffers.dV
    return 0.125 * np.sum(miss**2, axis=1)


def train_fast_blocks_(V, W, X, T, lr, blocks):
    """Change V and W in place as train_blocks_ does, to rounding, in less time.

    The arguments, the result and the errors raised are those of train_blocks_; after a
    FloatingPointError V and W are as they were. Blocks of 48 to 96 rows are fastest.

    Taught in 08_fast_numpy.
    """
    check_training_input(X, T, V, W, lr)
    check_batches(blocks, len(X), "blocks")
    half_V, quarter_W = 0.5 * V, 0.25 * np.ascontiguousarray(W.T)
    buffers = make_block_buffers(V, W, max(len(rows) for rows in blocks))
    views = step_views(buffers)
    total, count = 0.0, 0
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in blocks:
            E = fast_block_step_(half_V, quarter_W, X, T, lr, rows, buffers, views)
            check_finite(np.sum(E), count + int(np.argmin(np.isfinite(E))))
            total += np.sum(E)
            count += len(rows)
    V[:], W[:] = 2.0 * half_V, 4.0 * quarter_W.T
    return float(total / count)
