"""Exact training, one example at a time, by matrix products: many steps in a block.

The steps are those of loop.train_one_at_a_time_, to rounding. Notebook 08 derives the
block and writes it plainly. These are the same steps by fewer and cheaper calls. They
compute u = tanh(z / 2) in place of the sigmoid y = (1 + u) / 2. Its slope y (1 - y) is
(1 - u^2) / 4, and the delta of an output is (u - (2 t - 1)) (1 - u^2) / 8. No call is
spent on these factors: the arrays below carry them.
"""

import numpy as np
from threadpoolctl import threadpool_limits

from utils.training.loop import check_finite, check_training_input

V_KEPT = 1 / 2  # of V: so X V is z / 2, the number that tanh takes
W_KEPT = 1 / 4  # of W: so (1 + u) W is z / 2, and delta_o W has the 1/4 of the slope
DELTA = 8  # deltas are kept 8 times as large: so the 1/8 need not be multiplied
V_RATE = V_KEPT / DELTA  # times lr: a step of V_KEPT V by deltas 8 times too large
W_RATE = W_KEPT / DELTA / 2  # times lr: the same for W; the 2 makes 1 + u into y


def _make_block(V, W, size):
    """Return the arrays of a block of B = size examples, and its steps.

    The arrays are overwritten by each block: X (B, n); T (B, l), 2 t - 1; gram (B, B),
    -lr V_RATE x_s . x_r, and 1 on the diagonal; D (B, m), whose row s is V_KEPT x_s V
    before step s, 8 delta_y after it; miss (B, l), 2 (o - t); dV (n, m), the change of
    V_KEPT V. A step s has views of what it reads and writes: its row of gram, the rows
    of D so far, its own rows of D, T and miss.
    """
    n, m, l = *V.shape, W.shape[1]
    shapes = [(size, width) for width in (n, l, size, m, l)] + [V.shape]
    block = [np.empty(shape, V.dtype) for shape in shapes]
    _, T, gram, D, miss, _ = block
    return block, [
        (gram[s, : s + 1], D[: s + 1], D[s], T[s], miss[s]) for s in range(size)
    ]


def _take_steps_(Wt, steps, lr):
    """Change Wt (l, m), W_KEPT W transposed, and the rows of D and miss, step by step.

    steps: from _make_block. Each makes 16 calls; the last argument of a call is the
    array for its result.
    """
    l, m = Wt.shape
    u, y, slope, back, one = (np.ones(m, Wt.dtype) for _ in range(5))
    u_o, e, one_o, rate = (np.ones(l, Wt.dtype) for _ in range(4))
    rate *= lr * W_RATE
    column, row, change = e[:, None], y[None, :], np.empty_like(Wt)
    add, subtract, multiply, tanh = np.add, np.subtract, np.multiply, np.tanh
    for gram, rows, d, t, miss in steps:
        gram.dot(rows, u)  # z / 2, with what the steps before have changed
        tanh(u, u)
        add(u, one, y)  # 2 y
        multiply(u, u, slope)
        subtract(one, slope, slope)  # 4 y (1 - y)
        Wt.dot(y, u_o)  # z / 2 of the outputs
        tanh(u_o, u_o)
        subtract(u_o, t, miss)
        multiply(u_o, u_o, e)
        subtract(one_o, e, e)
        multiply(e, miss, e)  # 8 delta_o
        e.dot(Wt, back)
        multiply(back, slope, d)  # 8 delta_y
        multiply(e, rate, e)
        column.dot(row, change)
        subtract(Wt, change, Wt)


def _block_step_(V, Wt, X, T, lr, rows, block, steps):
    """Change V and Wt as one step for each of these rows of X in turn would.

    V and Wt hold V_KEPT V (n, m), and W_KEPT W transposed (l, m). Returns the error of
    each row, before its step.
    """
    count, dV = len(rows), block[5]
    x, t, gram, D, miss = (array[:count] for array in block[:5])
    gram = gram[:, :count]
    np.take(X, rows, axis=0, out=x, mode="clip")
    np.take(T, rows, axis=0, out=t, mode="clip")
    t *= 2.0
    t -= 1.0
    np.matmul(x, V, out=D)
    np.matmul(x, x.T, out=gram)
    gram *= -lr * V_RATE
    np.fill_diagonal(gram, 1.0)
    _take_steps_(Wt, steps[:count], lr)
    D *= lr * V_RATE
    np.matmul(x.T, D, out=dV)
    V -= dV
    return 0.125 * np.sum(miss**2, axis=1)


def train_blocks_(V, W, X, T, lr, blocks):
    """Change V and W in place by one gradient step for each example, block by block.

    The result is that of loop.train_one_at_a_time_, to rounding. BLAS is held to one
    thread meanwhile: others would wait in a busy loop between matrix products and slow
    down the many small operations there.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        blocks: a list of arrays of row numbers of X, in the order of use; 48 to 96 rows
            each are fastest.

    Returns the mean over the steps of the error of the example, before its step.

    Raises:
        TypeError, ValueError: see loop.check_training_input.
        FloatingPointError: the error of an example became NaN or infinite; V and W are
            as they were.
    """
    check_training_input(X, T, V, W, lr, *blocks)
    kept_V, kept_W = V_KEPT * V, W_KEPT * np.ascontiguousarray(W.T)
    block, steps = _make_block(V, W, max(map(len, blocks)))
    total, count = 0.0, 0
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in blocks:
            E = _block_step_(kept_V, kept_W, X, T, lr, rows, block, steps)
            check_finite(np.sum(E), count + int(np.argmin(np.isfinite(E))))
            total += np.sum(E)
            count += len(rows)
    V[:], W[:] = kept_V / V_KEPT, kept_W.T / W_KEPT
    return float(total / count)
