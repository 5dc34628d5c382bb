"""The checks of the exercises of 08_fast_numpy."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, call, exercise
from utils.exercises.tables import compare, drawn, table
from utils.networks.sigmoid import initial_weights, sigmoid
from utils.training.fast import train_batches_
from utils.training.loop import accuracy
from utils.training.optimizers import sgd_step_

GOAL = 0.80  # accuracy of the exercise hundred_steps
STEPS = 100
IMAGES = 5000  # to train on, and as many others to judge on


@exercise
def keep_float32(answer):
    """float32 has half the memory to move."""
    rng, cases = np.random.default_rng(5), [np.array([[0, 51, 255]], dtype=np.uint8)]
    cases += [rng.integers(256, size=s, dtype=np.uint8) for s in ((4, 784), (1, 1))]
    got = [call(answer, images, names=["images"]) for images in cases]
    dtype = str(getattr(got[0], "dtype", type(got[0]).__name__))
    if not dtype.endswith("float32"):
        raise Wrong(f"the result should be an array of float32; yours is {dtype}.")
    rows, told = [], ["images = [[0, 51, 255]]", "other images", "other images"]
    for images in cases:
        share = images.astype(np.float32) / 255
        mistakes = [
            (share, "this runs from 0 to 1, not from 0.01."),
            (0.01 + share, "this runs up to 1.01."),
            (0.99 * share, "this runs from 0 to 0.99; add 0.01."),
            (0.01 + 0.99 * images, "the division by 255 is missing."),
            (0.01 + 0.99 * (images / 256), "the largest pixel is 255, not 256."),
        ]
        rows.append((scale_pixels(images, dtype=np.float32), mistakes))
    got = [np.asarray(g, dtype=float) for g in got]
    compare(got, rows, "result", told=told)


SUMS = np.array([[1.0, 2.0]]), 1, np.array([[5.0, 4.0]]), 3


@table(
    "gradient",
    [SUMS]
    + [(a, N, b, 2) for (a, b), N in zip(drawn("nm", "nm"), (3, 1, 2, 7), strict=True)],
)
def joined_gradient(dV_1, N_1, dV_2, N_2):
    """A batch that does not fit into memory can be taken in pieces."""
    N, total = N_1 + N_2, N_1 * dV_1 + N_2 * dV_2
    return total / N, [
        ((dV_1 + dV_2) / 2, "this is right only if both batches have one size."),
        (dV_1 + dV_2, "the mean of a batch is not the sum of two means."),
        (total, "this is the sum over all examples; divide by their number."),
        (dV_1 / N_1 + dV_2 / N_2, "they are means already: multiply by N_1 and N_2."),
    ]


BLOCK = np.array([[1.0], [2.0]]), np.array([[1.0]]), np.array([[1.0], [0.5]]), 0.1


@table(
    "array of pre-activations",
    [BLOCK] + [(*case, 0.3) for case in drawn("Nn", "nm", "Nm")],
)
def block_preactivations(X, V, deltas, lr):
    """A whole block without a loop: the Gram matrix carries every change of V."""
    gram, first = X @ X.T, X @ V

    def moved(gram, lr=lr):
        return first - lr * gram @ deltas

    before = np.tril(gram, -1)
    return moved(before), [
        (first, "each example must see the changes made by those before it."),
        (moved(gram), "only the examples r < s have come before."),
        (moved(np.tril(gram)), "example s does not see its own change: r < s."),
        (moved(before.T), "these are the examples that come after."),
        (moved(np.triu(gram)), "these are the examples that come after, and s itself."),
        (moved(before, -lr), "the weights move against the gradient."),
        (moved(before, 1), "the rate is missing."),
        (moved(before / len(X)), "one example at a time takes no mean."),
    ]


def _sums():
    """Return cases (z, t): small, ordinary and large z."""
    hot = np.eye(4)
    draws = [(size * z, hot[1]) for size in (1, 5, 2000) for (z,) in drawn("m")[3:]]
    large = (np.array([1000.0, 998.0, 0.0, -5.0]), hot[2])
    return [(np.array([0.0, 0.0]), np.array([1.0, 0.0])), *draws, large]


@table(("o", "delta_o"), _sums())
def softmax_block(z, t):
    """Only the outputs have changed; the blocks are as exact as before."""
    naive, safe = np.exp(z), np.exp(z - z.max())
    o = safe / safe.sum()
    return [
        o,
        (naive / naive.sum(), "for large z exp(z) overflows: subtract the largest."),
        (sigmoid(z), "these are sigmoids; softmax divides by a sum."),
        (safe, "divide by the sum of all, so that the outputs sum to 1."),
        o - t,
        (t - o, "the delta is o - t, not t - o."),
        ((o - t) * o * (1 - o), "no slope: o - t is all."),
    ]


@exercise
def hundred_steps(settings):
    """With few steps to take, each must be worth it: larger batch, larger rate."""
    settings = expect_parts(settings, {"batch": 0, "lr": 0}, "settings")
    size = expect_between(settings[0], 1, 256, "batch", whole=True)
    reached = _trained_share(size, expect_between(settings[1], 0, 100, "lr"))
    if reached < GOAL:
        text = f"your settings reach {reached:.1%} of new images in {STEPS} steps"
        raise Wrong(f"{text}; the goal is {GOAL:.0%}.")


def _trained_share(size, lr):
    """Return the share of new images that is right, after half a second's training."""
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES], dtype=np.float32)
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(5)
    V, W = initial_weights(rng, dtype=np.float32)
    deal = [b for _ in range(5) for b in batches(rng, IMAGES, size)][:STEPS]
    T = targets(labels[:IMAGES], dtype=np.float32)
    train_batches_(V, W, X[:IMAGES], T, lr, deal, sgd_step_)
    return accuracy(X[IMAGES:], labels[IMAGES:], V, W)
