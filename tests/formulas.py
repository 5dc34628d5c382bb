"""SymPy's formulas in numbers: a route to gradients that shares no code with NumPy's.

Sums are added up entry by entry and example by example, for small networks.
"""

import numpy as np
import sympy as sp

from utils.derivation.network import (
    collapse,
    error_formula,
    factor_out,
    l,
    m,
    n,
    p,
    q,
    t,
    v,
    w,
    x,
)


def gradient_formulas():
    """Let SymPy derive dE/dv_pq and dE/dw_pq from E, as notebook 02 does."""
    E = error_formula()
    return tuple(factor_out(collapse(factor_out(E.diff(u[p, q])))) for u in (v, w))


def as_function(formula):
    """Return f(x, t, V, W, p, q) for arrays of one example; p and q count from 1."""
    f = sp.lambdify((x, t, v, w, n, m, l, p, q), formula.rewrite(sp.exp))

    def function(x, t, V, W, p=None, q=None):
        arrays = [count_from_1(array) for array in (x, t, V, W)]
        return f(*arrays, *V.shape, len(t), p, q)

    return function


def count_from_1(array):
    """Put NaN at index 0 of each axis, so that an index 0 cannot go unnoticed."""
    return np.pad(array, [(1, 0)] * array.ndim, constant_values=np.nan)


def numeric_gradients(X, T, V, W):
    """Return dE/dV and dE/dW of the mean error, from what SymPy derives."""
    gradients = []
    for formula, weights in zip(gradient_formulas(), (V, W), strict=True):
        f = as_function(formula)
        values = [
            [f(x, t, V, W, a + 1, b + 1) for a, b in np.ndindex(weights.shape)]
            for x, t in zip(X, T, strict=True)
        ]
        gradients.append(np.mean(values, axis=0).reshape(weights.shape))
    return gradients
