"""The turns in the text of 01 to 06: right forms, and what slips hear."""

import numpy as np
import pytest
import torch

from utils.exercises import (
    autograd,
    chain_rule,
    forward_pass,
    gradient_check,
    numpy_trainer,
    pytorch,
)
from utils.exercises.judge import RIGHT, WRONG
from utils.networks.sigmoid import sigmoid


def steps(order):
    """Return a step of PyTorch with its five lines in an order of letters."""

    def step(network, loss, optimizer, X, T):
        for letter in order:
            if letter == "z":
                optimizer.zero_grad()
            elif letter == "f":
                E = loss(network(X), T)
            elif letter == "b":
                E.backward(retain_graph=True)
            else:
                optimizer.step()
        return E

    return step


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
        forward_pass.hidden,
        [lambda X, V: sigmoid(X @ V), lambda X, V: torch.sigmoid(torch.tensor(X @ V))],
        [
            (lambda X, V: X @ V, "the sigmoid is missing"),
            (lambda X, V: sigmoid(sigmoid(X @ V)), "applied twice"),
            (lambda X, V: 1 / 1 + np.exp(-(X @ V)), "brackets are missing"),
            (lambda X, V: sigmoid(V @ X), "shapes do not fit"),
        ],
    ),
    (
        forward_pass.outputs,
        [lambda Y, W: 1 / (1 + np.exp(-Y @ W))],
        [(lambda Y, W: 1 / (1 + np.exp(Y @ W)), "with a minus")],
    ),
    (
        chain_rule.slope_of_v,
        [0.03746, 0.0375, np.float32(0.0375)],
        [
            (-0.03746, "the sign is wrong"),
            (0.08908, "this is the slope of w"),
            (0.02, "and that is not right: from the end"),
        ],
    ),
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
            (lines(delta_o="3 * (O - T) * O * (1 - O)"), "3 times what it should"),
            (lines(delta_y="delta_o @ W.T"), "and it is missing"),
            (lines(delta_y="delta_o @ W * Y * (1 - Y)"), "your function stops with"),
            (lines(dW="Y.T @ delta_o"), "this is the sum over the examples"),
            (lines(dW="Y.T @ delta_o / Y.shape[1]"), "divide by the number of"),
            (lines(dV="-X.T @ delta_y / len(X)"), "the minus belongs to the step"),
            (lambda X, Y, O, T, W: O - T, "should be 4 things"),
        ],
    ),
    (
        gradient_check.central_difference,
        [lambda f, a, h: (f(a + h) - f(a - h)) / (2 * h)],
        [
            (lambda f, a, h: (f(a + h) - f(a)) / h, "one-sided"),
            (lambda f, a, h: (f(a + h) - f(a - h)) / 2 * h, "multiplies by h"),
            (lambda f, a, h: (f(a + h) - f(a - h)) / h, "2 h apart"),
            (lambda f, a, h: 6.0, "f(s) = s^2, a = -1 and h = 0.25 your slope is 6"),
        ],
    ),
    (
        numpy_trainer.update,
        [lambda w, slope, lr: w - lr * slope],
        [
            (lambda w, slope, lr: w + lr * slope, "uphill"),
            (lambda w, slope, lr: w - slope, "the learning rate is missing"),
            (lambda w, slope, lr: lr * slope, "take it from w"),
        ],
    ),
    (
        autograd.product_back,
        [
            autograd.own_back,
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
        [pytorch.own_step, steps("zfbs"), steps("fzbs")],
        [
            (steps("fbs"), "V moves by the gradients of earlier steps"),
            (steps("fbzs"), "V has not changed"),
            (steps("zfb"), "V has not changed"),
            (steps("fsbz"), "has been modified by an inplace operation"),
            (steps("zfbbs"), "one backward too many"),
            (steps("zfbsf"), "is that after the step"),
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
