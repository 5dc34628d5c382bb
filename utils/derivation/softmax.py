"""Softmax and cross-entropy as SymPy index sums of any size.

The notation is that of utils.derivation.network: every formula is for one example and
counts from 1. New are the pre-activations z_k of the outputs, and r, a second index
over them.
"""

import sympy as sp

from utils.derivation.network import k, l, o, t

r = sp.Symbol("r", integer=True)
z = sp.IndexedBase("z")


def softmax_formula(k):
    """Return o_k = exp(z_k) / sum_r exp(z_r) as a function of the pre-activations z.

    Taught in 10_softmax_cross_entropy.
    """
    return sp.exp(z[k]) / sp.Sum(sp.exp(z[r]), (r, 1, l))


def cross_entropy_formula():
    """Return E of one example, -sum_k t_k log o_k, with o_k written out down to z.

    Taught in 10_softmax_cross_entropy.
    """
    return -sp.Sum(t[k] * sp.log(softmax_formula(k)), (k, 1, l))


def named_softmax(formula):
    """Write o_k for each exp(z_k) / sum_r exp(z_r) in a formula, which is expanded."""
    total, index = sp.Dummy("total"), sp.Wild("index")
    formula = sp.expand(formula).xreplace({sp.Sum(sp.exp(z[r]), (r, 1, l)): total})
    formula = formula.replace(sp.exp(z[index]), lambda index: o[index] * total)
    return sp.expand(formula)
