"""Softmax and cross-entropy in SymPy, against numbers."""

import numpy as np
import pytest
import sympy as sp

from utils.derivation.network import collapse, factor_out, k, l, o, q, t
from utils.derivation.softmax import (
    cross_entropy_formula,
    named_softmax,
    softmax_formula,
    z,
)
from utils.networks.softmax import cross_entropy, softmax

SIZES = pytest.mark.parametrize("size", [1, 2, 5])


def numbers(size, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=size), rng.random(size)


def value(formula, size, **arrays):
    """Return the value of a formula for l = size; arrays z, t, o count from 1."""
    formula = formula.subs(l, size).doit()
    bases = {"z": z, "t": t, "o": o}
    return float(
        formula.xreplace(
            {
                bases[name][a + 1]: sp.Float(number)
                for name, array in arrays.items()
                for a, number in enumerate(array)
            }
        )
    )


@SIZES
def test_formulas_are_the_functions(size):
    Z, T = numbers(size)
    for a in range(size):
        found = value(softmax_formula(a + 1), size, z=Z)
        np.testing.assert_allclose(found, softmax(Z[None])[0, a], rtol=1e-13)
    found = value(cross_entropy_formula(), size, z=Z, t=T)
    np.testing.assert_allclose(found, cross_entropy(Z[None], T[None]), rtol=1e-12)


def test_sizes_are_symbols():
    assert l in cross_entropy_formula().free_symbols
    assert k not in cross_entropy_formula().free_symbols


def test_jacobian_and_delta_for_every_size():
    jacobian = named_softmax(collapse(softmax_formula(k).diff(z[q])))
    assert sp.expand(jacobian - o[k] * (sp.KroneckerDelta(k, q) - o[q])) == 0
    raw = sp.expand(cross_entropy_formula().diff(z[q]))
    delta = named_softmax(factor_out(collapse(raw)))
    assert delta == o[q] * sp.Sum(t[k], (k, 1, l)) - t[q]


@SIZES
def test_delta_is_the_slope(size):
    Z, T = numbers(size, seed=1)
    E = cross_entropy_formula().subs(l, size).doit()
    for a in range(1, size + 1):
        slope = value(E.diff(z[a]), size, z=Z, t=T)
        expected = softmax(Z[None])[0, a - 1] * T.sum() - T[a - 1]
        np.testing.assert_allclose(slope, expected, rtol=1e-10, atol=1e-12)


def test_named_softmax_leaves_other_formulas_as_they_are():
    assert named_softmax(t[q] * o[q] + 1) == t[q] * o[q] + 1
    assert named_softmax(softmax_formula(k) * softmax_formula(q)) == o[k] * o[q]
    assert named_softmax(2 * softmax_formula(3)) == 2 * o[3]
