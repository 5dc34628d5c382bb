"""The network as SymPy index sums of any size, and what derives gradients from them.

Every formula is for one example and counts from 1: i = 1..n, j = 1..m, k = 1..l. The
indices p and q are free, and stand for one weight v_pq or w_pq of the network.
"""

import sympy as sp
from sympy.concrete.delta import deltasummation

n, m, l = sp.symbols("n m l", integer=True, positive=True)
i, j, k, p, q = sp.symbols("i j k p q", integer=True)
x, v, y, w, o, t = (sp.IndexedBase(name) for name in "xvywot")


class sigma(sp.Function):
    """The sigmoid as a function that SymPy keeps whole, with its derivative.

    sigma(z).rewrite(sp.exp) is 1 / (1 + exp(-z)).
    """

    def fdiff(self, argindex=1):
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, z, **options):
        return 1 / (1 + sp.exp(-z))


def hidden_formula(j):
    """Return y_j as a function of the inputs x and the weights v.

    Taught in 01_forward_pass.
    """
    return sigma(sp.Sum(x[i] * v[i, j], (i, 1, n)))


def output_formula(k):
    """Return o_k as a function of the inputs x and the weights v and w.

    Taught in 01_forward_pass.
    """
    return sigma(sp.Sum(hidden_formula(j) * w[j, k], (j, 1, m)))


def error_formula():
    """Return E of one example, 1/2 sum_k (t_k - o_k)^2, with o_k written out.

    Taught in 02_chain_rule.
    """
    return sp.Sum((t[k] - output_formula(k)) ** 2, (k, 1, l)) / 2


def collapse(formula):
    """Replace each sum over a Kronecker delta by its one term that is not zero.

    The free index of the delta is taken to be in the range of the sum. Sums without a
    delta stay as they are.
    """

    def holds_delta(e):
        return isinstance(e, sp.Sum) and e.function.has(sp.KroneckerDelta)

    def one_term(e):
        return deltasummation(e.function, e.limits[0], no_piecewise=True)

    return formula.replace(holds_delta, one_term)


def factor_out(formula):
    """Move out of each sum the factors that do not depend on its index."""

    def moved(function, limits):
        outside, inside = function.as_independent(limits[0], as_Add=False)
        return outside * sp.Sum(inside, limits)

    return formula.replace(sp.Sum, moved)


def named(formula):
    """Write y_j for each hidden unit, and o_k for each output, that is written out."""
    index = sp.Wild("index")
    formula = formula.replace(hidden_formula(index), lambda index: y[index])
    z_k = sp.Sum(y[j] * w[j, index], (j, 1, m))
    return formula.replace(sigma(z_k), lambda index: o[index])
