"""The checks of the exercises of 08_fast_numpy."""

import numpy as np

from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
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
from utils.networks.sigmoid import gradients, initial_weights, sigmoid
from utils.training.fast import train_batches_
from utils.training.loop import accuracy
from utils.training.optimizers import sgd_step_

GOAL = 0.80  # accuracy of the exercise hundred_steps
STEPS = 100
IMAGES = 5000  # to train on, and as many others to judge on


@exercise("The last batch of each epoch may be short, and it is a step too.")
def count_updates(answer):
    """Judge updates(N, B, epochs), which returns a number."""
    for N, B, epochs in ((60_000, 256, 2), (10, 3, 3), (7, 7, 1), (5, 8, 4), (6, 1, 2)):
        full, rest = divmod(N, B)
        expected = epochs * (full + (rest > 0))
        mistakes = [
            (epochs * full, "the last, short batch of an epoch is missing."),
            (-(-epochs * N // B), "a batch does not run on into the next epoch."),
            (epochs * (full + 1), "there is no short batch where B divides N."),
        ]
        name = f"the number for N = {N}, B = {B}, epochs = {epochs}"
        expect_number(call(answer, N, B, epochs), expected, mistakes, name)


@exercise("float32 has half the memory to move.")
def keep_float32(answer):
    """Judge scaled(images) on uint8 images (N, n)."""
    rng = np.random.default_rng(5)
    for shape in ((4, 784), (1, 1), (3, 5)):
        images = rng.integers(256, size=shape, dtype=np.uint8)
        expected = scale_pixels(images, dtype=np.float32)
        got = call(answer, images)
        dtype = getattr(got, "dtype", type(got).__name__)
        if dtype != np.float32:
            raise Wrong(f"the result should be an array of float32, got {dtype}.")
        mistakes = [
            (images.astype(np.float32) / 255, "this runs from 0 to 1, not from 0.01."),
            (0.01 + images.astype(np.float32) / 255, "this runs up to 1.01."),
        ]
        expect_array(got, expected, mistakes, "the result", rtol=1e-6)


@exercise("A batch that does not fit into memory can be taken in pieces.")
def joined_gradient(answer):
    """Judge joined(dV_1, N_1, dV_2, N_2), the gradient of two batches as one."""
    rng = np.random.default_rng(6)
    for first, second in ((3, 5), (1, 4), (2, 2), (7, 1)):
        X, T = rng.normal(size=(first + second, 4)), rng.random((first + second, 2))
        V, W = initial_weights(rng, n=4, m=3, l=2)
        one = gradients(X[:first], T[:first], V, W)[0]
        two = gradients(X[first:], T[first:], V, W)[0]
        mistakes = [
            ((one + two) / 2, "this is right only if both batches have one size."),
            (one + two, "the mean of a batch is not the sum of two means."),
            (first * one + second * two, "this is the sum over all examples."),
        ]
        got = call(answer, one, first, two, second)
        expect_array(got, gradients(X, T, V, W)[0], mistakes, "the gradient")


@exercise("A whole block without a loop: the Gram matrix carries every change of V.")
def block_preactivations(answer):
    """Judge preactivations(X, V, deltas, lr) on a block: an array (B, m)."""
    rng = np.random.default_rng(8)
    for B, n, m, lr in ((5, 4, 3, 0.3), (1, 2, 2, 0.1), (8, 3, 6, 1.0)):
        X, deltas = rng.normal(size=(B, n)), rng.normal(size=(B, m))
        V = rng.normal(size=(n, m))
        changing, right = V.copy(), np.empty((B, m))
        for s, (x, delta) in enumerate(zip(X, deltas, strict=True)):
            right[s] = x @ changing
            changing -= lr * np.outer(x, delta)
        gram, first = X @ X.T, X @ V
        up_to, after = (
            first - lr * g @ deltas for g in (np.tril(gram), np.triu(gram, 1))
        )
        mistakes = [
            (first, "each example must see the changes made by those before it."),
            (first - lr * gram @ deltas, "only the examples r < s have come before."),
            (up_to, "example s does not see its own change: r < s, not r <= s."),
            (after, "these are the examples that come after."),
            (2 * first - right, "the weights move against the gradient."),
        ]
        got = call(answer, X, V, deltas, lr)
        expect_array(got, right, mistakes, "the array of pre-activations")


@exercise("Only the outputs have changed; the blocks are as exact as before.")
def softmax_block(answer):
    """Judge outputs(z, t), which returns o and delta_o of one example, both (l,)."""
    rng = np.random.default_rng(9)
    sums = [size * rng.normal(size=4) for size in (1.0, 5.0, 2000.0)]
    for z in (*sums, np.array([1000.0, 998.0, 0.0, -5.0])):
        t = np.eye(4)[rng.integers(4)]
        got = call(answer, z, t, quiet=True)
        o, delta = as_sequence(got, 2, "the result")
        expected = np.exp(z - z.max()) / np.sum(np.exp(z - z.max()))
        sigmoids = [(sigmoid(z), "these are sigmoids; softmax divides by a sum.")]
        expect_array(o, expected, sigmoids, "o")
        mistakes = [
            (t - expected, "the delta is o - t, not t - o."),
            ((expected - t) * expected * (1 - expected), "no slope: o - t is all."),
        ]
        expect_array(delta, expected - t, mistakes, "delta_o")


@exercise("With few steps to take, each must be worth it: larger batch, larger rate.")
def hundred_steps(settings):
    """Judge settings by a training of their own on MNIST, about half a second."""
    size, lr = expect_settings(settings, ("batch", "lr"))
    size = expect_whole(size, 1, 256, "batch")
    lr = expect_rate(lr)
    expect_share(_trained_share(size, lr), GOAL, f" in {STEPS} steps")


def _trained_share(size, lr):
    mnist = load_mnist()
    X = scale_pixels(mnist.train_images[: 2 * IMAGES], dtype=np.float32)
    labels = mnist.train_labels[: 2 * IMAGES]
    rng = np.random.default_rng(5)
    V, W = initial_weights(rng, dtype=np.float32)
    deal = [b for _ in range(5) for b in batches(rng, IMAGES, size)][:STEPS]
    T = targets(labels[:IMAGES], dtype=np.float32)
    train_batches_(V, W, X[:IMAGES], T, lr, deal, sgd_step_)
    return accuracy(X[IMAGES:], labels[IMAGES:], V, W)
