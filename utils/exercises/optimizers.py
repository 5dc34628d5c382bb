"""The checks of the exercises of 09_optimizers."""

import numpy as np

from utils.exercises.tables import table

SLOPES = np.array([2.0, -0.5, 1e-8])


@table(
    "change",
    [
        (np.array([2.0, -0.5]), 0.1, 0.5),
        (SLOPES, 0.5, 1e-8),
        (1e-6 * SLOPES[:2], 0.3, 1e-8),
        (1e-6 * SLOPES[:2], 0.1, 1e-6),
        (SLOPES[:, None] * np.array([1e3, 1.0]), 0.7, 1e-8),
    ],
)
def adam_first_step(g, lr, eps):
    """Unless the gradient is tiny, Adam's first step has the size of the rate."""
    size, root = np.abs(g), np.sqrt(0.001 * g**2) + eps
    return -lr * g / (size + eps), [
        (lr * g / (size + eps), "the weights move against the gradient."),
        (-lr * g, "this is the step of plain gradient descent."),
        (-lr * 0.1 * g / root, "a and b begin at 0; correct them for that."),
        (-lr * 0.1 * g / (size + eps), "a begins at 0; correct it for that."),
        (-lr * g / root, "b begins at 0; correct it for that."),
        (-lr * g / np.sqrt(g**2 + eps), "eps is added to the root, not below it."),
        (-lr * np.sign(g), "eps is added to |g|: it counts where g is tiny."),
        (-lr * g / np.maximum(size, eps), "eps is added to |g|; no larger of both."),
        (-lr * g / (g**2 + eps), "the root of b is missing."),
        (-lr * g / (g + eps), "the root of g^2 is |g|, not g."),
        (-g / (size + eps), "the rate is missing."),
        (-lr * g / size + eps, "brackets are missing around |g| + eps."),
    ]


@table("gain", [(0.9,), (0.5,), (0.0,), (0.99,)], rtol=1e-5)
def momentum_gain(momentum):
    """With momentum 0.9 a steady slope is taken ten times faster."""
    return 1 / (1 - momentum), [
        (1 + momentum, "this is the second step; go on."),
        (momentum / (1 - momentum), "the newest gradient itself counts too."),
        (1 - momentum, "this is the inverse."),
        (1 / (1 + momentum), "u = momentum u + g: bring both u to one side."),
        (1 / 1 - momentum, "brackets are missing: 1 / (1 - momentum)."),
        (1 + momentum + momentum**2, "this is the third step; go on."),
    ]


@table(
    {name: f"factor of {name}" for name in ("SGD", "momentum", "Adam")},
    [(64,), (1,), (1000,)],
)
def rates_for_a_sum(N):
    """Adam alone does not see the scale of the gradients."""
    row = []
    for name in ("SGD", "momentum"):
        row += [
            1 / N,
            (N, f"{name}: the gradients have grown; the rate must make up for that."),
            (1, f"{name}: a gradient N times as large takes a step N times as long."),
        ]
    scale = "Adam divides the gradients by their size before the step."
    return [
        *row,
        1,
        (1 / N, scale),
        (N, scale),
        (N**-0.5, "Adam: both a and the root of b grow by N."),
        (N**0.5, "Adam: both a and the root of b grow by N."),
    ]


@table("limit", [(4.0,), (0.1,), (300.0,), (1.0,)], rtol=1e-5)
def stable_rate(c):
    """The largest curvature sets the limit for the rate."""
    return 2 / c, [
        (1 / c, "this rate reaches 0 in one step; larger ones still tend to 0."),
        (2 * c, "the steeper the valley, the smaller the rate."),
        (c / 2, "the steeper the valley, the smaller the rate."),
        (1 / (2 * c), "the slope is c w: the 1/2 has gone."),
        (4 / c, "the slope is c w: the 1/2 has gone."),
    ]


def _steps(lr, mu, sign=1, old=False, damped=False, whole=False):
    """Count the steps until |w| is below 0.001, by the rule or with one mistake."""
    w, u = 1.0, 0.0
    for step in range(1, 10_001):
        before = u
        u = mu * u + (1 - mu if damped else 1) * w
        w = w - sign * lr * (before if old else u)
        if (w if whole else abs(w)) < 0.001 or abs(w) > 1e9:
            return step if abs(w) <= 1e9 else 10_000
    return 10_000


@table("number of steps", [(0.5, 0.0), (0.04, 0.64), (0.04, 0.0), (0.1, 0.9)])
def steps_with_momentum(lr, mu):
    """Some momentum saves steps, and too much makes the weight swing."""
    right = _steps(lr, mu)
    return right, [
        (right - 1, "count the last step too."),
        (right + 1, "the first step is number 1, and the test comes after it."),
        (_steps(lr, mu, old=True), "the velocity comes first, then the weight."),
        (_steps(lr, mu, damped=True), "the gradient is added whole: u = mu u + w."),
        (_steps(lr, mu, whole=True), "w may be negative: test its size, |w|."),
        (_steps(lr, 0.0), "the momentum is missing."),
    ]
