"""The checks of 07_broken_gradients: a turn in the text, three exercises."""

from utils.exercises.chain_rule import mean_product
from utils.exercises.forms import expect_between, expect_parts
from utils.exercises.judge import Wrong, exercise
from utils.exercises.tables import drawn, table, value
from utils.exercises.values import listed
from utils.gradients import broken as museum
from utils.gradients.check import check_gradients
from utils.networks.sigmoid import deltas, error, forward

EXHIBITS = [e for e in museum.EXHIBITS if e.replaces != "relu_gradients"]
GOAL = 4  # broken gradients that the size of exercise blind_test must let pass
LARGEST = 6  # units in a layer of that exercise
STRETCHED = {"factor two": 2, "mean missing": 10, "mean twice": 0.1}


@table(("dV", "dW"), drawn("Nn", "Nl", "nm", "ml"))
def repaired(X, T, V, W):
    """The bug hid where N = l, and the check found it at every other size."""
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    bug = "dV still has the bug: with l outputs it is divided by l."
    yield from mean_product(X, delta_y, "dV")
    yield X.T @ delta_y / T.shape[1], bug
    yield from mean_product(Y, delta_o, "dW")


@exercise
def blind_test(size):
    """One example, one hidden unit, one output: a test that sees little."""
    size = [
        expect_between(number, 1, LARGEST, name, whole=True)
        for number, name in zip(expect_parts(size, "Nnml", "size"), "Nnml", strict=True)
    ]
    problem = drawn("Nn", "Nl", "nm", "ml", sizes=[(1, 1, 1, 1), size])[1]
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
    for name, factor in STRETCHED.items():
        yield museum.LR / factor
        yield museum.LR, f"{name}: at the right gradient's rate its steps differ."
        yield museum.LR * factor, f"{name}: the factor acts the other way."
        yield factor, f"{name}: this is the factor of the gradient, not the rate."
        yield 1 / factor, f"{name}: this is the factor for the rate; the rate is 0.3."


@table("change", drawn("m", "m", 0.3))
def first_order(g, d, lr):
    """Minus the rate times g d: E falls where the cosine is positive."""
    yield -lr * g @ d
    yield lr * g @ d, "the step goes against d: mind the sign."
    yield -lr * d @ d, "this is the change if d were the true gradient."
    yield -lr * g @ g, "this is the change for a step along the true gradient."
    yield -g @ d, "the rate is missing: it is the length of the step."
    yield -lr * abs(g @ d), "E may rise: where d points away from g."
