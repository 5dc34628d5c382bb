"""The network in SymPy: every formula against numbers, by another route."""

import numpy as np
import pytest
import sympy as sp
from formulas import as_function, gradient_formulas, numeric_gradients
from hypothesis import example, given, settings
from hypothesis import strategies as st

from utils.derivation.network import (
    collapse,
    error_formula,
    factor_out,
    hidden_formula,
    j,
    k,
    l,
    m,
    n,
    named,
    o,
    output_formula,
    p,
    q,
    sigma,
    t,
    v,
    w,
    x,
    y,
)
from utils.networks import sigmoid as network

SIZES = st.tuples(*[st.integers(1, 4)] * 3)  # n, m, l


def problem(size, N=3, seed=0):
    rng = np.random.default_rng(seed)
    V, W = network.initial_weights(rng, *size)
    return rng.random((N, size[0])), rng.random((N, size[2])), V, W


def test_derivative_of_sigma_is_that_of_the_exponential_form():
    z = sp.Symbol("z", real=True)
    by_fdiff = sigma(z).diff(z).rewrite(sp.exp)
    assert sp.simplify(by_fdiff - sigma(z).rewrite(sp.exp).diff(z)) == 0
    assert sigma(z).diff(z) == sigma(z) * (1 - sigma(z))


@pytest.mark.parametrize("size", [(2, 3, 2), (1, 1, 1), (1, 3, 2), (3, 1, 2)])
def test_units_and_error(size):
    formulas = hidden_formula(p), output_formula(p), error_formula()
    unit, output, error = map(as_function, formulas)
    X, T, V, W = problem(size)
    Y, O = network.forward(X, V, W)
    for a, row in enumerate(zip(X, T, [V] * 3, [W] * 3, strict=True)):
        units = [unit(*row, c + 1) for c in range(size[1])]
        outputs = [output(*row, c + 1) for c in range(size[2])]
        np.testing.assert_allclose(units, Y[a], rtol=1e-13)
        np.testing.assert_allclose(outputs, O[a], rtol=1e-13)
        E = network.error(O[[a]], T[[a]])
        np.testing.assert_allclose(error(*row), E, rtol=1e-13)


def test_sizes_are_symbols():
    free = error_formula().free_symbols
    assert {n, m, l} <= free and free.isdisjoint({j, k, p, q})
    for formula in gradient_formulas():
        assert not formula.has(sp.KroneckerDelta)
        assert {n, m, p, q} <= formula.free_symbols


def delta(a, b=q):
    return sp.KroneckerDelta(a, b)


PLAIN = sp.Sum(o[k], (k, 1, l))
OTHER_INDEX = sp.Sum(o[k] * delta(p), (k, 1, l))
OTHER_WEIGHTS = sigma(sp.Sum(y[j] * v[j, q], (j, 1, m)))
TERM = sp.Sum(x[p] + o[k], (k, 1, l))  # a term is no factor
INNER = sp.Sum(y[j] * delta(j, p), (j, 1, m))


@pytest.mark.parametrize(
    ("function", "formula", "expected"),
    [
        (collapse, sp.Sum(o[k] ** 2 * delta(k), (k, 1, l)), o[q] ** 2),
        (collapse, sp.Sum(t[k] * delta(k) * INNER, (k, 1, l)), t[q] * y[p]),
        (collapse, PLAIN, PLAIN),
        (collapse, OTHER_INDEX, OTHER_INDEX),
        (factor_out, sp.Sum(2 * x[p] * (1 - y[q]) * o[k], (k, 1, l)), None),
        (factor_out, TERM, TERM),
        (named, hidden_formula(q), y[q]),
        (named, output_formula(2), o[2]),
        (named, error_formula(), sp.Sum((t[k] - o[k]) ** 2, (k, 1, l)) / 2),
        (named, OTHER_WEIGHTS, OTHER_WEIGHTS),
    ],
)
def test_what_tidies_up(function, formula, expected):
    if expected is None:
        expected = 2 * x[p] * (1 - y[q]) * PLAIN
    assert function(formula) == expected


# The derivation


@settings(max_examples=15, deadline=None)
@given(size=SIZES, N=st.integers(1, 3), seed=st.integers(0))
@example((1, 1, 1), 1, 0)
@example((3, 3, 3), 2, 0)
def test_derived_gradients_equal_backward_for_any_size(size, N, seed):
    arrays = problem(size, N, seed)
    found, expected = numeric_gradients(*arrays), network.gradients(*arrays)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15)


WAY = (o[k] - t[k]) * o[k] * (1 - o[k])
OUT = (o[q] - t[q]) * o[q] * (1 - o[q])


def test_derived_formulas_are_those_of_the_textbook():
    back = sp.Sum(WAY * w[q, k], (k, 1, l))
    textbook = x[p] * y[q] * (1 - y[q]) * back, OUT * y[p]
    for formula, expected in zip(gradient_formulas(), textbook, strict=True):
        assert sp.simplify(named(formula) - expected) == 0
    assert sp.simplify(named(gradient_formulas()[1]) - 2 * OUT * y[p]) != 0
