"""The checks of 09_optimizers: two turns in the text, three exercises."""

import numpy as np

from utils.exercises.judge import call
from utils.exercises.judge import use as use
from utils.exercises.tables import table

SLOPES = np.array([2.0, -0.5, 1e-8])
STEPS = [  # g, lr, eps
    (np.array([2.0, -0.5]), 0.1, 0.5),
    (SLOPES, 0.5, 1e-8),
    (1e-6 * SLOPES[:2], 0.3, 1e-8),
    (1e-6 * SLOPES[:2], 0.1, 1e-6),
    (SLOPES[:, None] * np.array([1e3, 1.0]), 0.7, 1e-8),
]


@table(
    ("new w", "new u"),
    [(1.0, 2.0, 3.0, 0.1, 0.9), (-1.0, 0.5, -2.0, 0.3, 0.5), (0.5, -4.0, 1.0, 2.0, 0)],
)
def momentum_rule(w, g, u, lr, mu):
    """The velocity sums the gradients and slowly forgets; the weight follows it."""
    new = mu * u + g
    mistakes = [
        (mu * u + (1 - mu) * g, "the gradient is added whole: u = mu u + g."),
        (mu * (u + g), "only the old velocity shrinks; the gradient is added whole."),
        (u + g, "the velocity never forgets: its old value is multiplied by mu."),
        (mu * u - g, "u sums the gradients themselves; the minus comes with w."),
        (mu * u + lr * g, "the rate belongs to the step of w, not into u."),
    ]
    yield w - lr * new
    for wrong, sentence in mistakes:
        yield w - lr * wrong, sentence
    yield w - lr * u, "first the velocity, then the weight, with the new velocity."
    yield w - lr * g, "this is plain gradient descent: w follows u, not g."
    yield w + lr * new, "the weight moves against the velocity."
    yield w - new, "the learning rate is missing."
    yield new
    yield from mistakes


def own_momentum(w, g, u, lr, mu=0.9):
    """The course's own step with momentum."""
    return momentum_rule.own(w, g, u, lr, mu)


def _ask_adam(answer, w, g, a, b, s, *settings):
    w, (a, b, _) = call(answer, w, g, (a, b, s), *settings)
    return a, b, w


def _mean(old, new, beta, name):
    """Return a running mean, and the usual mistakes in it."""
    yield beta * old + (1 - beta) * new
    yield beta * old + new, f"the new one has the share 1 - beta in {name}."
    yield old + (1 - beta) * new, f"the old {name} is multiplied by beta."
    yield (1 - beta) * old + beta * new, f"beta and 1 - beta are swapped in {name}."


@table(
    ("new a", "new b", "new w"),
    [
        (1.0, 2.0, 0.0, 0.0, 0, 0.1, 0.9, 0.99, 1e-8),
        (1.0, -3.0, 0.5, 2.0, 4, 0.3, 0.8, 0.9, 0.5),
        (-1.0, 0.2, -2.0, 3.0, 2, 0.2, 0.9, 0.999, 1e-3),
    ],
    ask=_ask_adam,
)
def adam_rule(w, g, a, b, s, lr, beta1, beta2, eps):
    """Adam divides a mean of gradients by the root of a mean of their squares."""
    yield from _mean(a, g, beta1, "a")
    yield from _mean(b, g**2, beta2, "b")
    a, b = beta1 * a + (1 - beta1) * g, beta2 * b + (1 - beta2) * g**2
    up, down = a / (1 - beta1 ** (s + 1)), b / (1 - beta2 ** (s + 1))
    size, low = np.sqrt(down) + eps, "a and b begin at 0: divide each by 1 - beta^s."
    yield w - lr * up / size
    yield w + lr * up / size, "the weight moves against the mean gradient."
    yield w - lr * a / (np.sqrt(b) + eps), low
    yield w - lr * a / size, low
    yield w - lr * up / (np.sqrt(b) + eps), low
    yield w - lr * g / size, "the mean a takes the place of g."
    yield w - lr * up / (down + eps), "the root of b is missing."
    yield w - lr * up / np.sqrt(down + eps), "eps is added to the root, not below it."
    yield w - up / size, "the learning rate is missing."


def own_adam(w, g, memory, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The course's own step of Adam."""
    a, b, w = adam_rule.own(w, g, *memory, lr, beta1, beta2, eps)
    return w, (a, b, memory[2] + 1)


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
