"""The checks of the exercises of 09_optimizers."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number, expect_settings
from utils.exercises.old_judge import call, exercise


@exercise("Unless the gradient is tiny, Adam's first step has the size of the rate.")
def adam_first_step(answer):
    """Judge change(g, lr, eps) on a float64 array g: what is added to the weights."""
    rng = np.random.default_rng(7)
    for shape, size, eps in (
        ((5,), 1.0, 1e-8),
        ((2, 3), 1e-6, 1e-8),
        ((1,), 1e3, 1e-8),
        ((4,), 1e-8, 1e-8),
        ((4,), 1e-6, 1e-6),
    ):
        g, lr = size * rng.normal(size=shape), rng.uniform(0.01, 1)
        step = lr * g / (np.abs(g) + eps)
        a, root = 0.1 * g, np.sqrt(0.001 * g**2) + eps
        mistakes = [
            (step, "the weights move against the gradient."),
            (-lr * g, "this is the step of plain gradient descent."),
            (-lr * a / root, "a and b begin at 0; correct them for that."),
            (-lr * a / (np.abs(g) + eps), "a begins at 0; correct it for that."),
            (-lr * g / root, "b begins at 0; correct it for that."),
            (-lr * g / np.sqrt(g**2 + eps), "eps is added to the root, not below it."),
            (-lr * np.sign(g), "eps is added to |g|: it counts where g is tiny."),
        ]
        expect_array(call(answer, g, lr, eps), -step, mistakes, "the change")


@exercise("With momentum 0.9 a steady slope is taken ten times faster.")
def momentum_gain(answer):
    """Judge gain(momentum), which returns a number."""
    for momentum in (0.9, 0.5, 0.0, 0.99):
        mistakes = [
            (1 + momentum, "this is the second step; go on."),
            (momentum / (1 - momentum), "the newest gradient itself counts too."),
            (1 - momentum, "this is the inverse."),
        ]
        name = f"the gain for momentum = {momentum}"
        expect_number(call(answer, momentum), 1 / (1 - momentum), mistakes, name)


@exercise("Adam alone does not see the scale of the gradients.")
def rates_for_a_sum(answer):
    """Judge factors(N): by what each learning rate is multiplied, a dict of three."""
    for N in (64, 1, 1000):
        factors = call(answer, N)
        names = ("SGD", "momentum", "Adam")
        sgd, momentum, adam = expect_settings(factors, names, "the result")
        grown = [(N, "the gradients have grown; the rate must make up for that.")]
        expect_number(sgd, 1 / N, grown, f"the factor of SGD for N = {N}")
        expect_number(momentum, 1 / N, grown, f"the factor of momentum for N = {N}")
        mistakes = [
            (1 / N, "Adam divides the gradients by their size before the step."),
            (N, "Adam divides the gradients by their size before the step."),
            (N**-0.5, "both a and the root of b grow by N."),
        ]
        expect_number(adam, 1, mistakes, f"the factor of Adam for N = {N}")


@exercise("The largest curvature sets the limit for the rate.")
def stable_rate(answer):
    """Judge limit(c), which returns a number."""
    for c in (4.0, 0.1, 300.0, 1.0):
        mistakes = [
            (1 / c, "this rate reaches 0 in one step; larger ones still tend to 0."),
            (2 * c, "the steeper the valley, the smaller the rate."),
            (c / 2, "the steeper the valley, the smaller the rate."),
        ]
        expect_number(call(answer, c), 2 / c, mistakes, f"the limit for c = {c}")
