"""The turns in the text whose right forms and slips no stored answer holds."""

import numpy as np
import pytest

from utils.exercises import autograd, chain_rule, pytorch
from utils.exercises.judge import RIGHT, WRONG
from utils.exercises.pytorch import in_order


def lines(**changed):
    """Return the four lines of back-propagation as a function, some of them changed."""
    right = {
        "delta_o": "(O - T) * O * (1 - O)",
        "delta_y": "(delta_o @ W.T) * Y * (1 - Y)",
        "dW": "Y.T @ delta_o / len(X)",
        "dV": "X.T @ delta_y / len(X)",
    }

    def way_back(X, Y, O, T, W):
        names = {"X": X, "Y": Y, "O": O, "T": T, "W": W, "np": np}
        for name, line in (right | changed).items():
            names[name] = eval(line, names)
        return [names[name] for name in right]

    return way_back


TURNS = [
    (
        chain_rule.way_back,
        [
            chain_rule.own_way_back,
            lines(delta_o="(T - O) * (O * O - O)"),
            lines(dW="np.einsum('bj,bk->jk', Y, delta_o) / len(Y)"),
        ],
        [
            (lines(delta_y="...", dW="...", dV="..."), "far: delta_o. Next: delta_y"),
            (lines(dV="..."), "so far: delta_o, delta_y and dW. Next: dV"),
            (lines(delta_o="(T - O) * O * (1 - O)"), "a delta begins with O - T"),
            (lines(delta_o="O - T"), "and it is missing"),
            (lines(delta_o="(O - T) * (1 - O) ** 2"), "not a square"),
            (lines(delta_o="(O - T) * (1 - O**2)"), "that of tanh"),
            (lines(delta_o="2 * (O - T) * O * (1 - O)"), "the 2 of the square"),
            (lines(delta_y="delta_o @ W.T"), "and it is missing"),
            (lines(delta_y="delta_o @ W * Y * (1 - Y)"), "your function stops with"),
            (lines(dW="Y.T @ delta_o"), "this is the sum over the examples"),
            (lines(dW="Y.T @ delta_o / Y.shape[1]"), "divide by the number of"),
            (lines(dV="-X.T @ delta_y / len(X)"), "the minus belongs to the step"),
            (lambda X, Y, O, T, W: O - T, "should be 4 things"),
        ],
    ),
    (
        autograd.product_back,
        [
            autograd.product_back.own,
            lambda g, a, b: (g * b, g * a),
            [lambda g, a, b: g * b, lambda g, a, b: g * a],
        ],
        [
            (lambda g, a, b: (g * a, g * b), "is the other factor"),
            (lambda g, a, b: (b, a), "multiply it by g"),
            (lambda g, a, b: g * b, "should be 2 things: slope by a and slope by b"),
        ],
    ),
    (
        pytorch.training_step,
        [pytorch.own_step, in_order("fzbs")],
        [
            (in_order("fbs"), "V moves by the gradients of earlier steps"),
            (in_order("fbzs"), "V has not changed"),
            (in_order("zfb"), "V has not changed"),
            (in_order("fsbz"), "has been modified by an inplace operation"),
            (in_order("zfbbs"), "one backward too many"),
            (in_order("zfbsf"), "is that after the step"),
            (lambda *_: [].sort(), "returns None"),
        ],
    ),
]


@pytest.mark.parametrize(("check", "right", "wrong"), TURNS)
def test_turns(check, right, wrong):
    for answer in right:
        assert check(answer).status == RIGHT, check(answer)
    for answer, message in wrong:
        verdict = check(answer)
        assert verdict.status == WRONG and message in verdict.message
