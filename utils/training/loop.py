"""Training: turns gradients into trained weights, and measures the result."""

import math

import numpy as np

from utils.networks.sigmoid import deltas, error, forward, predict
from utils.shapes import check_shapes


def train_one_at_a_time_(V, W, X, T, lr, order):
    """Change V and W in place by one gradient step for each example in order.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        order: row numbers of X, 0 to N - 1, in the order of use: at least one, with a
            length. They are not checked before. Wrap it in tqdm to see a progress bar.

    Returns the mean over the steps of the error of the example, before its update.

    Raises:
        TypeError, ValueError: see check_training_input.
        FloatingPointError: the error became NaN or infinite.
        IndexError: a row number is too large; the steps before it are taken.

    Taught in 04_numpy_trainer.
    """
    check_training_input(X, T, V, W, lr)
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

    Taught in 04_numpy_trainer.
    """
    check_shapes("N,N", labels=labels, predicted=predicted)
    counts = np.zeros((l, l), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


# Checks of the input, before any work


def check_training_input(X, T, V, W, lr):
    """Raise unless these arrays and this learning rate can train.

    Raises TypeError: no arrays of one dtype, float64 or float32. ValueError: no
    example, shapes that do not fit, lr not positive and finite.
    """
    check_arrays(X=X, T=T, V=V, W=W)
    check_shapes("Nn,Nl,nm,ml", X=X, T=T, V=V, W=W)
    if len(X) == 0:
        raise ValueError("X holds no example: its shape is (0, n)")
    if not (math.isfinite(lr) and lr > 0):
        raise ValueError(f"lr must be a positive finite number, got {lr}")


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


def check_batches(batches, n_examples, name="batches"):
    """Raise unless batches is a list of arrays of row numbers below n_examples.

    name: what the message calls it.

    Raises TypeError: a batch does not hold integers, or is a tuple, which NumPy reads
    as the place of one entry. ValueError: no batch, no row, a row out of range.
    """
    if len(batches) == 0:
        raise ValueError(f"{name} is empty: it needs at least one array of row numbers")
    for number, rows in enumerate(batches):
        found = np.asarray(rows)
        if isinstance(rows, tuple) or (found.size and found.dtype.kind not in "iu"):
            kind = f"{type(rows).__name__} of {found.dtype} numbers"
            raise TypeError(f"{name}[{number}] must hold integers, got a {kind}")
        if found.ndim != 1 or not found.size:
            raise ValueError(f"{name}[{number}] has shape {found.shape}, expected (B,)")
        if found.min() < 0 or found.max() >= n_examples:
            raise ValueError(
                f"{name}[{number}] holds row numbers {found.min()} to {found.max()}, "
                f"expected 0 to {n_examples - 1}"
            )


def check_finite(E, step):
    """Raise FloatingPointError if the error E of this step (an int) is NaN or inf."""
    if not math.isfinite(E):
        raise FloatingPointError(
            f"the error became {E} at step {step}: try a smaller learning rate, "
            "and look for NaN or infinite values in the inputs and initial weights"
        )
