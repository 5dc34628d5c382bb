"""The typeset formulas: the LaTeX that stands on the page."""

import matplotlib.mathtext
import pytest
import sympy as sp
from formulas import gradient_formulas

from utils.derivation import deep
from utils.derivation import network as symbolic
from utils.derivation.deep import f_any, f_slope
from utils.derivation.network import i, j, k, l, m, n, o, p, q, sigma, t, v, w, x, y
from utils.derivation.typesetting import equation, partial, typeset

z, upper = sp.Symbol("z"), deep.w[1]
E = sp.Function("E")(z)
A, B = sp.MatrixSymbol("X", m, n), sp.MatrixSymbol("V", n, l)
FORMULAS = [
    (sp.Sum(v[i, j] * x[i], (i, 1, n)), r"\sum_{i=1}^{n} x_{i} v_{ij}"),
    (sigma(z), r"\sigma\!\left(z\right)"),
    (sigma(z) ** 2, r"\sigma^{2}\!\left(z\right)"),
    (
        sigma(z).diff(z),
        r"\sigma\!\left(z\right) \left(1 - \sigma\!\left(z\right)\right)",
    ),
    (v[10, 2], "v_{10,2}"),
    (v[1, 2], "v_{12}"),
    (x[1] * v[1, 1] + x[2] * v[2, 1], "x_{1} v_{11} + x_{2} v_{21}"),
    (-o[k] + t[k], "t_{k} - o_{k}"),
    (1 / (1 + sp.exp(x[1] - x[2])), r"\frac{1}{1 + e^{x_{1} - x_{2}}}"),
    (
        y[p] * (1 - o[q]) * o[q] * (o[q] - t[q]),
        r"\left(o_{q} - t_{q}\right) o_{q} \left(1 - o_{q}\right) y_{p}",
    ),
    (
        w[q, k] * y[q] * (1 - y[q]) * x[p],
        r"x_{p} y_{q} \left(1 - y_{q}\right) w_{qk}",
    ),
    (
        -2 * x[1] * sp.Sum(o[k], (k, 1, l)) * sp.KroneckerDelta(p, q),
        r"- 2 x_{1} \delta_{p q} \sum_{k=1}^{l} o_{k}",
    ),
    (sp.Sum(o[k] + t[k], (k, 1, l)), r"\sum_{k=1}^{l} \left(o_{k} + t_{k}\right)"),
    (sp.Sum(-o[k], (k, 1, l)), r"\sum_{k=1}^{l} \left(- o_{k}\right)"),
    (
        sp.Sum(o[k], (k, 1, l)) * sp.Sum(y[j], (j, 1, m)),
        r"\left(\sum_{k=1}^{l} o_{k}\right) \sum_{j=1}^{m} y_{j}",
    ),
    (sp.Sum(t[k], (k, 1, l)) / 2, r"\frac{1}{2} \sum_{k=1}^{l} t_{k}"),
    (sigma(z).rewrite(sp.exp), r"\frac{1}{1 + e^{- z}}"),
    (
        sp.exp(-z) / (1 + sp.exp(-z)) ** 2,
        r"\frac{e^{- z}}{\left(1 + e^{- z}\right)^{2}}",
    ),
    (A[1, i] * B[i, j], "X_{1i} V_{ij}"),
    (B.T * A.T, "V^{T} X^{T}"),
    (partial("E", w[p, q]), r"\frac{\partial E}{\partial w_{pq}}"),
    (
        partial("o_k", sp.Symbol("z_k")),
        r"\frac{\partial o_{k}}{\partial z_{k}}",
    ),
    (sp.Derivative(sigma(z), z), r"\frac{d \sigma}{d z}"),
    (equation(y[1], y[1]), "y_{1} = y_{1}"),
    (f_any(z) ** 2, r"f^{2}\!\left(z\right)"),
    (f_slope(z) ** 2, r"f'^{2}\!\left(z\right)"),
    (x[p] ** 2, "x_{p}^{2}"),
    (upper[p, q] ** 2, r"\left(w^{(1)}_{pq}\right)^{2}"),
    (sp.Derivative(E, z, z), r"\frac{d^{2}}{d z^{2}} E{\left(z \right)}"),
    (sp.Derivative(sigma(2 * z), z), r"\frac{d}{d z} \sigma\!\left(2 z\right)"),
    (sp.Derivative(z**2, z), r"\frac{d}{d z} z^{2}"),
]


@pytest.mark.parametrize(("formula", "latex"), FORMULAS, ids=lambda a: str(a)[:30])
def test_typeset(formula, latex):
    assert typeset(formula) == latex
    matplotlib.mathtext.MathTextParser("path").parse(f"${latex}$")


def test_a_sum_over_two_indices_shows_both():
    latex = typeset(sp.Sum(v[i, j], (i, 1, n), (j, 1, m)))
    assert "1 \\leq i \\leq n" in latex and "1 \\leq j \\leq m" in latex


def test_gradients_read_as_in_a_textbook():
    dE_dv, dE_dw = map(symbolic.named, gradient_formulas())
    slopes = r"o_{k} \left(1 - o_{k}\right) w_{qk}"
    assert typeset(dE_dw) == (
        r"- \left(t_{q} - o_{q}\right) o_{q} \left(1 - o_{q}\right) y_{p}"
    )
    assert typeset(dE_dv) == (
        r"- x_{p} y_{q} \left(1 - y_{q}\right) "
        rf"\sum_{{k=1}}^{{l}} \left(t_{{k}} - o_{{k}}\right) {slopes}"
    )
