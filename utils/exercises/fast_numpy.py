"""The checks of the exercises of 08_fast_numpy."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, call, exercise
from utils.exercises.tables import drawn, table
from utils.networks.sigmoid import initial_weights, sigmoid
from utils.training.fast import train_batches_
from utils.training.loop import accuracy
from utils.training.optimizers import sgd_step_

GOAL = 0.80  # accuracy of the exercise hundred_steps
STEPS = 100
IMAGES = 5000  # to train on, and as many others to judge on


def _ask_for_float32(answer, images):
    result = call(answer, images)
    dtype = str(getattr(result, "dtype", type(result).__name__))
    if not dtype.endswith("float32"):
        raise Wrong(f"the result should be an array of float32; yours is {dtype}.")
    return result


PIXELS = [np.array([[0, 51, 255]])] + [
    np.random.default_rng(5).integers(256, size=shape) for shape in ((4, 784), (1, 1))
]


@table("result", [(p.astype(np.uint8),) for p in PIXELS], 1e-6, _ask_for_float32)
def keep_float32(images):
    """float32 has half the memory to move."""
    share = images.astype(np.float32) / 255
    yield 0.01 + 0.99 * share
    yield share, "this runs from 0 to 1, not from 0.01."
    yield 0.01 + share, "this runs up to 1.01."
    yield 0.99 * share, "this runs from 0 to 0.99; add 0.01."
    yield 0.01 + 0.99 * images, "the division by 255 is missing."
    yield 0.01 + 0.99 * (images / 256), "the largest pixel is 255, not 256."
    yield share.clip(0.01, 1), "this cuts the small values off: stretch them all."


SIZES = (3, 2), (1, 4), (5, 5), (2, 7)  # N_1, N_2
GRADIENTS = zip(drawn("nm", "nm"), SIZES, strict=False)


@table("gradient", [(a, N_1, b, N_2) for (a, b), (N_1, N_2) in GRADIENTS])
def joined_gradient(dV_1, N_1, dV_2, N_2):
    """A batch that does not fit into memory can be taken in pieces."""
    N, total = N_1 + N_2, N_1 * dV_1 + N_2 * dV_2
    yield total / N
    yield (dV_1 + dV_2) / 2, "this is right only if both batches have one size."
    yield dV_1 + dV_2, "the mean of a batch is not the sum of two means."
    yield total, "this is the sum over all examples; divide by their number."
    yield dV_1 / N_1 + dV_2 / N_2, "they are means already: multiply by N_1 and N_2."
    yield (dV_1 + dV_2) / N, "they are means already: multiply by N_1 and N_2."
    yield total / 2, "divide by the number of examples, not of batches."


@table("array of pre-activations", drawn("Nn", "nm", "Nm", 0.3))
def block_preactivations(X, V, deltas, lr):
    """A whole block without a loop: the Gram matrix carries every change of V."""
    gram, first = X @ X.T, X @ V

    def moved(gram, lr=lr):
        return first - lr * gram @ deltas

    before = np.tril(gram, -1)
    yield moved(before)
    yield first, "each example must see the changes made by those before it."
    yield moved(gram), "only the examples r < s have come before."
    yield moved(np.tril(gram)), "example s does not see its own change: r < s."
    yield moved(before.T), "these are the examples that come after."
    yield moved(np.triu(gram)), "these are example s itself and those that come after."
    yield moved(before, -lr), "the weights move against the gradient."
    yield moved(before, 1), "the rate is missing."
    yield moved(before / len(X)), "one example at a time takes no mean."


def _sums():
    """Return cases (z, t): small, ordinary and large z."""
    draws = [(f * z, np.eye(4)[1]) for f in (1, 5, 2000) for (z,) in drawn("m")[4:]]
    large = (np.array([1000.0, 998.0, 0.0, -5.0]), np.eye(4)[2])
    return [(np.array([0.0, 0.0]), np.array([1.0, 0.0])), *draws, large]


@table(("o", "delta_o"), _sums())
def softmax_block(z, t):
    """Only the outputs have changed; the blocks are as exact as before."""
    naive, safe = np.exp(z), np.exp(z - z.max())
    o = safe / safe.sum()
    yield o
    yield naive / naive.sum(), "for large z exp(z) overflows: subtract the largest."
    yield sigmoid(z), "these are sigmoids; softmax divides by a sum."
    yield safe, "divide by the sum of all, so that the outputs sum to 1."
    yield o - t, "return o first, then delta_o."
    yield o - t
    yield t - o, "the delta is o - t, not t - o."
    yield (o - t) * o * (1 - o), "no slope: o - t is all."


@exercise
def hundred_steps(settings):
    """With few steps to take, each must be worth it: larger batch, larger rate."""
    size, lr = expect_parts(settings, {"batch": 0, "lr": 0}, "settings")
    size = expect_between(size, 1, 256, "batch", whole=True)
    lr = expect_between(lr, 0, 100, "lr")
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES], dtype=np.float32)
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(5)
    V, W = initial_weights(rng, dtype=np.float32)
    deal = [b for _ in range(5) for b in batches(rng, IMAGES, size)][:STEPS]
    T = targets(labels[:IMAGES], dtype=np.float32)
    train_batches_(V, W, X[:IMAGES], T, lr, deal, sgd_step_)
    reached = accuracy(X[IMAGES:], labels[IMAGES:], V, W)
    if reached < GOAL:
        text = f"your network reads {reached:.1%} of new images after {STEPS} steps"
        raise Wrong(f"{text}; the goal is {GOAL:.0%}.")
