"""The checks of the exercises of 03_gradient_check."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number
from utils.exercises.judge import Wrong, call, describe, exercise
from utils.gradients import broken as museum
from utils.gradients.check import check_gradients
from utils.networks.sigmoid import error, forward, gradients, initial_weights

EXHIBITS = [e for e in museum.EXHIBITS if e.replaces != "relu_gradients"]
GOAL = 4  # broken gradients that the size of exercise blind_test must let pass
LARGEST = 6  # units in a layer of that exercise


def _problem(rng, N, n, m, l):
    """Return random X (N, n), T (N, l), V (n, m), W (m, l), float64."""
    return rng.normal(size=(N, n)), rng.random((N, l)), *initial_weights(rng, n, m, l)


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
                (eps, "at a step of eps, rounding has eaten all digits."),
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
        mistakes = [
            (
                (ends - 2 * middle) / h,
                "divided by h once; a second slope needs h twice.",
            ),
            ((ends - middle) / h**2, "the middle counts twice: once for each side."),
            ((line(h) - line(-h)) / (2 * h), "this is the first derivative."),
            (
                (ends - 2 * middle) / (2 * h) ** 2,
                "the two slopes lie h apart, not 2 h.",
            ),
        ]
        got = call(answer, line, h)
        expect_number(got, a * b**2, mistakes, "the second derivative", rtol=1e-4)


@exercise("Symmetric, never negative, and harmless where both slopes are zero.")
def relative_gap(answer):
    """Judge gap(a, b, floor) on float64 arrays of one shape."""
    rng = np.random.default_rng(4)
    for shape in ((5,), (1,), (3, 4)):
        a, b = rng.normal(size=(2, *shape))
        a.flat[0] = b.flat[0] = 0.0
        difference, size = np.abs(a - b), np.maximum(np.abs(a), np.abs(b))
        with np.errstate(all="ignore"):
            got = call(_quietly(answer), a, b, 1e-3)
            one_sided = difference / np.maximum(np.abs(a), 1e-3)
            signed = (a - b) / np.maximum(size, 1e-3)
            mistakes = [
                (one_sided, "a and b are not treated alike: take the larger of both."),
                (signed, "an error has no sign: take the absolute difference."),
                (difference, "this is the absolute error: it depends on the units."),
            ]
        if np.any(np.isnan(got)):
            raise Wrong("0 / 0 where both slopes are 0: the floor is missing.")
        expect_array(got, difference / np.maximum(size, 1e-3), mistakes, "the error")


def _quietly(answer):
    def quiet(*arguments):
        with np.errstate(all="ignore"):
            return answer(*arguments)

    return quiet if callable(answer) else answer


@exercise("The bug hid where N = l, and the check found it at every other size.")
def repaired(answer):
    """Judge gradient(X, T, V, W), which returns dV (n, m) and dW (m, l)."""
    rng = np.random.default_rng(5)
    for size in ((5, 4, 3, 2), (1, 3, 4, 2), (6, 2, 2, 1), (3, 4, 5, 3)):
        problem = _problem(rng, *size)
        result = call(answer, *problem)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Wrong(f"return the pair dV, dW; got {describe(result)}.")
        dV, dW = gradients(*problem)
        N, _, _, l = size
        mistakes = [
            (dV * N / l, "dV still has the bug. Compare two sizes with different N."),
            (dV * N, "dV is the sum over the batch; E is the mean."),
        ]
        expect_array(result[0], dV, mistakes, f"dV for N = {N}, l = {l}")
        mistakes = [(dW * N, "dW is the sum over the batch; E is the mean.")]
        expect_array(result[1], dW, mistakes, f"dW for N = {N}, l = {l}")


@exercise("One example, one hidden unit, one output: a test that sees little.")
def blind_test(size):
    """Judge a size (N, n, m, l) by checking the museum's gradients at it."""
    if not (isinstance(size, tuple) and len(size) == 4):
        raise Wrong(f"size should be a tuple (N, n, m, l), got {describe(size)}.")
    if not all(isinstance(a, int) and 1 <= a <= LARGEST for a in size):
        raise Wrong(f"each size should be an integer from 1 to {LARGEST}, got {size}.")
    X, T, V, W = _problem(np.random.default_rng(6), *size)
    passed = [e.name for e in EXHIBITS if _passes(e, X, T, V, W)]
    if len(passed) < GOAL:
        names = ", ".join(passed) or "none"
        text = f"at this size {len(passed)} of {len(EXHIBITS)} pass ({names})"
        raise Wrong(f"{text}; the goal is {GOAL}.")


def _passes(exhibit, X, T, V, W):
    try:
        dV, dW = museum.broken_gradients(exhibit)(X, T, V, W)
    except ValueError:  # shapes that do not fit are no gradient
        return False
    if dV.shape != V.shape:
        return False

    def E(V, W):
        return error(forward(X, V, W)[1], T)

    return check_gradients(E, {"V": V, "W": W}, {"V": dV, "W": dW}).passed
