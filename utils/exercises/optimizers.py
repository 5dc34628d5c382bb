"""The checks of the exercises of 09_optimizers."""

import numpy as np

from utils.exercises.tables import table

SLOPES = np.array([2.0, -0.5, 1e-8])
STEPS = [  # g, lr, eps
    (np.array([2.0, -0.5]), 0.1, 0.5),
    (SLOPES, 0.5, 1e-8),
    (1e-6 * SLOPES[:2], 0.3, 1e-8),
    (1e-6 * SLOPES[:2], 0.1, 1e-6),
    (SLOPES[:, None] * np.array([1e3, 1.0]), 0.7, 1e-8),
]


@table("change", STEPS)
def adam_first_step(g, lr, eps):
    """Unless the gradient is tiny, Adam's first step has the size of the rate."""
    size, root = np.abs(g), np.sqrt(0.001 * g**2) + eps
    yield -lr * g / (size + eps)
    yield lr * g / (size + eps), "the weights move against the gradient."
    yield -lr * g, "this is the step of plain gradient descent."
    yield -lr * 0.1 * g / root, "a and b begin at 0; correct them for that."
    yield -lr * 0.1 * g / (size + eps), "a begins at 0; correct it for that."
    yield -lr * g / np.sqrt(g**2 + eps), "eps is added to the root, not below it."
    yield -lr * np.sign(g), "eps is added to |g|: it counts where g is tiny."
    yield -lr * g / np.maximum(size, eps), "eps is added to |g|; no larger of both."
    yield -lr * g / (g**2 + eps), "the root of b is missing."
    yield -lr * g / (g + eps), "the root of g^2 is |g|, not g."
    yield -g / (size + eps), "the rate is missing."
    yield -lr * g / size + eps, "brackets are missing around |g| + eps."
    norm = np.linalg.norm(g)
    yield -lr * g / (norm + eps), "each weight has its own size, not all together."


@table("gain", [(0.9,), (0.5,), (0.0,), (0.99,)], rtol=1e-5)
def momentum_gain(momentum):
    """With momentum 0.9 a steady slope is taken ten times faster."""
    yield 1 / (1 - momentum)
    yield 1 + momentum, "this is the second step; go on."
    yield momentum / (1 - momentum), "the newest gradient itself counts too."
    yield 1 - momentum, "this is the inverse."
    yield 1 / (1 + momentum), "u = momentum u + g: bring both u to one side."
    yield 1 + momentum + momentum**2, "this is the third step; go on."


RULES = {name: f"factor of {name}" for name in ("SGD", "momentum", "Adam")}


@table(RULES, [(64,), (1,), (1000,)])
def rates_for_a_sum(N):
    """Adam alone does not see the scale of the gradients."""
    scale = "Adam divides the gradients by their size before the step."
    root = "Adam: both a and the root of b grow by N."
    for name in ("SGD", "momentum"):
        yield 1 / N
        yield N, f"{name}: the gradients have grown; the rate must make up for that."
        yield 1, f"{name}: a gradient N times as large takes a step N times as long."
        yield 1 / N**2, f"{name}: its step is only N times as long."
    yield 1
    yield 1 / N, scale
    yield N, scale
    yield N**-0.5, root
    yield N**0.5, root


@table("limit", [(4.0,), (0.1,), (300.0,), (1.0,)], rtol=1e-5)
def stable_rate(c):
    """The largest curvature sets the limit for the rate."""
    steep = "the steeper the valley, the smaller the rate."
    half = "the slope is c w: the 1/2 has gone."
    yield 2 / c
    yield 1 / c, "this rate reaches 0 in one step; larger ones still tend to 0."
    yield 2 * c, steep
    yield c / 2, steep
    yield c, steep
    yield 1 / (2 * c), half
    yield 4 / c, half


def _steps(lr, mu, old=False, damped=False, whole=False):
    """Count the steps until |w| is below 0.001, by the rule or with one mistake."""
    w, u = 1.0, 0.0
    for step in range(1, 10_001):
        before, u = u, mu * u + (1 - mu if damped else 1) * w
        w = w - lr * (before if old else u)
        if (w if whole else abs(w)) < 0.001:
            return step
        if abs(w) > 1e9:
            break
    return 10_000


@table("number of steps", [(0.5, 0.0), (0.04, 0.64), (0.04, 0.0), (0.1, 0.9)])
def steps_with_momentum(lr, mu):
    """Some momentum saves steps, and too much makes the weight swing."""
    right = _steps(lr, mu)
    yield right
    yield right - 1, "count the last step too."
    yield right + 1, "one too many: count from 1; first the velocity, then the weight."
    yield _steps(lr, mu, old=True), "the velocity comes first, then the weight."
    yield _steps(lr, mu, damped=True), "the gradient is added whole: u = mu u + w."
    yield _steps(lr, mu, whole=True), "w may be negative: test its size, |w|."
    yield _steps(lr, 0.0), "the momentum is missing."
