"""The network as SymPy index sums of any size, and its gradients derived from them.

Every formula is for one example and counts from 1: i = 1..n, j = 1..m, k = 1..l. The
indices p and q are free, and stand for one weight v_pq or w_pq of the network.
"""

import numpy as np
import sympy as sp
from sympy.concrete.delta import deltasummation
from sympy.printing.latex import LatexPrinter

n, m, l = sp.symbols("n m l", integer=True, positive=True)
i, j, k, p, q = sp.symbols("i j k p q", integer=True)
x, v, y, w, o, t = (sp.IndexedBase(name) for name in "xvywot")


class sigma(sp.Function):
    """The sigmoid as a function that SymPy keeps whole, with its derivative.

    sigma(z).rewrite(sp.exp) is 1 / (1 + exp(-z)).

    Taught in 01_forward_pass.
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

    Taught in 02_chain_rule.
    """

    def holds_delta(e):
        return isinstance(e, sp.Sum) and any(
            e.variables[0] in d.args for d in e.function.atoms(sp.KroneckerDelta)
        )

    return formula.replace(
        holds_delta,
        lambda e: deltasummation(e.function, e.limits[0], no_piecewise=True),
    )


def factor_out(formula):
    """Move out of each sum the factors that do not depend on its index.

    Taught in 02_chain_rule.
    """

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


def gradient_formulas():
    """Let SymPy derive dE/dv_pq and dE/dw_pq from E, for every n, m and l.

    Returns:
        Two SymPy expressions in x, v, w, t, p, q, n, m, l: dE/dv_pq (p = 1..n,
        q = 1..m) and dE/dw_pq (p = 1..m, q = 1..l), of one example.
    """
    E = error_formula()
    return tuple(factor_out(collapse(factor_out(E.diff(u[p, q])))) for u in (v, w))


def as_function(formula):
    """Turn a formula of this network into a function of arrays.

    Args:
        formula: a SymPy expression in x, t, v, w, n, m, l, and free indices p and q.

    Returns:
        f(x, t, V, W, p, q) for x (n,), t (l,), V (n, m), W (m, l) and numbers p and q
        that count from 1. It adds up the sums term by term: for small networks.
    """
    f = sp.lambdify((x, t, v, w, n, m, l, p, q), formula.rewrite(sp.exp))

    def function(x, t, V, W, p, q):
        arrays = [_count_from_1(array) for array in (x, t, V, W)]
        return f(*arrays, *V.shape, len(t), p, q)

    return function


def _count_from_1(array):
    """Put NaN at index 0 of each axis, so that an index 0 cannot go unnoticed."""
    return np.pad(array, [(1, 0)] * array.ndim, constant_values=np.nan)


def numeric_gradients(X, T, V, W):
    """Return dE/dV (n, m) and dE/dW (m, l) from the formulas that SymPy derives.

    The formulas are evaluated entry by entry and example by example, without a matrix
    product and without utils.network: slow, but an independent route.

    Args:
        X (N, n), T (N, l), V (n, m), W (m, l): float64; E is the mean over the batch.

    Raises:
        ValueError: the shapes disagree.
    """
    expected = (len(X), len(V)), (len(X), W.shape[1]), (len(V), len(W))
    if (X.shape, T.shape, V.shape) != expected:
        shapes = ", ".join(
            f"{u} {a.shape}" for u, a in zip("XTVW", (X, T, V, W), strict=True)
        )
        raise ValueError(
            f"expected X (N, n), T (N, l), V (n, m), W (m, l), got {shapes}"
        )
    return tuple(
        _mean_gradient(as_function(formula), X, T, V, W, weights.shape)
        for formula, weights in zip(gradient_formulas(), (V, W), strict=True)
    )


def _mean_gradient(f, X, T, V, W, shape):
    values = [
        [f(x, t, V, W, a + 1, b + 1) for a, b in np.ndindex(shape)]
        for x, t in zip(X, T, strict=True)
    ]
    return np.mean(values, axis=0).reshape(shape)


def equation(left, right):
    """Return left = right as it stands, to be shown; SymPy is not asked if it holds."""
    return sp.Eq(left, right, evaluate=False)


def partial(name, variable):
    """Return d(name)/d(variable) as a symbol, to be shown in an equation."""
    return sp.Derivative(sp.Function(name)(variable), variable)


def typeset(formula, **_settings):
    """Return the LaTeX of a formula, in the notation of the course.

    sp.init_printing(latex_printer=typeset) lets a notebook show formulas that way.
    """
    return _Textbook().doprint(formula)


class _Textbook(LatexPrinter):
    """Writes v_ij without a comma, and factors and terms in a textbook's order."""

    def _print_sigma(self, expr, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\sigma{power}\!\left({self._print(expr.args[0])}\right)"

    def _print_Indexed(self, expr):
        indices = [self._print(index) for index in expr.indices]
        comma = "" if all(len(index) == 1 for index in indices) else ","
        return f"{self._print(expr.base)}_{{{comma.join(indices)}}}"

    def _print_Sum(self, expr):
        index, first, last = (self._print(e) for e in expr.limits[0])
        f = expr.function
        bracket = f.is_Add or f.could_extract_minus_sign()
        return rf"\sum_{{{index}={first}}}^{{{last}}} {self._factor(f, bracket)}"

    def _print_Derivative(self, expr):
        name = self._print(sp.Symbol(expr.expr.func.__name__))
        return rf"\frac{{\partial {name}}}{{\partial {self._print(expr.variables[0])}}}"

    def _print_Mul(self, expr):
        number, factors = expr.as_coeff_mul()
        if any(f.is_Pow and f.exp.could_extract_minus_sign() for f in factors):
            return super()._print_Mul(expr)
        sign = "- " if number.is_negative else ""
        number = [] if abs(number) == 1 else [abs(number)]
        *factors, last = number + sorted(factors, key=_place)
        parts = [self._factor(f, f.is_Add or isinstance(f, sp.Sum)) for f in factors]
        return sign + r" \, ".join([*parts, self._factor(last, last.is_Add)])

    def _factor(self, expr, bracket):
        tex = self._print(expr)
        return rf"\left({tex}\right)" if bracket else tex

    def _as_ordered_terms(self, expr, order=None):
        terms = super()._as_ordered_terms(expr, order=order)
        return sorted(terms, key=lambda term: term.could_extract_minus_sign())


def _place(factor):
    """Return where a factor stands in a product: (o - t) o (1 - o) x y (1 - y) v w."""
    if isinstance(factor, (sp.KroneckerDelta, sp.Sum)):
        return 8, isinstance(factor, sp.Sum)
    letters = {str(base) for base in factor.atoms(sp.IndexedBase)}
    places = {"t": 1, "o": 2, "w": 2, "y": 4, "v": 4}
    if isinstance(factor, sp.Indexed):
        letters = {str(factor.base)}
        places = {"t": 1, "o": 2, "x": 3, "y": 4, "v": 6, "w": 7}
    return min((places[a] for a in letters if a in places), default=5), factor.is_Add
