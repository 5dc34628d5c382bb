"""The checks of 07_broken_gradients: a turn in the text, three exercises."""

import numpy as np

from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table, value
from utils.exercises.values import listed
from utils.gradients import broken as museum
from utils.gradients.check import check_gradients
from utils.networks.sigmoid import error, forward, gradients

EXHIBITS = [e for e in museum.EXHIBITS if e.replaces != "relu_gradients"]
GOAL = 4  # broken gradients that the size of exercise blind_test must let pass
LARGEST = 6  # units in a layer of that exercise
STRETCHED = {"factor two": 2, "mean missing": 10, "mean twice": 0.1}


@table(("dV", "dW"), drawn("Nn", "Nl", "nm", "ml"))
def repaired(X, T, V, W):
    """The bug hid where N = l, and the check found it at every other size."""
    dV, dW = gradients(X, T, V, W)
    N, n, l = len(X), len(V), T.shape[1]
    return [
        dV,
        (dV * N / l, "dV still has the bug: with l outputs it is divided by l."),
        (dV * N, "dV is the sum over the batch; E is the mean."),
        (dV * N / n, "dV is divided by n; the mean is over the N examples."),
        dW,
        (dW * N, "dW is the sum over the batch; E is the mean."),
    ]


@exercise
def blind_test(size):
    """One example, one hidden unit, one output: a test that sees little."""
    size = expect_parts(size, ("N", "n", "m", "l"), "size")
    size = [
        expect_between(number, 1, LARGEST, name, whole=True)
        for number, name in zip(size, "Nnml", strict=True)
    ]
    problem = drawn("Nn", "Nl", "nm", "ml", sizes=[size])[0]
    passed = [e.name for e in EXHIBITS if _passes(e, *problem)]
    if len(passed) < GOAL:
        text = f"at this size {len(passed)} of {len(EXHIBITS)} pass"
        names = f" ({listed(passed)})" if passed else ""
        raise Wrong(f"{text}{names}; the goal is {GOAL}.")


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


@value(
    {name: f"rate for {name}" for name in STRETCHED},
    "the step, rate times gradient, is to be that of the right gradient at 0.3.",
)
def same_as():
    """A factor in the gradient and its inverse in the rate cancel."""
    row = []
    for name, factor in STRETCHED.items():
        row += [
            museum.LR / factor,
            (museum.LR, f"{name}: at the right gradient's rate its steps differ."),
            (museum.LR * factor, f"{name}: the factor acts the other way."),
            (factor, f"{name}: this is the factor of the gradient, not the rate."),
        ]
    return row


G, D = np.array([1.0, 2.0]), np.array([3.0, -1.0])


def own_change(g, d, lr):
    """The course's own: Taylor's first term, for the step -lr d."""
    return -lr * g @ d


@table("change", [(G, D, 0.1), (G, -D, 0.5)] + [(*gd, 0.3) for gd in drawn("n", "n")])
def first_order(g, d, lr):
    """Minus the rate times g d: E falls where the cosine is positive."""
    return -lr * g @ d, [
        (lr * g @ d, "the step goes against d: mind the sign."),
        (-lr * d @ d, "this is the change if d were the true gradient."),
        (-lr * g @ g, "this is the change for a step along the true gradient."),
        (-g @ d, "the rate is missing: it is the length of the step."),
        (-lr * g * d, "add the products up: the change of E is one number."),
        (-lr * abs(g @ d), "E may rise: where d points away from g."),
    ]
