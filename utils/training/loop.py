"""Training: turns gradients into trained weights, and measures the result."""

import math

import numpy as np

from utils.networks.sigmoid import deltas, error, forward, predict
from utils.shapes import check_range, check_shapes


def train_one_at_a_time_(V, W, X, T, lr, order):
    """Change V and W in place by one gradient step for each example in order.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        order: row numbers of X, 0 to N - 1, in the order of use: at least one, with a
            length. Wrap it in tqdm to see a progress bar.

    Returns the mean over the steps of the error of the example, before its update.

    Raises:
        TypeError, ValueError: see check_training_input.
        FloatingPointError: the error became NaN or infinite.

    Taught in 04_numpy_trainer.
    """
    check_training_input(X, T, V, W, lr, order)
    lr, count = float(lr), len(order)
    total, product = 0.0, np.empty_like(V)
    for step, i in enumerate(order):
        x, t = X[i, None], T[i, None]
        y, o = forward(x, V, W)
        E = error(o, t)
        check_finite(E, step)
        delta_y, delta_o = deltas(y, o, t, W)
        W -= np.einsum("bj,bk->jk", y, lr * delta_o)
        V -= np.einsum("bi,bj->ij", x, lr * delta_y, out=product)
        total += float(E)
    return total / count


def accuracy(X, labels, V, W):
    """Return the share of the rows of X (N, n) whose prediction equals labels (N,).

    Taught in 04_numpy_trainer.
    """
    predicted = predict(X, V, W)
    check_shapes("N,N", predicted=predicted, labels=labels)
    return np.mean(predicted == labels)


def confusion_matrix(labels, predicted, l=10):
    """Count in entry [a, b] (l, l) the examples of label a that were predicted as b.

    Raises ValueError: other lengths, or labels outside of 0 to l - 1.

    Taught in 04_numpy_trainer.
    """
    check_shapes("N,N", labels=labels, predicted=predicted)
    check_range(0, l - 1, labels=labels, predicted=predicted)
    counts = np.zeros((l, l), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


# Checks of the input, before any work


def check_training_input(X, T, V, W, lr, *batches):
    """Raise unless these arrays, this rate and these row numbers of X can train.

    Raises TypeError: no matrices of one dtype, float64 or float32; row numbers that are
    no integers. ValueError: no example, shapes that do not fit, lr not positive and
    finite, no row number, or one outside of 0 to N - 1.
    """
    check_arrays(X=X, T=T, V=V, W=W)
    check_shapes("Nn,Nl,nm,ml", X=X, T=T, V=V, W=W)
    if len(X) == 0:
        raise ValueError("X holds no example: its shape is (0, n)")
    if not (math.isfinite(lr) and lr > 0):
        raise ValueError(f"lr must be a positive finite number, got {lr}")
    for number, rows in enumerate(batches):
        found = np.asarray(getattr(rows, "iterable", rows))  # of what tqdm wraps
        if found.ndim != 1 or found.dtype.kind not in "iu":
            got = f"{type(rows).__name__} of {found.dtype} {found.shape}"
            raise TypeError(f"batch {number} must hold integers (B,), got {got}")
        check_range(0, len(X) - 1, **{f"row numbers of batch {number}": found})
    if not all(map(len, batches or [()])):
        raise ValueError("expected at least one batch, and a row number in each")


def check_arrays(**arrays):
    """Raise TypeError unless these are matrices of one dtype, float64 or float32."""
    found = {
        name: f"{x.dtype} {x.shape}" if isinstance(x, np.ndarray) else type(x).__name__
        for name, x in arrays.items()
    }
    dtypes = {getattr(x, "dtype", None) for x in arrays.values()}
    axes = {getattr(x, "ndim", None) for x in arrays.values()}
    if len(dtypes) > 1 or not dtypes <= {np.dtype("f8"), np.dtype("f4")} or axes != {2}:
        raise TypeError(f"expected matrices, all float64 or all float32, got {found}")


def check_finite(E, step):
    """Raise FloatingPointError if the error E of this step (an int) is NaN or inf."""
    if not math.isfinite(E):
        raise FloatingPointError(
            f"the error became {E} at step {step}: try a smaller learning rate, "
            "and look for NaN or infinite values in the inputs and initial weights"
        )
