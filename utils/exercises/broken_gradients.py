"""The checks of the exercises of 07_broken_gradients."""

import numpy as np

from utils.exercises.compare import expect_array, expect_number, expect_whole
from utils.exercises.old_judge import Wrong, call, exercise
from utils.exercises.old_values import as_sequence
from utils.gradients import broken as museum
from utils.gradients.check import check_gradients
from utils.networks.sigmoid import error, forward, gradients, initial_weights

EXHIBITS = [e for e in museum.EXHIBITS if e.replaces != "relu_gradients"]
GOAL = 4  # broken gradients that the size of exercise blind_test must let pass
LARGEST = 6  # units in a layer of that exercise
STRETCHED = {"factor two": 2, "mean missing": 10, "mean twice": 0.1}


def _problem(rng, N, n, m, l):
    """Return random X (N, n), T (N, l), V (n, m), W (m, l), float64."""
    return rng.normal(size=(N, n)), rng.random((N, l)), *initial_weights(rng, n, m, l)


@exercise("The bug hid where N = l, and the check found it at every other size.")
def repaired(answer):
    """Judge gradient(X, T, V, W), which returns dV (n, m) and dW (m, l)."""
    rng = np.random.default_rng(5)
    for size in ((5, 4, 3, 2), (1, 3, 4, 2), (6, 2, 2, 1), (3, 4, 5, 3)):
        problem = _problem(rng, *size)
        result = as_sequence(
            call(answer, *problem), 2, "the pair dV, dW that you return"
        )
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
    size = as_sequence(size, 4, "size, (N, n, m, l),")
    size = [expect_whole(number, 1, LARGEST, "each size") for number in size]
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


@exercise("A factor in the gradient and its inverse in the rate cancel.")
def same_as(rates):
    """Judge a dict from each exhibit of STRETCHED to a learning rate."""
    if not isinstance(rates, dict) or set(rates) != set(STRETCHED):
        raise Wrong(f"give a rate for {', '.join(map(repr, STRETCHED))}.")
    for name, rate in rates.items():
        mistakes = [
            (museum.LR, f"{name}: at the rate of the right one, its steps differ."),
            (museum.LR * STRETCHED[name], f"{name}: the factor acts the other way."),
        ]
        expected = museum.LR / STRETCHED[name]
        expect_number(rate, expected, mistakes, f"the rate for {name}")


@exercise("Minus the rate times g d: E falls where the cosine is positive.")
def first_order(answer):
    """Judge change(g, d, lr) on vectors g and d of one length; it returns a number."""
    rng = np.random.default_rng(7)
    for length, sign in ((5, 1), (5, -1), (1, 1), (12, -1)):  # downhill and uphill
        g, d = rng.normal(size=(2, length))
        d *= sign * np.sign(g @ d)
        lr = rng.uniform(0.1, 0.9)
        mistakes = [
            (lr * g @ d, "the step goes against d: mind the sign."),
            (-lr * d @ d, "this is the change if d were the true gradient."),
            (-lr * g @ g, "this is the change for a step along the true gradient."),
            (-g @ d, "the length of the step is missing."),
        ]
        expect_number(call(answer, g, d, lr), -lr * g @ d, mistakes, "the change")
