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


def value(formula, **arrays):
    """Return the value of a formula of l numbers; the arrays z, t count from 1."""
    numbers = {
        {"z": z, "t": t}[name][a]: sp.Float(number)
        for name, array in arrays.items()
        for a, number in enumerate(array, start=1)
    }
    return float(formula.subs(l, len(arrays["z"])).doit().xreplace(numbers))


@pytest.mark.parametrize("size", [1, 2, 5])
def test_formulas_and_their_slopes_are_the_functions(size):
    rng = np.random.default_rng(0)
    Z, T = rng.normal(size=size), rng.random(size)
    O, E = softmax(Z[None])[0], cross_entropy_formula()
    np.testing.assert_allclose(value(E, z=Z, t=T), cross_entropy(Z[None], T[None]))
    E = E.subs(l, size).doit()
    for a in range(size):
        np.testing.assert_allclose(value(softmax_formula(a + 1), z=Z), O[a])
        slope = value(E.diff(z[a + 1]), z=Z, t=T)
        expected = O[a] * T.sum() - T[a]
        np.testing.assert_allclose(slope, expected, rtol=1e-10, atol=1e-12)


def test_jacobian_and_delta_for_every_size():
    jacobian = named_softmax(collapse(softmax_formula(k).diff(z[q])))
    assert sp.expand(jacobian - o[k] * (sp.KroneckerDelta(k, q) - o[q])) == 0
    raw = sp.expand(cross_entropy_formula().diff(z[q]))
    delta = named_softmax(factor_out(collapse(raw)))
    assert delta == o[q] * sp.Sum(t[k], (k, 1, l)) - t[q]


def test_named_softmax_leaves_other_formulas_as_they_are():
    assert named_softmax(t[q] * o[q] + 1) == t[q] * o[q] + 1
    assert named_softmax(softmax_formula(k) * softmax_formula(q)) == o[k] * o[q]
    assert named_softmax(2 * softmax_formula(3)) == 2 * o[3]
