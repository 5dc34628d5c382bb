"""The checks of the exercises of 10_softmax_cross_entropy."""

import numpy as np
import sympy as sp

from utils.derivation.network import k, l, o, q, t
from utils.exercises.formulas import formula
from utils.exercises.tables import drawn, table, value
from utils.networks.softmax import softmax

TAU = sp.Symbol("tau", positive=True)


@value("sum", "take the sum of the outputs and that of the targets apart.", rtol=1e-4)
def sum_of_deltas():
    """Each step adds 0.08 times the rate to the sum of the output biases, for ever."""
    both = "this is the sum of the targets alone; the outputs are in it too."
    return -0.08, [
        (0.0, "this is the sum for targets 1 and 0; add 0.99 and nine times 0.01."),
        (0.08, "the sign is wrong: the delta is output less target."),
        (1.08, both),
        (-1.08, both),
        (1.0, "this is the sum of the outputs alone; take that of the targets away."),
        (-0.09, "count again: one target of 0.99, and nine of 0.01."),
    ]


@formula(({"q": 1, "l": 3}, {"q": 2, "l": 4}))
def _delta_with_sums():
    """A temperature divides the delta by tau."""
    return (o[q] * sp.Sum(t[k], (k, 1, l)) - t[q]) / TAU, []


@formula(({"q": 1, "l": 3}, {"q": 2, "l": 4}))
def _delta_with_temperature():
    """A temperature divides the delta by tau."""
    short = (o[q] - t[q]) / TAU
    return short, [
        (short * TAU, "this is the delta without temperature: z goes in as z / tau."),
        (short * TAU**2, "z is divided by tau: what is its derivative by z?"),
        (-short, "the sign is wrong: the delta is output less target."),
        (t[q] * (o[q] - 1) / TAU, "this is one term of the sum over all outputs k."),
        (short * o[q] * (1 - o[q]), "no slope o (1 - o): cross-entropy cancels it."),
        (o[q] / TAU - t[q], "the whole delta is divided by tau: brackets."),
        (o[q] - t[q] / TAU, "the whole delta is divided by tau: brackets."),
    ]


def delta_with_temperature(answer):
    """Judge dE/dz_q in o, t, q and tau; with sum_k t_k in it, or with 1 for it."""
    verdict = _delta_with_sums(answer)
    return verdict if verdict.status == "right" else _delta_with_temperature(answer)


def _binary_cases():
    large = [[1000.0, -1000.0, 30.0, -30.0]] * 2, ([0.0, 1, 0, 1], [1.0, 0, 1, 0])
    draws = [(4 * z, (t + 1) / 2) for z, t in drawn("Nm", "Nm")]
    small = np.array([0.0, 2.0]), np.array([0.5, 1.0])
    large = [(np.array(z), np.array(t)) for z, t in zip(*large, strict=True)]
    return [small, *draws, *large]


@table("error", _binary_cases())
def stable_binary(z, t):
    """Right for every z, from -1000 to 1000, with nothing that overflows."""
    E, o = np.logaddexp(0, z) - t * z, 1 / (1 + np.exp(-z))
    typed = -t * np.log(o) - (1 - t) * np.log(1 - o)
    over = "exp overflows for a large |z|: keep its argument below 0."
    return E, [
        (-E, "the sign is wrong: an error is positive."),
        (np.log(1 + np.exp(z)) - t * z, over),
        (z + np.log(1 + np.exp(-z)) - t * z, over),
        (typed, "this is the formula as typed: it fails for a large |z|."),
        (E.sum(), "this is the sum over all entries; give one error for each."),
        (E.mean(), "this is the mean over all entries; give one error for each."),
        (np.logaddexp(0, -z) * t, "the part with 1 - t is missing."),
        (np.logaddexp(0, z), "this is right where t is 0 only; t may lie between."),
        (np.logaddexp(0, -z), "this is right where t is 1 only; t may lie between."),
        (E + 2 * t * z, "t z is taken away, not added."),
    ]


LAYER = np.eye(1), np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.zeros(2)


@table(("dE/dW", "dE/dc"), [LAYER, *drawn("Nn", "Nl", "nl", "l")])
def layer_gradients(X, T, W, c):
    """One layer with biases, its gradients right for every shape."""
    N, O = len(X), softmax(X @ W + c)
    delta, sloped = O - T, (O - T) * O * (1 - O)
    dW, dc = X.T @ delta / N, delta.mean(axis=0)
    slope = "no slope o (1 - o): it cancels with cross-entropy."
    return [
        dW,
        (N * dW, "dE/dW is the sum over the batch, not the mean."),
        (X.T @ sloped / N, f"dE/dW: {slope}"),
        (X.T @ sloped, f"dE/dW: {slope}"),
        dc,
        (N * dc, "dE/dc is the sum over the batch, not the mean."),
        (delta / N, "dE/dc is not added up over the batch."),
        (delta, "dE/dc is the mean of these over the batch."),
        (dc[None], "dE/dc has one axis too many; its shape is that of c."),
        (sloped.mean(axis=0), f"dE/dc: {slope}"),
    ]
