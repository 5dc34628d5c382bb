"""The checks of 03_gradient_check: a turn in the text, three exercises."""

import numpy as np

from utils.exercises.judge import use as use
from utils.exercises.tables import table


def _square(s):
    """f(s) = s^2"""
    return s * s


def _cube(s):
    """f(s) = s^3 + s"""
    return s**3 + s


def _exponential(s):
    """f(s) = exp(s)"""
    return np.exp(s)


FUNCTIONS = _square, _cube, _exponential


@table("slope", [(f, a, h) for f in FUNCTIONS for a, h in ((3.0, 0.5), (-1.0, 0.25))])
def central_difference(f, a, h):
    """One step to each side: the errors of the two sides cancel, the largest part."""
    right = (f(a + h) - f(a - h)) / (2 * h)
    return right, [
        ((f(a + h) - f(a)) / h, "this is one-sided: step to both sides of a."),
        ((f(a) - f(a - h)) / h, "this is one-sided: step to both sides of a."),
        (2 * right, "the two points lie 2 h apart."),
        (2 * h * right, "the difference is still to be divided by 2 h."),
        (right * h * h, "brackets are missing: / 2 * h multiplies by h."),
        (f(a + h) - f(a - h) / (2 * h), "brackets are missing around the difference."),
        ((f(a + h) + f(a - h)) / (2 * h), "a slope needs the difference, not the sum."),
    ]


EPSILONS = 1e-8, float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)


@table("step", [(eps, p) for eps in EPSILONS for p in (1, 3, 2, 4)])
def best_step(eps, p):
    """The best step balances both arms, h^p = eps / h: float32 needs longer ones."""
    return eps ** (1 / (p + 1)), [
        (eps, "at a step of eps, the rounding error eps / h is 1."),
        (eps**0.5, "this is right for p = 1 only."),
        (eps ** (1 / p), "from h^p = eps / h follows h^(p + 1) = eps."),
        (eps ** (p + 1), "the root is wanted, not the power."),
        (eps / (p + 1), "brackets are missing: the power is (1 / (p + 1))."),
        (eps ** (1 / p + 1), "brackets are missing: the power is (1 / (p + 1))."),
    ]


def _line(t):
    """line(s) = s^2 + s"""
    return t * t + t


def _curve(t):
    """line(s) = exp(2 s) + s"""
    return np.exp(2 * t) + t


@table("second derivative", [(_line, 0.5), (_curve, 0.1), (_curve, 0.01)])
def second_derivative(line, h):
    """Two opposite steps and the middle give the second derivative."""
    after, middle, before = line(h), line(0.0), line(-h)
    right = (after - 2 * middle + before) / h**2
    return right, [
        (right * h, "divided by h once; a second slope needs h twice."),
        (right * h**2, "the slopes are still to be divided: by h, and by h again."),
        (right / 4, "the two slopes lie h apart, not 2 h."),
        ((after - middle + before) / h**2, "the middle counts twice: once a side."),
        ((after + before) / h**2, "the middle is missing; it counts twice."),
        ((after + 2 * middle + before) / h**2, "the middle is taken away twice."),
        ((after - before) / (2 * h), "this is the first derivative."),
        ((after - middle) / h, "this is the first derivative, from one side."),
    ]


def _sum_of_squares(W):
    """f(W) = the sum of the squares of W"""
    return np.sum(W**2)


def _waves(W):
    """f(W) = the sum of sin(W), each entry times its number"""
    return np.sum(np.sin(W) * np.arange(1, W.size + 1).reshape(W.shape))


@table(
    "gradient",
    [
        (_sum_of_squares, np.array([[1.0, -2.0]]), 0.5),
        (_waves, np.array([[0.1, 0.4], [2.0, -1.0]]), 1e-3),
        (_waves, np.array([0.3, -0.7, 1.1]), 1e-2),
    ],
)
def measured_gradient(f, W, h):
    """Two calls of f for each entry: this is the price that back-propagation saves."""

    def moved(place, by):
        other = W.copy()
        other[place] += by
        return f(other)

    places = list(np.ndindex(W.shape))
    up, down = (
        np.reshape([moved(place, by) for place in places], W.shape) for by in (h, -h)
    )
    right = (up - down) / (2 * h)
    total = (f(W + h) - f(W - h)) / (2 * h)
    return right, [
        ((up - f(W)) / h, "this steps to one side: step up and down."),
        (2 * right, "the two points lie 2 h apart."),
        (right * h * h, "brackets are missing: / 2 * h multiplies by h."),
        (
            np.full(W.shape, total),
            "all entries were moved at once; move one at a time.",
        ),
        (total, "all entries were moved at once; move one at a time."),
        (
            np.zeros(W.shape),
            "f was not called with the changed array, or W itself has not been moved.",
        ),
    ]
