"""The checks of 04_numpy_trainer: a turn in the text, four exercises."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import table, value
from utils.networks.sigmoid import deltas, forward, initial_weights
from utils.training.loop import accuracy, train_one_at_a_time_

GOAL = 0.84  # accuracy of the exercise few_images
IMAGES = 1000  # to train on, and as many others to judge on
UNITS = 5
W_OLD, SLOPES = np.array([[1.0, -2.0]]), np.array([[0.5, 4.0]])


@table("new weight", [(1.0, 0.5, 0.1), (W_OLD, SLOPES, 0.25), (-2.0, -3.0, 0.2)])
def update(w, slope, lr):
    """One step against the slope, and no further than the rate allows."""
    return w - lr * slope, [
        (w + lr * slope, "this goes uphill: E falls against the slope."),
        (w - slope, "the learning rate is missing."),
        (lr * slope, "this is the length of the step; take it from w."),
        (-lr * slope, "this is the change; the new weight is w with this change."),
        (w - lr, "the slope is missing: where it is steep, the step is long."),
        (w - slope / lr, "multiply by the rate, do not divide."),
        (w, "w has not changed."),
    ]


@value(
    {
        "V and W zero": "number for V and W zero",
        "V zero": "number for V zero",
        "W zero": "number for W zero",
    },
    "it is a whole number from 1, if all are alike, to 5, if none is like another.",
)
def zero_start():
    """Units that start equal in V and in W stay equal: random weights part them."""
    return [
        *(_different_units("VW"), (5, "V and W zero: all units get the same delta.")),
        *(
            _different_units("V"),
            (1, "V zero: each unit has its own w, and delta."),
        ),
        *(_different_units("W"), (1, "W zero: the units differ from the start, in V.")),
    ]


def _different_units(zero):
    """Train five hidden units, from V or W or both zero, and count different ones."""
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng, n=6, m=UNITS, l=3)
    V, W = V * ("V" not in zero), W * ("W" not in zero)
    X, T = rng.random((50, 6)), rng.random((50, 3))
    train_one_at_a_time_(V, W, X, T, 0.5, range(50))
    return len(np.unique(V.round(9), axis=1).T)


def _step_problems():
    """Return cases (V, W, x, t, lr); the weights of the first are whole numbers."""
    first = np.array([[1.0], [0.0]]), np.array([[2.0]]), np.array([[0.0, 1.0]])
    problems = [(*first, np.array([[1.0]]), 0.5)]
    for seed, (n, m, l) in enumerate(((4, 3, 2), (1, 1, 1), (3, 3, 3), (2, 5, 4))):
        rng = np.random.default_rng(seed)
        V, W = initial_weights(rng, n=n, m=m, l=l)
        problems.append((V, W, rng.random((1, n)), rng.random((1, l)), 0.7))
    return problems


@table(("V", "W"), _step_problems())
def right_order(V, W, x, t, lr):
    """Both gradients belong to the same weights: compute first, then change."""
    y, o = forward(x, V, W)
    delta_y, delta_o = deltas(y, o, t, W)
    dV, dW = x.T @ delta_y, y.T @ delta_o
    late = x.T @ deltas(y, o, t, W - lr * dW)[0]
    return [
        V - lr * dV,
        (V - lr * late, "the error still comes back through the new W."),
        (V + lr * dV, "V goes uphill."),
        (V, "V has not changed."),
        (V - dV, "the rate is missing in the step of V."),
        (V - lr * x.T @ (delta_o @ W.T), "delta_y lacks the slope y (1 - y)."),
        (W - lr * dW, "return V first, then W."),
        (dV, "return the new weights, not the gradients."),
        W - lr * dW,
        (W + lr * dW, "W goes uphill."),
        (W, "W has not changed."),
        (W - dW, "the rate is missing in the step of W."),
    ]


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
    return right / labels, [
        (right / answers, "this is divided by how often each digit was answered."),
        (right / counts.sum(), "divide by the images of the digit, not by all images."),
        (right.sum() / counts.sum(), "this is the accuracy; one share for each digit."),
        (1 - right / labels, "this is the share that is missed."),
        (right, "these are numbers of images, not shares."),
        (counts.max(axis=1) / labels, "right is the diagonal, not the largest entry."),
        (100 * right / labels, "a share goes from 0 to 1; these are percentages."),
        (counts / labels[:, None], "of each row only the entry of the label is right."),
    ]


@exercise
def few_images(settings):
    """Few images allow several passes, and a rate that fits."""
    settings = expect_parts(settings, {"lr": 0, "passes": 0}, "settings")
    lr = expect_between(settings[0], 0, 100, "lr")
    passes = expect_between(settings[1], 1, 5, "passes", whole=True)
    reached = _trained_share(lr, passes)
    if reached < GOAL:
        text = f"your settings reach {reached:.1%} of new images"
        raise Wrong(f"{text}; the goal is {GOAL:.0%}.")


def _trained_share(lr, passes):
    """Return the share of new images that is right after a training, in a second."""
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES])
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(4)
    V, W = initial_weights(rng)
    for _ in range(passes):
        train_one_at_a_time_(V, W, X, targets(labels), lr, rng.permutation(IMAGES))
    return accuracy(X[IMAGES:], labels[IMAGES:], V, W)
