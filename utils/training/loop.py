"""Training: turns gradients into trained weights, and measures the result."""

import math

import numpy as np

from utils.networks.sigmoid import deltas, error, forward, predict
from utils.shapes import check_shapes


def check_training_input(X, T, V, W, lr):
    """Raise before any work if these arrays and this learning rate cannot train.

    Args:
        X (N, n), T (N, l), V (n, m), W (m, l): all float64 or all float32.
        lr: learning rate, a positive finite number.

    Raises:
        TypeError: an argument is no array, or not float64 or float32, or they differ.
        ValueError: shapes disagree, there are no examples, or lr is not positive and
            finite.
    """
    arrays = {"X": X, "T": T, "V": V, "W": W}
    check_arrays(**arrays)
    for name, array in arrays.items():
        if array.dtype != V.dtype:
            raise TypeError(f"{name} is {array.dtype} but V is {V.dtype}")
    sizes = {"X": (len(T), len(V)), "T": (len(X), W.shape[1]), "W": (V.shape[1], None)}
    for name, expected in sizes.items():
        _check_shape(name, arrays[name].shape, expected)
    if len(X) == 0:
        raise ValueError("X holds no example: its shape is (0, n)")
    if not (math.isfinite(lr) and lr > 0):
        raise ValueError(f"lr must be a positive finite number, got {lr}")


def check_arrays(**arrays):
    """Raise TypeError or ValueError unless all are float64 or float32 matrices."""
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{name} must be a NumPy array, got {type(array).__name__}")
        if array.dtype not in (np.float64, np.float32):
            raise TypeError(f"{name} must be float64 or float32, got {array.dtype}")
        if array.ndim != 2:
            raise ValueError(f"{name} must have 2 axes, got shape {array.shape}")


def _check_shape(name, shape, expected):
    if any(e is not None and e != s for s, e in zip(shape, expected, strict=True)):
        wanted = ", ".join("any" if e is None else str(e) for e in expected)
        raise ValueError(
            f"{name} has shape {shape}, expected ({wanted}) to fit the other arrays"
        )


def check_batches(batches, n_examples, name="batches"):
    """Raise before any work if batches cannot be row numbers of n_examples examples.

    Args:
        batches: a list of integer arrays or lists, for example from
            preprocessing.batches.
        n_examples: number of rows of X.
        name: how the message calls the list.

    Raises:
        TypeError: a batch does not hold integers, or is a tuple (NumPy reads a tuple
            as the place of one entry).
        ValueError: there is no batch, a batch is empty or has more than one axis, or a
            row number is out of range.
    """
    if len(batches) == 0:
        raise ValueError(f"{name} is empty: it needs at least one array of row numbers")
    for number, rows in enumerate(batches):
        if isinstance(rows, tuple):
            raise TypeError(f"{name}[{number}] must be an array or a list, got a tuple")
        rows = np.asarray(rows)
        if rows.ndim != 1 or rows.size == 0:
            raise ValueError(
                f"{name}[{number}] has shape {rows.shape}, expected (B,), B at least 1"
            )
        if rows.dtype.kind not in "iu":
            raise TypeError(
                f"{name}[{number}] must hold integers, got {rows.dtype} numbers"
            )
        if rows.min() < 0 or rows.max() >= n_examples:
            raise ValueError(
                f"{name}[{number}] holds row numbers {rows.min()} to {rows.max()}, "
                f"expected 0 to {n_examples - 1}"
            )


def check_finite(E, step):
    """Raise FloatingPointError if the error E of this step (an int) is NaN or inf."""
    if not math.isfinite(E):
        raise FloatingPointError(
            f"the error became {E} at step {step}: try a smaller learning rate, "
            "and look for NaN or infinite values in the inputs and initial weights"
        )


def train_one_at_a_time_(V, W, X, T, lr, order):
    """Change V and W in place by one gradient step for each example in order.

    Args:
        V (n, m), W (m, l): weights, float64 or float32; changed.
        X (N, n), T (N, l): inputs and targets, of the same dtype.
        lr: learning rate.
        order: row numbers of X, 0 to N - 1, in the order of use: at least one, with a
            length. They are not checked before. Wrap it in tqdm to see a progress bar.

    Returns:
        The mean over the steps of the error of the example, before its update.

    Raises:
        TypeError, ValueError: see check_training_input.
        FloatingPointError: the error became NaN or infinite.
        IndexError: a row number is too large; the steps before it are taken.

    Taught in 04_numpy_trainer.
    """
    check_training_input(X, T, V, W, lr)
    lr = float(lr)
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
    return total / len(order)


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
