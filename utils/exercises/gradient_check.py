"""The checks of 03_gradient_check: a turn in the text, three exercises."""

import numpy as np

from utils.exercises.judge import use as use
from utils.exercises.tables import table


def _named(words, function):
    """Give a function the docstring by which messages call it."""
    function.__doc__ = words
    return function


FUNCTIONS = (
    _named("f(s) = s^2", lambda s: s * s),
    _named("f(s) = s^3 + s", lambda s: s**3 + s),
    _named("f(s) = exp(s)", lambda s: np.exp(s)),
)


@table("slope", [(f, a, h) for f in FUNCTIONS for a, h in ((3.0, 0.5), (-1.0, 0.25))])
def central_difference(f, a, h):
    """One step to each side: the errors of the two sides cancel, the largest part."""
    right = (f(a + h) - f(a - h)) / (2 * h)
    one_sided = "this is one-sided: step to both sides of a."
    yield right
    yield (f(a + h) - f(a)) / h, one_sided
    yield (f(a) - f(a - h)) / h, one_sided
    yield 2 * right, "the two points lie 2 h apart."
    yield 2 * h * right, "the difference is still to be divided by 2 h."
    yield right * h, "the difference is divided by 2, and not yet by h."
    yield right * h * h, "brackets are missing: / 2 * h multiplies by h."
    yield f(a + h) - f(a - h) / (2 * h), "brackets are missing around the difference."
    yield (f(a + h) + f(a - h)) / (2 * h), "a slope needs the difference, not the sum."


EPSILONS = 1e-8, float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)


@table("step", [(eps, p) for eps in EPSILONS for p in (1, 3, 2, 4)])
def best_step(eps, p):
    """The best step balances both arms, h^p = eps / h: float32 needs longer ones."""
    brackets = "brackets are missing: the power is (1 / (p + 1))."
    yield eps ** (1 / (p + 1))
    yield eps, "at a step of eps, the rounding error eps / h is 1."
    yield eps**0.5, "this is right for p = 1 only."
    yield eps ** (1 / p), "from h^p = eps / h follows h^(p + 1) = eps."
    yield eps ** (p + 1), "the root is wanted, not the power."
    yield eps / (p + 1), brackets
    yield eps ** (1 / p + 1), brackets
    yield eps ** (p / (p + 1)), "this is h^p, the error at the best step."


CURVES = (
    (_named("line(s) = s^2 + s", lambda s: s * s + s), 0.5),
    (_named("line(s) = exp(2 s) + s", lambda s: np.exp(2 * s) + s), 0.1),
    (_named("line(s) = exp(2 s) + s", lambda s: np.exp(2 * s) + s), 0.01),
)


@table("second derivative", CURVES)
def second_derivative(line, h):
    """Two opposite steps and the middle give the second derivative."""
    after, middle, before = line(h), line(0.0), line(-h)
    right = (after - 2 * middle + before) / h**2
    yield right
    yield right * h, "divided by h once; a second slope needs h twice."
    yield right * h**2, "the slopes are still to be divided: by h, and by h again."
    yield right / 4, "the two slopes lie h apart, not 2 h."
    yield (after - middle + before) / h**2, "the middle counts twice: once a side."
    yield (after + middle + before) / h**2, "the middle is taken away, and twice."
    yield (after - before) / (2 * h), "this is the first derivative."
    yield (after - middle) / h, "this is the first derivative, from one side."


SQUARES = _named("f(W) = the sum of the squares of W", lambda W: np.sum(W**2))
WAVES = _named(
    "f(W) = the square of the sum of sin(W)", lambda W: np.sum(np.sin(W)) ** 2
)
PLACES = (
    (SQUARES, np.array([[1.0, -2.0]]), 0.5),
    (WAVES, np.array([[0.1, 0.4], [2.0, -1.0]]), 1e-3),
    (WAVES, np.array([0.3, -0.7, 1.1]), 1e-2),
)


@table("gradient", PLACES)
def measured_gradient(f, W, h):
    """Two calls of f for each entry: this is the price that back-propagation saves."""
    steps = h * np.eye(W.size).reshape(-1, *W.shape)
    up, down = (np.reshape([f(W + s) for s in by], W.shape) for by in (steps, -steps))
    right, total = (up - down) / (2 * h), (f(W + h) - f(W - h)) / (2 * h)
    at_once = "all entries were moved at once; move one at a time."
    same = "f(up) and f(down) are equal: do both get one array? W.copy() is another."
    yield right
    yield (up - f(W)) / h, "this steps to one side: step up and down."
    yield 2 * right, "the two points lie 2 h apart."
    yield right * h * h, "brackets are missing: / 2 * h multiplies by h."
    yield np.full(W.shape, total), at_once
    yield total, at_once
    yield right.sum(), "this is one number; each entry has a slope of its own."
    yield np.zeros(W.shape), same
    yield 2 * h * right, "the differences are still to be divided by 2 h."
