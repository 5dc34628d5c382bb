"""The formulas of deep networks that SymPy derives, against NumPy's gradients."""

import numpy as np
import pytest
import sympy as sp
from formulas import count_from_1

from utils.derivation import deep as formulas
from utils.derivation import network
from utils.derivation.deep import (
    LAYERS,
    deep_gradient_formula,
    deep_named,
    f_any,
    f_slope,
    m,
    one_sum,
    t,
    w,
    x,
    y,
    z,
)
from utils.networks.deep import deep_gradients, deep_weights

p, q, k, l, n = network.p, network.q, network.k, network.l, network.n


def summed(r, X, T, weights):
    """Return dE/dW_r from SymPy's formula, entry by entry and example by example."""
    R, sigma = len(weights), network.sigma
    formula = deep_gradient_formula(R, r)
    formula = formula.replace(f_slope, lambda a: sigma(a) * (1 - sigma(a)))
    formula = formula.replace(f_any, sigma).rewrite(sp.exp)
    entry = sp.lambdify((*m[:R], l, *w[1 : R + 1], x, t, p, q), formula)
    fixed = [*map(len, weights), T.shape[1], *map(count_from_1, weights)]
    result = np.zeros(weights[r - 1].shape)
    for a, b in np.ndindex(result.shape):
        pairs = [map(count_from_1, pair) for pair in zip(X, T, strict=True)]
        result[a, b] = np.mean([entry(*fixed, *pair, a + 1, b + 1) for pair in pairs])
    return result


@pytest.mark.parametrize("sizes", [[2, 3, 2], [3, 2, 2, 2], [1, 2, 1, 2, 1]])
def test_the_formulas_are_numpys_gradients(sizes):
    rng = np.random.default_rng(0)
    X, T = rng.random((2, sizes[0])), rng.random((2, sizes[-1]))
    weights = deep_weights(rng, sizes, "Xavier")
    for r, gradient in enumerate(deep_gradients(X, T, weights), start=1):
        np.testing.assert_allclose(summed(r, X, T, weights), gradient, rtol=1e-11)


def test_f_is_kept_whole_and_knows_its_slope():
    u = sp.Symbol("u")
    assert f_any(2 * u).diff(u) == 2 * f_slope(2 * u)


@pytest.mark.parametrize("R", range(2, LAYERS + 1))
def test_named_formulas_hold_only_names(R):
    named = deep_named(deep_gradient_formula(R, 1), R)
    assert not named.has(f_any) and named.has(f_slope(z[1][q]))
    error = sp.Sum((t[k] - y[R][k]) ** 2, (k, 1, l)) / 2
    assert deep_named(formulas._error_formula(R), R) == error


def test_one_sum():
    a, b, c = sp.symbols("a b c", integer=True)
    inner = sp.Sum(x[a] * sp.Sum(y[1][b], (b, 1, l)), (a, 1, n))
    outer = sp.Sum(y[1][b] * sp.Sum(x[a], (a, 1, n)), (b, 1, l))
    assert one_sum(-3 * inner) == one_sum(-3 * outer)
    assert one_sum(inner) != one_sum(2 * outer)
    assert one_sum(inner) != one_sum(outer.subs(l, n))
    assert one_sum(x[c]) == (x[c], set())


@pytest.mark.parametrize(("R", "r"), [(2, 0), (2, 3), (LAYERS + 1, 1)])
def test_layers_out_of_range_are_refused(R, r):
    with pytest.raises(ValueError, match=f"1 <= r <= R <= 4, got r = {r}, R = {R}"):
        deep_gradient_formula(R, r)
