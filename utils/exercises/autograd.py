"""The checks of 05_autograd: a turn in the text, four exercises."""

import numpy as np

from utils.exercises.forms import expect_choice
from utils.exercises.judge import exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table
from utils.networks.softmax import softmax


@table(("slope by a", "slope by b"), [(1, 3, 4), (0.5, -2.0, 3.0), (-2.0, 0.5, 7.0)])
def product_back(g, a, b):
    """What comes back to a factor is g times the other factor."""
    yield from _of_factor("a", g, a, b)
    yield from _of_factor("b", g, b, a)


def _of_factor(name, g, mine, other):
    yield g * other
    yield g * mine, f"the slope of a b by {name} is the other factor."
    yield other, f"the slope by {name} is right; multiply it by g, what comes back."
    yield g, "this is the way back of a sum; a product has the other factor."
    yield mine * other, "this is the product itself, the way forward."


TRIANGLES = [(2.0, 3.0, 4.0), *drawn("Nm", "Nm", "Nm")[1:]]


@table(
    ("step back to a", "step back to b"),
    [(g, np.hypot(a, b), a, b) for g, a, b in TRIANGLES],
)
def hypotenuse(g, c, a, b):
    """The slope of the hypotenuse by a leg is leg / hypotenuse."""
    yield from _of_leg("a", g, c, a, b, "b")
    yield from _of_leg("b", g, c, b, a, "a")


def _of_leg(name, g, c, mine, other, swap):
    yield g * mine / c
    yield mine / c, "the slope is right, but g is missing: multiply by it."
    yield g * other / c, f"this is the step back to {swap}."
    yield g * mine, "c is a square root: its slope has c in the denominator."
    yield 2 * g * mine, "this is the way back of c^2; c is its square root."
    yield g * mine / c**2, "divide by c once, not twice."
    yield g * mine / (2 * c), "the 2 of the square cancels the 1/2."
    yield g * np.abs(mine) / c, f"{name} may be negative."
    yield g / (2 * c), f"the slope of {name}^2 itself, 2 {name}, is missing."
    yield g * c / mine, "this is upside down."


@exercise
def find_the_bug(answer):
    """Only the stretched b was wrong, by 1/N: a mean where a sum belongs."""
    reasons = {
        "broadcast": "",
        "matmul": "the product leads to V, and V is right.",
        "mean": "everything is behind the mean, so V would be wrong too.",
        "tanh": "V is behind the tanh, and V is right.",
    }
    expect_choice(answer, reasons)


SMALL = np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]])
LOGITS = [SMALL, *((g, a + b) for b in (0, 1000) for g, a in drawn("Nl", "Nl")[1:])]


@table("step back", [(g, softmax(a), a) for g, a in LOGITS])
def softmax_step(g, c, a):
    """Each entry of a row feels the whole row, since the shares must sum to 1."""
    total = np.sum(g * c, axis=1, keepdims=True)
    yield c * (g - total)
    yield g * c, "this lacks the denominator, in which every entry stands too."
    yield g * c * (1 - c), "this is the way of an entry to its own share only."
    yield c * (g - np.sum(g * c)), "sum over each row, not over the batch."
    yield c * (g - np.sum(g * c, axis=0)), "sum over each row, not over a column."
    yield c * (g - g.sum(axis=1, keepdims=True)), "weight the g by the shares c."
    yield c * (g - total / g.shape[1]), "take the sum over the row, not the mean."
    yield g - total, "the factor c is missing."
    yield c * (1 - c), "g, what comes back, is missing."


@table("dW", drawn("Nn", "Nn", "nm"))
def shared_weight(g, X, W):
    """A weight that is used twice gets a gradient by each way, and they add up."""
    first, second = X.T @ (g @ W), g.T @ (X @ W)
    yield first + second
    yield first, "this is the way through the first W only."
    yield second, "this is the way through W^T only."
    yield 2 * first, "the two ways differ: W^T meets g and X W."
    yield 2 * second, "the two ways differ: the first W meets X and g W."
    yield first - second, "both ways add up."
    yield (first + second) / len(X), "g is given, with any 1/N in it: no mean here."
    yield X.T @ g, "W stands on the way, too: g times W, and X times W."
