"""The checks of 05_autograd: a turn in the text, four exercises."""

import numpy as np

from utils.exercises.forms import expect_choice
from utils.exercises.judge import exercise
from utils.exercises.judge import use as use
from utils.exercises.tables import drawn, table
from utils.networks.softmax import softmax

ROW = np.array([[1.0, 2.0]])


@table(("slope by a", "slope by b"), [(1, 3, 4), (0.5, -2.0, 3.0), (-2.0, 0.5, 7.0)])
def product_back(g, a, b):
    """What comes back to a factor is g times the other factor."""
    return [*_of_factor("a", g, a, b), *_of_factor("b", g, b, a)]


def own_back(g, a, b):
    """The course's own: each factor gets g times the other."""
    return g * b, g * a


def _of_factor(name, g, mine, other):
    return [
        g * other,
        (g * mine, f"the slope of a b by {name} is the other factor."),
        (other, f"the slope by {name} is right; multiply it by g, what comes back."),
        (g, "this is the way back of a sum; a product has the other factor."),
        (mine * other, "this is the product itself, the way forward."),
        (g * mine * other, f"the slope of a b by {name} is one factor, not both."),
    ]


def _hypotenuses():
    arrays = [(g, np.hypot(a, b), a, b) for g, a, b in drawn("Nm", "Nm", "Nm")]
    return [(2.0, 5.0, 3.0, 4.0), *arrays]


@table(("step back to a", "step back to b"), _hypotenuses())
def hypotenuse(g, c, a, b):
    """The slope of the hypotenuse by a leg is leg / hypotenuse."""
    return [*_of_leg("a", g, c, a, b, "b"), *_of_leg("b", g, c, b, a, "a")]


def _of_leg(name, g, c, mine, other, swap):
    return [
        g * mine / c,
        (mine / c, "the slope is right, but g is missing: multiply by it."),
        (g * other / c, f"this is the step back to {swap}."),
        (g * mine, "c is a square root: its slope has c in the denominator."),
        (2 * g * mine, "this is the way back of c^2; c is its square root."),
        (g * mine / c**2, "divide by c once, not twice."),
        (g * mine / (2 * c), "the 2 of the square cancels the 1/2."),
        (2 * g * mine / c, "the 2 of the square cancels the 1/2."),
        (g * np.abs(mine) / c, f"{name} may be negative."),
        (g / c, f"the leg {name} is missing."),
    ]


@exercise
def find_the_bug(answer):
    """Only the stretched b was wrong, by 1/N: a mean where a sum belongs."""
    others = {
        "matmul": "the product leads to V, and V is right.",
        "mean": "everything is behind the mean, so V would be wrong too.",
        "tanh": "V is behind the tanh, and V is right.",
    }
    expect_choice(answer, "broadcast", others)


def _softmaxes():
    small = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]]), np.array([[0.0, 0.0]])
    drawings = [(g, softmax(a), a) for g, a in drawn("Nl", "Nl")]
    large = [(g, softmax(a + 1000), a + 1000) for g, a in drawn("Nl", "Nl")]
    return [small, *drawings, *large]


@table("step back", _softmaxes())
def softmax_step(g, c, a):
    """Each entry of a row feels the whole row, since the shares must sum to 1."""
    total = np.sum(g * c, axis=1, keepdims=True)
    return c * (g - total), [
        (g * c, "this lacks the denominator, in which every entry stands too."),
        (g * c * (1 - c), "this is the way of an entry to its own share only."),
        (c * (g - np.sum(g * c)), "sum over each row, not over the batch."),
        (c * (g - np.sum(g * c, axis=0)), "sum over each row, not over a column."),
        (c * (g - g.sum(axis=1, keepdims=True)), "weight the g by the shares c."),
        (c * (g - total / g.shape[1]), "take the sum over the row, not the mean."),
        (g - total, "the factor c is missing."),
        (c * (g + total), "the sum is taken away, not added."),
    ]


@table("dW", [(ROW, ROW + 2, np.array([[1.0], [3.0]])), *drawn("Nn", "Nn", "nm")])
def shared_weight(g, X, W):
    """A weight that is used twice gets a gradient by each way, and they add up."""
    first, second = X.T @ (g @ W), g.T @ (X @ W)
    return first + second, [
        (first, "this is the way through the first W only."),
        (second, "this is the way through W^T only."),
        (2 * first, "the two ways differ: W^T meets g and X W."),
        (2 * second, "the two ways differ: the first W meets X and g W."),
        (first - second, "both ways add up."),
        ((first + second) / len(X), "g is given, with any 1/N in it: no mean here."),
    ]
