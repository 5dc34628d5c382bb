"""Checks of the exercises of notebook 10: softmax, cross-entropy, biases."""

import numpy as np
import sympy as sp

from utils.derivation.network import k, l, o, q, t
from utils.exercises.compare import expect_array, expect_number
from utils.exercises.old_formulas import expect_formula
from utils.exercises.old_judge import Wrong, call, exercise
from utils.exercises.old_values import as_array
from utils.networks.softmax import softmax

TAU = sp.Symbol("tau", positive=True)
OUTPUTS = ({"q": 1, "l": 3}, {"q": 2, "l": 4})
SIZES = ({"l": 2}, {"l": 3}, {"l": 10})


@exercise(
    "Each step adds 0.08 times the learning rate to the sum of the output biases, and "
    "nothing ever takes it back."
)
def sum_of_deltas(answer):
    """Judge the sum of o_k - t_k over the ten outputs, for targets 0.99 and 0.01."""
    mistakes = [
        (0.0, "this is the sum for targets 1 and 0. Add up 0.99 and nine times 0.01."),
        (0.08, "the sign is wrong: the delta is output less target."),
        (1.08, "this is the sum of the targets alone; the outputs are in it too."),
        (-1.08, "this is the sum of the targets alone; the outputs are in it too."),
    ]
    expect_number(answer, -0.08, mistakes, name="your sum")


@exercise("A temperature divides the delta by tau.")
def delta_with_temperature(answer):
    """Judge dE/dz_q for softmax of z / tau with cross-entropy, targets that sum to 1.

    The answer is a formula in o, t, q and tau; with sum_k t_k in it, or with 1 for it.
    """
    whole = (o[q] * sp.Sum(t[k], (k, 1, l)) - t[q]) / TAU
    short = (o[q] - t[q]) / TAU
    mistakes = [
        (short * TAU, "this is the delta without temperature: z goes in as z / tau."),
        (short * TAU**2, "z is divided by tau: what is its derivative by z?"),
        (-short, "the sign is wrong: the delta is output less target."),
        (t[q] * (o[q] - 1) / TAU, "this is one term of the sum over all outputs k."),
    ]
    try:
        expect_formula(answer, whole, places=OUTPUTS)
    except Wrong:
        expect_formula(answer, short, mistakes, OUTPUTS, name="your delta")


@exercise("The floor is lower than that of the sigmoid, but there is one.")
def tanh_floor(answer):
    """Judge the lowest cross-entropy of l outputs tanh(z), put through a softmax."""
    wrong = sp.exp(-2)  # exp of a wrong output, less the right one
    mistakes = [
        (sp.Integer(0), "how sure can softmax be of numbers between -1 and 1?"),
        (sp.log((l - 1) * wrong), "the right output is in the sum too."),
        (
            sp.log(1 + (l - 1) * sp.exp(-1)),
            "this is the floor for numbers between 0 and 1. How far apart can two "
            "values of tanh be?",
        ),
        (
            sp.log(1 + (l - 1) * sp.exp(2)),
            "this is the largest error: here the right output is the smallest.",
        ),
        (sp.log(1 + l * wrong), "count the terms: how many outputs are wrong ones?"),
        (sp.log(1 + wrong), "this is right for two outputs only."),
        (
            1 + (l - 1) * wrong,
            "this is the sum of the exponential functions; the error is its logarithm.",
        ),
    ]
    expect_formula(answer, sp.log(1 + (l - 1) * wrong), mistakes, SIZES)


@exercise("The targets have moved away from 1 and 0, and each row still sums to 1.")
def smooth(answer):
    """Judge label smoothing: (1 - epsilon) T + epsilon / l."""
    rng = np.random.default_rng(0)
    for size, epsilon in (((5, 10), 0.1), ((1, 2), 0.3), ((4, 3), 0.25)):
        l = size[1]
        T = np.eye(l)[rng.integers(l, size=size[0])]
        right = (1 - epsilon) * T + epsilon / l
        others = (1 - epsilon) * T + epsilon / (l - 1) * (1 - T)
        old = np.where(T == 1, 1 - epsilon, epsilon)
        mistakes = [
            (old, "these are targets of the old kind: the rows do not sum to 1."),
            (others, "the right output gets its share too: epsilon / l for each of l."),
            ((1 - epsilon) * T, "epsilon is taken away, but not given back."),
            ((1 - epsilon) * T + epsilon, "each output gets all of epsilon; share it."),
        ]
        expect_array(call(answer, T, epsilon), right, mistakes, "the result", 1e-12)


@exercise("Right for every z, from -1000 to 1000, with nothing that overflows.")
def stable_binary(answer):
    """Judge the cross-entropy of sigmoid outputs, entry by entry, for any z."""
    rng = np.random.default_rng(1)
    for shape in ((7,), (1,), (3, 2)):
        z, t = rng.normal(0, 3, shape), rng.random(shape)
        E = np.logaddexp(0, z) - t * z
        mistakes = [
            (-E, "the sign is wrong: an error is positive."),
            (E.sum(), "this is the sum over all entries; give one error for each."),
            (E.mean(), "this is the mean over all entries; give one error for each."),
            (np.logaddexp(0, -z) * t, "the part with 1 - t is missing."),
            (np.logaddexp(0, z), "this is right where t is 0 only; t may lie between."),
        ]
        expect_array(call(answer, z, t, quiet=True), E, mistakes, "the error")
    z = np.array([1000.0, -1000.0, 1000.0, -1000.0, 30.0, -30.0])
    t = np.array([0.0, 1.0, 1.0, 0.0, 0.0, 1.0])
    E = np.array([1000.0, 1000, 0, 0, 30, 30])
    _expect_stable(call(answer, z, t, quiet=True), E, z, t)


def _expect_stable(got, E, z, t):
    got = as_array(got, "the error for large z")
    if not np.all(np.isfinite(got)):
        worst = int(np.argmin(np.isfinite(got)))
        raise Wrong(
            "right for numbers of ordinary size, but at "
            f"z = {z[worst]:g}, t = {t[worst]:g} it gives {got[worst]}."
        )
    expect_array(got, E, name="the error for large z")


@exercise("One layer with biases, its gradients right for every shape.")
def layer_gradients(answer):
    """Judge dE/dW and dE/dc of one softmax layer, Z = X W + c, mean cross-entropy."""
    rng = np.random.default_rng(2)
    for N, *shape in ((6, 4, 3), (1, 2, 2), (5, 1, 4)):
        X, W = rng.random((N, shape[0])), rng.normal(size=shape)
        c = rng.normal(size=shape[1])
        T = rng.dirichlet(np.ones(shape[1]), N)
        O = softmax(X @ W + c)
        got = call(answer, X, T, W, c)
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Wrong("return two arrays, the gradients by W and by c.")
        _expect_gradient("dE/dW", got[0], X, O, T)
        _expect_gradient("dE/dc", got[1], np.ones((N, 1)), O, T)


def _expect_gradient(name, got, inputs, O, T):
    """Compare a gradient; the input of a bias is 1."""
    N, delta = len(T), O - T
    right, sloped = inputs.T @ delta / N, inputs.T @ (delta * O * (1 - O)) / N
    more = []
    if name == "dE/dc":
        more = [
            (delta / N, f"{name} is not added up over the batch."),
            (right, f"{name} has one axis too many; its shape is that of c."),
        ]
        right, sloped = right[0], sloped[0]
    mistakes = [
        (N * right, f"{name} is the sum over the batch, not the mean."),
        (-right, f"{name} has the wrong sign."),
        (
            sloped,
            f"{name} holds the slope o (1 - o), which cancels with cross-entropy.",
        ),
    ]
    expect_array(got, right, [*mistakes, *more], name)
