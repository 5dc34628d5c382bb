"""The checks of 04_numpy_trainer: a turn in the text, four exercises."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table, value
from utils.networks.sigmoid import deltas, forward, initial_weights
from utils.training.loop import accuracy, train_one_at_a_time_

GOAL = 0.84  # accuracy of the exercise few_images
IMAGES = 1000  # to train on, and as many others to judge on
UNITS = 5
W_OLD, SLOPES = np.array([[1.0, -2.0]]), np.array([[0.5, 4.0]])


@table("new weight", [(1.0, 0.5, 0.1), (W_OLD, SLOPES, 0.25), (-2.0, -3.0, 0.2)])
def update(w, slope, lr):
    """One step against the slope, and no further than the rate allows."""
    yield w - lr * slope
    yield w + lr * slope, "this goes uphill: E falls against the slope."
    yield w - slope, "the learning rate is missing."
    yield lr * slope, "this is the length of the step; take it from w."
    yield -lr * slope, "this is the change; the new weight is w with this change."
    yield w - lr, "the slope is missing: where it is steep, the step is long."
    yield w - lr * np.abs(slope), "where the slope is negative, w must grow."


@value(
    {start: f"number for {start}" for start in ("V and W zero", "V zero", "W zero")},
    "it is a whole number from 1, if all are alike, to 5, if none is like another.",
)
def zero_start():
    """Units that start equal in V and in W stay equal: random weights part them."""
    yield _different_units("VW")
    yield 5, "V and W zero: all units get the same delta."
    yield _different_units("V")
    yield 1, "V zero: each unit has its own w, and delta."
    yield _different_units("W")
    yield 1, "W zero: the units differ from the start, in V."


def _different_units(zero):
    """Train five hidden units, from V or W or both zero, and count different ones."""
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng, n=6, m=UNITS, l=3)
    V, W = V * ("V" not in zero), W * ("W" not in zero)
    X, T = rng.random((50, 6)), rng.random((50, 3))
    train_one_at_a_time_(V, W, X, T, 0.5, range(50))
    return len(np.unique(V.round(9), axis=1).T)


@table(("V", "W"), drawn("nm", "ml", "1n", "1l", 0.5))
def right_order(V, W, x, t, lr):
    """Both gradients belong to the same weights: compute first, then change."""
    y, o = forward(x, V, W)
    delta_y, delta_o = deltas(y, o, t, W)
    dV, dW = x.T @ delta_y, y.T @ delta_o
    late = x.T @ deltas(y, o, t, W - lr * dW)[0]
    yield V - lr * dV
    yield V - lr * late, "the error still comes back through the new W."
    yield V + lr * dV, "V goes uphill."
    yield V, "V has not changed."
    yield V - dV, "the rate is missing in the step of V."
    yield V - lr * x.T @ (delta_o @ W.T), "delta_y lacks the slope y (1 - y)."
    yield W - lr * dW, "return V first, then W."
    yield dV, "return the new weights, not the gradients."
    yield lr * dV, "this is the length of the step; take it from V."
    yield W - lr * dW
    yield W, "W has not changed."


def _confusion(l):
    """Return counts (l, l); the most frequent answer is not always the label."""
    counts = np.random.default_rng(l).integers(1, 50, size=(l, l))
    counts += 200 * np.eye(l, dtype=int)
    counts[0, 0] = 1
    return counts


@table("recall", [(np.array([[3, 1], [2, 2]]),), (_confusion(10),), (_confusion(3),)])
def recall_of_each(counts):
    """Of the images of a digit: the share that is found. It is called recall."""
    right, labels, answers = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    yield right / labels
    yield right / answers, "this is divided by how often each digit was answered."
    yield right / counts.sum(), "divide by the images of the digit, not by all images."
    yield right.sum() / counts.sum(), "this is the accuracy; one share for each digit."
    yield 1 - right / labels, "this is the share that is missed."
    yield right, "these are numbers of images, not shares."
    yield counts.max(axis=1) / labels, "right is the diagonal, not the largest entry."
    yield 100 * right / labels, "a share goes from 0 to 1; these are percentages."
    yield counts / labels[:, None], "of each row only the entry of the label is right."


@exercise
def few_images(settings):
    """Few images allow several passes, and a rate that fits."""
    lr, passes = expect_parts(settings, {"lr": 0, "passes": 0}, "settings")
    lr = expect_between(lr, 0, 100, "lr")
    passes = expect_between(passes, 1, 5, "passes", whole=True)
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES])
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng)
    for _ in range(passes):
        train_one_at_a_time_(V, W, X, targets(labels), lr, rng.permutation(IMAGES))
    reached = accuracy(X[IMAGES:], labels[IMAGES:], V, W)
    if reached < GOAL:
        text = f"your network reads {reached:.1%} of new images"
        raise Wrong(f"{text}; the goal is {GOAL:.0%}.")
