"""A network of any depth as SymPy index sums, of any size and any kind of hidden units.

The notation is that of utils.derivation.network, with the number r of a layer on top:
layer r has m[r] units with sums z[r] and outputs y[r], whose index is j[r]; the weights
w[r] lead into it. Layer 0 is the input x with index i. The last layer R has l outputs
with index k, as before. R is at most LAYERS.
"""

import sympy as sp

from utils.derivation.network import collapse, factor_out, i, k, l, n, p, q, t, x

LAYERS = 4
m = [n, *sp.symbols(f"m_1:{LAYERS}", integer=True, positive=True)]
j = [i, *sp.symbols(f"j_1:{LAYERS}", integer=True)]
w, y, z = (
    [None, *(sp.IndexedBase(f"{a}^{{({r})}}") for r in range(1, LAYERS + 1))]
    for a in "wyz"
)
y[0] = x


class f_slope(sp.Function):
    """The derivative f' of f_any, whatever it is."""


class f_any(sp.Function):
    """Any differentiable function of a sum, kept whole by SymPy."""

    def fdiff(self, argindex=1):
        """Return its derivative, f_slope at the same place."""
        return f_slope(self.args[0])


def _unit_formula(r, a):
    """Return y^(r)_a, written out down to the inputs x and the weights."""
    if r == 0:
        return x[a]
    before = j[r - 1]
    terms = _unit_formula(r - 1, before) * w[r][before, a]
    return f_any(sp.Sum(terms, (before, 1, m[r - 1])))


def _error_formula(R):
    """Return E of one example, 1/2 sum_k (t_k - o_k)^2, for a network of R layers."""
    return sp.Sum((t[k] - _unit_formula(R, k)) ** 2, (k, 1, l)) / 2


def deep_gradient_formula(R, r):
    """Let SymPy derive dE/dw^(r)_pq of a network of R layers from E, for every size.

    It knows no deltas and no chain rule for layers: it differentiates the whole E, and
    tidies up once for each layer.

    Raises ValueError unless 1 <= r <= R <= LAYERS.
    """
    if not 1 <= r <= R <= LAYERS:
        raise ValueError(f"expected 1 <= r <= R <= {LAYERS}, got r = {r}, R = {R}")
    formula = _error_formula(R).diff(w[r][p, q])
    for _ in range(R):
        formula = factor_out(collapse(factor_out(formula)))
    return formula


def deep_named(formula, R):
    """Write z^(r)_a for a sum, and y^(r)_a for a unit, that is written out."""
    index = sp.Wild("index")
    for r in range(1, R + 1):
        before = j[r - 1]
        total = sp.Sum(y[r - 1][before] * w[r][before, index], (before, 1, m[r - 1]))
        formula = formula.replace(total, lambda index, r=r: z[r][index])
        formula = formula.replace(f_any(z[r][index]), lambda index, r=r: y[r][index])
    return formula


def one_sum(formula):
    """Return a product of nested sums as one product, and the set of their limits.

    Two products of finite sums with the same product inside and the same limits are
    equal: the order of the sums does not matter.
    """
    product, limits = sp.Integer(1), set()
    for factor in sp.Mul.make_args(formula):
        if isinstance(factor, sp.Sum):
            limits |= set(factor.limits)
            factor, inner = one_sum(factor.function)
            limits |= inner
        product *= factor
    return sp.expand(product), limits
