"""The checks of the exercises of 10_softmax_cross_entropy."""

import numpy as np
import sympy as sp

from utils.derivation.network import k, l, o, q, t
from utils.exercises.chain_rule import mean_product
from utils.exercises.formulas import formula
from utils.exercises.tables import drawn, table, value
from utils.networks.softmax import softmax

TAU = sp.Symbol("tau", positive=True)


@value("sum", "take the sum of the outputs and that of the targets apart.", rtol=1e-4)
def sum_of_deltas():
    """Each step adds 0.08 times the rate to the sum of the output biases, for ever."""
    both = "this is the sum of the targets alone; the outputs are in it too."
    yield -0.08
    yield 0.0, "the targets do not sum to 1: add 0.99 and nine times 0.01."
    yield 0.08, "the sign is wrong: the delta is output less target."
    yield 1.08, both
    yield -1.08, both
    yield 1.0, "this is the sum of the outputs alone; take that of the targets away."
    yield -0.09, "count again: one target of 0.99, and nine of 0.01."
    yield 0.01, "count again: one target of 0.99, and nine of 0.01."


@formula({"q": 1, "l": 3}, {"q": 2, "l": 4}, {"q": 1, "l": 2})
def delta_with_temperature():
    """A temperature divides the delta by tau."""
    short = (o[q] - t[q]) / TAU
    brackets = "the whole delta is divided by tau: brackets."
    yield (o[q] * sp.Sum(t[k], (k, 1, l)) - t[q]) / TAU  # that sum is 1
    yield short
    yield short * TAU, "this is the delta without temperature: z goes in as z / tau."
    yield short * TAU**2, "z is divided by tau: what is its derivative by z?"
    yield -short, "the sign is wrong: the delta is output less target."
    yield t[q] * (o[q] - 1) / TAU, "this is one term of the sum over all outputs k."
    yield short * o[q] * (1 - o[q]), "no slope o (1 - o): cross-entropy cancels it."
    yield o[q] / TAU - t[q], brackets
    yield o[q] - t[q] / TAU, brackets
    yield short / TAU, "divide by tau once."


def _binary_cases():
    large = np.array([1000.0, -1000.0, 30.0, -30.0])
    small = np.array([0.0, 2.0]), np.array([0.5, 1.0])
    draws = [(4 * z, (t + 1) / 2) for z, t in drawn("Nm", "Nm")[1:]]
    return [small, *draws, (large, np.tile([0.0, 1], 2)), (large, np.tile([1.0, 0], 2))]


@table("error", _binary_cases())
def stable_binary(z, t):
    """Right for every z, from -1000 to 1000, with nothing that overflows."""
    E, o = np.logaddexp(0, z) - t * z, 1 / (1 + np.exp(-z))
    over = "exp overflows for a large |z|: keep its argument below 0."
    cut = np.clip(z, -30, 30)
    yield E
    yield -E, "the sign is wrong: an error is positive."
    yield np.log(1 + np.exp(z)) - t * z, over
    yield z + np.log(1 + np.exp(-z)) - t * z, over
    typed = -t * np.log(o) - (1 - t) * np.log(1 - o)
    yield typed, "this is the formula as typed: it fails for a large |z|."
    yield E.sum(), "this is the sum over all entries; give one error for each."
    yield E.mean(), "this is the mean over all entries; give one error for each."
    yield np.logaddexp(0, -z) * t, "the part with 1 - t is missing."
    yield np.logaddexp(0, z), "this is right where t is 0 only; t may lie between."
    yield np.logaddexp(0, -z), "this is right where t is 1 only; t may lie between."
    yield E + 2 * t * z, "t z is taken away, not added."
    yield np.logaddexp(0, cut) - t * cut, "z is cut off: the error grows on with |z|."


@table(("dE/dW", "dE/dc"), drawn("Nn", "Nl", "nl", "l"))
def layer_gradients(X, T, W, c):
    """One layer with biases, its gradients right for every shape."""
    N, O = len(X), softmax(X @ W + c)
    delta, sloped = O - T, (O - T) * O * (1 - O)
    slope = "no slope o (1 - o): it cancels with cross-entropy."
    yield from mean_product(X, delta, "dE/dW")
    yield X.T @ sloped / N, f"dE/dW: {slope}"
    yield X.T @ (softmax(X @ W) - T) / N, "the bias c is missing in the outputs."
    yield delta.mean(axis=0)
    yield delta.sum(axis=0), "dE/dc is the sum over the batch, not the mean."
    yield delta / N, "dE/dc is not added up over the batch."
    yield delta, "dE/dc is the mean of these over the batch."
    yield (
        delta.mean(axis=0)[None],
        "dE/dc has an axis too many; its shape is that of c.",
    )
    yield delta.mean(axis=1), "dE/dc has one number for each output, not each example."
    yield delta.mean(), "dE/dc has one number for each output."
    yield sloped.mean(axis=0), f"dE/dc: {slope}"
