"""The checks of 09_optimizers: two turns in the text, three exercises."""

import numpy as np

from utils.exercises.judge import use as use
from utils.exercises.tables import table

SLOPES = np.array([2.0, -0.5, 1e-8])


def own_momentum(w, g, u, lr, mu=0.9):
    """The course's own step with momentum."""
    u = mu * u + g
    return w - lr * u, u


def own_adam(w, g, memory, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The course's own step of Adam."""
    a, b, s = memory
    s = s + 1
    a = beta1 * a + (1 - beta1) * g
    b = beta2 * b + (1 - beta2) * g**2
    size = np.sqrt(b / (1 - beta2**s)) + eps
    return w - lr * a / (1 - beta1**s) / size, (a, b, s)


@table(
    ("the new w", "the new u"),
    [(1.0, 2.0, 3.0, 0.1, 0.9), (-1.0, 0.5, -2.0, 0.3, 0.5), (0.5, -4.0, 1.0, 2.0, 0)],
)
def momentum_rule(w, g, u, lr, mu):
    """The velocity sums the gradients and slowly forgets; the weight follows it."""
    mistakes = [
        (mu * u + (1 - mu) * g, "the gradient is added whole: u = mu u + g."),
        (mu * (u + g), "only the old velocity shrinks; the gradient is added whole."),
        (u + g, "the velocity never forgets: its old value is multiplied by mu."),
        (mu * u + lr * g, "the rate belongs to the step of w, not into u."),
        (mu * u - lr * g, "the rate belongs to the step of w, not into u."),
        (mu * u - g, "u sums the gradients themselves; the minus comes with w."),
    ]
    new = mu * u + g
    return [
        w - lr * new,
        *((w - lr * wrong, sentence) for wrong, sentence in mistakes),
        (w - lr * u, "first the velocity, then the weight, with the new velocity."),
        (w - lr * g, "this is plain gradient descent: w follows u, not g."),
        (w + lr * new, "the weight moves against the velocity."),
        (w - new, "the learning rate is missing."),
        new,
        *mistakes,
    ]


@table(
    ("the new a", "the new b", "the new w"),
    [
        (1.0, 2.0, 0.0, 0.0, 0, 0.1, 0.9, 0.99, 1e-8),
        (1.0, -3.0, 0.5, 2.0, 4, 0.3, 0.8, 0.9, 0.5),
        (-1.0, 0.2, -2.0, 3.0, 2, 0.2, 0.9, 0.999, 1e-3),
    ],
)
def _adam_rule(w, g, a, b, s, lr, beta1, beta2, eps):
    """Adam divides a mean of gradients by the root of a mean of their squares."""

    def mean(old, new, beta, name):
        whole = f"the new one comes in with the share 1 - beta in {name}."
        return beta * old + (1 - beta) * new, [
            (beta * old + new, whole),
            (old + (1 - beta) * new, f"the old {name} is multiplied by beta."),
            (
                (1 - beta) * old + beta * new,
                f"beta and 1 - beta are swapped in {name}.",
            ),
        ]

    s, (a, of_a), (b, of_b) = s + 1, mean(a, g, beta1, "a"), mean(b, g**2, beta2, "b")
    a_right, b_right = a / (1 - beta1**s), b / (1 - beta2**s)
    size = np.sqrt(b_right) + eps
    low = "a and b begin at 0; divide them by 1 - beta^s, each by its own."
    return [
        *(a, *of_a, b, *of_b, w - lr * a_right / size),
        (w + lr * a_right / size, "the weight moves against the mean gradient."),
        (w - lr * a / (np.sqrt(b) + eps), low),
        (w - lr * a / size, low),
        (w - lr * a_right / (np.sqrt(b) + eps), low),
        (w - lr * g / size, "the mean a takes the place of g."),
        (w - lr * a_right / (b_right + eps), "the root of b is missing."),
        (w - lr * a_right / np.sqrt(b_right + eps), "eps is added to the root."),
        (w - a_right / size, "the learning rate is missing."),
    ]


def adam_rule(answer):
    """Return the verdict on a step of Adam, which has its memory in a tuple."""

    def parts(w, g, a, b, s, *settings):
        w, (a, b, _) = answer(w, g, (a, b, s), *settings)
        return a, b, w

    return _adam_rule(parts)


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
