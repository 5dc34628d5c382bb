"""The checks of the exercises of 03_gradient_check."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number
from utils.exercises.old_judge import Wrong, call, exercise


@exercise("An error of order p shrinks by the p-th power of what the step shrinks by.")
def error_ratio(answer):
    """Judge factor(p, r), which returns a number."""
    for p, r in ((1, 100), (2, 100), (4, 10), (2, 3)):
        mistakes = [
            (r, f"for p = {p}, r = {r}: this is how much the step shrinks."),
            (p * r, f"for p = {p}, r = {r}: the order is a power, not a factor."),
            (1 / r**p, "by what is the old error divided? This is what is left of it."),
        ]
        name = f"the factor for p = {p}, r = {r}"
        expect_number(call(answer, p, r), r**p, mistakes, name)


@exercise(
    "The best step balances the two arms, h^p = eps / h: float32 needs longer ones."
)
def best_step(answer):
    """Judge step(eps, p), which returns a number."""
    for kind in (np.float64, np.float32):
        eps = float(np.finfo(kind).eps)
        for p in (1, 2, 4):
            expected = eps ** (1 / (p + 1))
            mistakes = [
                (eps, "at a step of eps, the rounding error eps / h is 1."),
                (eps**0.5, "this is right for p = 1 only."),
            ]
            name = f"the step for p = {p}"
            expect_number(call(answer, eps, p), expected, mistakes, name)


@exercise("Two opposite steps and the middle give the second derivative.")
def second_derivative(answer):
    """Judge second(line, h), which measures a second derivative at 0."""
    rng = np.random.default_rng(3)
    for _ in range(4):
        a, b, c = rng.uniform(1, 2, size=3)
        h = rng.uniform(0.5, 1.5) * 1e-3

        def line(t, a=a, b=b, c=c):
            return a * np.exp(b * t) + c * t

        ends, middle = line(h) + line(-h), line(0.0)
        twice = ends - 2 * middle
        mistakes = [
            (twice / h, "divided by h once; a second slope needs h twice."),
            ((ends - middle) / h**2, "the middle counts twice: once for each side."),
            ((line(h) - line(-h)) / (2 * h), "this is the first derivative."),
            (twice / (2 * h) ** 2, "the two slopes lie h apart, not 2 h."),
        ]
        got = call(answer, line, h)
        expect_number(got, a * b**2, mistakes, "the second derivative", rtol=1e-4)


@exercise("Symmetric, never negative, and harmless where both slopes are near zero.")
def relative_gap(answer):
    """Judge gap(a, b, floor) on float64 arrays of one shape, some entries tiny."""
    rng = np.random.default_rng(4)
    for shape, floor in (((5,), 1e-3), ((1,), 1e-9), ((3, 4), 0.2)):
        a, b = rng.normal(size=(2, *shape))
        a.flat[0], b.flat[0] = 0.02 * floor, -0.04 * floor
        a.flat[1:2] = b.flat[1:2] = 0.0
        got = call(answer, a, b, floor, quiet=True)
        if np.any(np.isnan(got)):
            raise Wrong("0 / 0 where both slopes are 0: divide by the floor there.")
        right, mistakes = _gaps(a, b, floor)
        expect_array(got, right, mistakes, f"the error for floor = {floor:g}")


def _gaps(a, b, floor):
    """Return the right errors, and pairs of wrong ones and what is wrong in them."""
    difference, size = np.abs(a - b), np.maximum(np.abs(a), np.abs(b))
    one_sided = difference / np.maximum(np.abs(a), floor)
    signed = (a - b) / np.maximum(size, floor)
    added = difference / (size + floor)
    of_sum = difference / np.maximum(np.abs(a) + np.abs(b), floor)
    without_floor = difference / np.where(size > 0, size, 1.0)
    mistakes = [
        (one_sided, "a and b are not treated alike: take the larger of both."),
        (signed, "an error has no sign: take the absolute difference."),
        (difference, "this is the absolute error: it depends on the units."),
        (added, "the floor replaces smaller sizes; add nothing."),
        (of_sum, "take the larger of both, not their sum."),
        (without_floor, "sizes below the floor are not replaced by the floor."),
    ]
    return difference / np.maximum(size, floor), mistakes
