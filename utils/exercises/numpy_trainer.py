"""The checks of the exercises of 04_numpy_trainer."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.exercises.compare import (
    expect_array,
    expect_number,
    expect_rate,
    expect_settings,
    expect_share,
    expect_whole,
)
from utils.exercises.old_judge import Wrong, call, exercise
from utils.exercises.old_values import as_sequence
from utils.networks.sigmoid import deltas, forward, initial_weights
from utils.training.loop import accuracy, train_one_at_a_time_

GOAL = 0.84  # accuracy of the exercise few_images
IMAGES = 1000  # to train on, and as many others to judge on
STARTS = ("V and W zero", "V zero", "W zero")
UNITS = 5


@exercise("Units that start equal in V and in W stay equal: random weights part them.")
def zero_start(answer):
    """Judge a dict from each of STARTS to a number of different hidden units."""
    if not isinstance(answer, dict) or set(answer) != set(STARTS):
        raise Wrong(f"predict for {', '.join(map(repr, STARTS))}.")
    reasons = {
        "V and W zero": "all hidden units get the same delta, at every step.",
        "V zero": "each unit has a w of its own, so each gets a delta of its own.",
        "W zero": "the units differ from the start, and so do the steps of their w.",
    }
    for start in STARTS:
        expected = _different_units(start)
        wrong = UNITS if expected == 1 else 1
        mistakes = [(wrong, f"{start}: {reasons[start]}")]
        expect_number(answer[start], expected, mistakes, f"the number for {start}")


def _different_units(start):
    """Train five hidden units from this start, and count their different weights."""
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng, n=6, m=UNITS, l=3)
    V, W = V * ("V" not in start), W * ("W" not in start)
    X, T = rng.random((50, 6)), rng.random((50, 3))
    train_one_at_a_time_(V, W, X, T, 0.5, range(50))
    return len(np.unique(V.round(9), axis=1).T)


@exercise("Both gradients belong to the same weights: compute first, then change.")
def right_order(answer):
    """Judge step(V, W, x, t, lr) on x (1, n), t (1, l), V (n, m), W (m, l)."""
    rng = np.random.default_rng(5)
    for n, m, l in ((4, 3, 2), (1, 1, 1), (3, 3, 3), (2, 5, 4)):
        V, W = initial_weights(rng, n=n, m=m, l=l)
        x, t, lr = rng.random((1, n)), rng.random((1, l)), 0.7
        y, o = forward(x, V, W)
        delta_y, delta_o = deltas(y, o, t, W)
        V_new, W_new = V - lr * x.T @ delta_y, W - lr * y.T @ delta_o
        late_y, _ = deltas(y, o, t, W_new)
        result = call(answer, V, W, x, t, lr, may_change=True)
        result = as_sequence(result, 2, "the pair V, W")
        late = "the error still comes back through the new W."
        mistakes = [
            (V - lr * x.T @ late_y, late),
            (V + lr * x.T @ delta_y, "V goes uphill."),
            (V, "V has not changed."),
        ]
        expect_array(result[0], V_new, mistakes, "V")
        expect_array(result[1], W_new, [(W, "W has not changed.")], "W")


@exercise("Of the images of a digit: the share that is found. It is called recall.")
def recall_of_each(answer):
    """Judge recall(counts) on counts (l, l): rows are labels, columns answers."""
    rng = np.random.default_rng(6)
    for l in (10, 2, 3):
        counts = rng.integers(1, 50, size=(l, l)) + 200 * np.eye(l, dtype=int)
        counts[0, 0] = 1  # so the most frequent answer is not always the label
        right, answered = np.diag(counts), counts.sum(axis=0)
        mistakes = [
            (right / answered, "divided by how often each digit was answered."),
            (right / counts.sum(), "divided by all images, not by those of the digit."),
            (1 - right / counts.sum(axis=1), "this is the share that is missed."),
            (right, "these are numbers of images, not shares."),
            (counts.max(axis=1) / counts.sum(axis=1), "which answers are right?"),
        ]
        expect_array(call(answer, counts), right / counts.sum(axis=1), mistakes)


@exercise("One comparison, (N, 1) with (l,), makes a table of shape (N, l).")
def targets_at_once(answer):
    """Judge table(labels, l) on integer labels (N,)."""
    rng = np.random.default_rng(7)
    for N, l in ((5, 10), (1, 3), (4, 4), (6, 2)):
        labels = rng.integers(l, size=N)
        hot = np.eye(l)[labels]
        mistakes = [
            (hot, "the targets are 0.99 and 0.01: a sigmoid reaches neither 1 nor 0."),
            (1.0 - targets(labels, l=l), "the label's own output has the small value."),
        ]
        expect_array(call(answer, labels, l), targets(labels, l=l), mistakes, "T")


@exercise("Few images allow several passes, and a rate that fits.")
def few_images(settings):
    """Judge settings by a training of their own on MNIST, about a second."""
    lr, passes = expect_settings(settings, ("lr", "passes"))
    passes = expect_whole(passes, 1, 5, "passes")
    lr = expect_rate(lr)
    expect_share(_trained_share(lr, passes), GOAL)


def _trained_share(lr, passes):
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES])
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng)
    for _ in range(passes):
        train_one_at_a_time_(V, W, X, targets(labels), lr, rng.permutation(IMAGES))
    return accuracy(X[IMAGES:], labels[IMAGES:], V, W)
