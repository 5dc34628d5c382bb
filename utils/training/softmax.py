"""Training of the network with biases and a softmax output, from a seed to weights."""

import numpy as np

from utils.data.preprocessing import batches
from utils.networks.softmax import initial_parameters, softmax_gradients
from utils.training.loop import check_arrays, check_training_input
from utils.training.optimizers import momentum_state, momentum_step_


def shifted(X, down, right, side=28):
    """Return the pictures in the rows of X (N, side * side), moved by whole pixels.

    What leaves at one edge comes in at the opposite one. Negative numbers move up and
    to the left.

    Taught in 10_softmax_cross_entropy.
    """
    pictures = X.reshape(len(X), side, side)
    return np.roll(pictures, (down, right), axis=(1, 2)).reshape(X.shape)


def train_softmax(X, T, rng, epochs, lr=0.3, batch_size=64, decay=True, shift=1):
    """Train the network with m = 128 hidden units by momentum 0.9, from random weights.

    Args:
        X (N, n), T (N, l): inputs and targets, float64 or float32; the rows of T sum
            to 1.
        rng: a numpy.random.Generator, for the weights, the batches and the shifts.
        epochs: number of passes over X.
        lr: learning rate of the first step.
        batch_size: examples in a batch.
        decay: let the learning rate fall to 0 on a straight line.
        shift: move each batch by up to this many pixels in each direction; 0 for
            inputs that are no square pictures.

    Returns a list: V (n, m), b (m,), W (m, l), c (l,), in the dtype of X.

    Raises:
        TypeError, ValueError: see check_softmax_input.
        FloatingPointError: at the end of the training a weight is NaN or infinite.

    Taught in 10_softmax_cross_entropy.
    """
    check_softmax_input(X, T, lr)
    params = initial_parameters(rng, X.shape[1], l=T.shape[1], dtype=X.dtype)
    velocities = momentum_state(params)
    deal = [rows for _ in range(epochs) for rows in batches(rng, len(X), batch_size)]
    for step, rows in enumerate(deal):
        rate = lr * (1 - step / len(deal)) if decay else lr
        X_batch = X[rows]
        if shift:
            X_batch = shifted(X_batch, *rng.integers(-shift, shift + 1, size=2))
        gradients = softmax_gradients(X_batch, T[rows], *params)
        momentum_step_(params, gradients, velocities, rate)
    if not all(np.isfinite(array).all() for array in params):
        raise FloatingPointError("a weight is NaN or infinite: try a smaller lr")
    return params


def check_softmax_input(X, T, lr):
    """Raise as check_training_input does, and unless each row of T sums to 1."""
    check_arrays(X=X, T=T)
    V, W = np.empty((X.shape[1], 1), X.dtype), np.empty((1, T.shape[1]), X.dtype)
    check_training_input(X, T, V, W, lr, range(len(X)))
    gaps = np.abs(T.sum(axis=1) - 1)
    worst = int(gaps.argmax())
    if not gaps[worst] < 1e-5:
        raise ValueError(
            f"row {worst} of T sums to {T[worst].sum():.4g}, expected 1: the gradient "
            "o - t is right for such targets only (targets(labels, low=0) makes them)"
        )
