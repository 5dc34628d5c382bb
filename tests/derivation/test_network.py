"""The network in SymPy: every formula against numbers, by another route."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.derivation import network as symbolic
from utils.derivation.network import j, k, l, m, n, o, p, q, sigma, t, v, w, x, y
from utils.networks import sigmoid as network

# n, m, l; each size is 1 somewhere
SIZES = [(2, 3, 2), (1, 1, 1), (1, 3, 2), (3, 1, 2), (3, 2, 1), (4, 5, 3)]
# for formulas that hold forms like 1 - o, of order 1
TOLERANCE = {"rtol": 1e-12, "atol": 1e-15}


def example(size, N=3, seed=0):
    rng = np.random.default_rng(seed)
    V, W = network.initial_weights(rng, *size)
    return rng.random((N, size[0])), rng.random((N, size[2])), V, W


def agrees(formula, which, size):
    """Say whether the formula gives the gradient in numbers: dV (0), dW (1)."""
    X, T, V, W = example(size, N=1)
    expected = network.gradients(X, T, V, W)[which]
    f = symbolic.as_function(formula)
    found = [f(X[0], T[0], V, W, a + 1, b + 1) for a, b in np.ndindex(expected.shape)]
    return np.allclose(np.reshape(found, expected.shape), expected, **TOLERANCE)


def is_proved(formula, which):
    """Say whether SymPy finds no difference to the derived formula."""
    derived = symbolic.gradient_formulas()[which]
    difference = symbolic.named(derived) - symbolic.named(formula)
    return sp.simplify(difference) == 0


# Units and error


def test_derivative_of_sigma_is_that_of_the_exponential_form():
    z = sp.Symbol("z", real=True)
    by_fdiff = sigma(z).diff(z).rewrite(sp.exp)
    assert sp.simplify(by_fdiff - sigma(z).rewrite(sp.exp).diff(z)) == 0
    assert sigma(z).diff(z) == sigma(z) * (1 - sigma(z))


@pytest.mark.parametrize("size", SIZES)
def test_units_and_error(size):
    X, T, V, W = example(size)
    Y, O = network.forward(X, V, W)
    unit, output, error = (
        symbolic.as_function(formula)
        for formula in (
            symbolic.hidden_formula(p),
            symbolic.output_formula(p),
            symbolic.error_formula(),
        )
    )
    for a in range(len(X)):
        row = X[a], T[a], V, W
        y_row = [unit(*row, c + 1, None) for c in range(size[1])]
        o_row = [output(*row, c + 1, None) for c in range(size[2])]
        np.testing.assert_allclose(y_row, Y[a], rtol=1e-13, err_msg="y")
        np.testing.assert_allclose(o_row, O[a], rtol=1e-13, err_msg="o")
        E = network.error(O[a : a + 1], T[a : a + 1])
        np.testing.assert_allclose(error(*row, None, None), E, rtol=1e-13)


def test_sizes_are_symbols():
    free = symbolic.error_formula().free_symbols
    assert {n, m, l} <= free
    assert free.isdisjoint({j, k, p, q})


# The derivation


def test_collapse_keeps_the_one_term_of_a_kronecker_delta():
    delta = sp.KroneckerDelta(k, q)
    assert symbolic.collapse(sp.Sum(o[k] * delta, (k, 1, l))) == o[q]
    nested = sp.Sum(
        t[k] * delta * sp.Sum(y[j] * sp.KroneckerDelta(j, p), (j, 1, m)), (k, 1, l)
    )
    assert symbolic.collapse(nested) == t[q] * y[p]


def test_collapse_leaves_other_sums():
    plain = sp.Sum(o[k], (k, 1, l))
    other = sp.Sum(o[k] * sp.KroneckerDelta(p, q), (k, 1, l))
    assert symbolic.collapse(plain) == plain
    assert symbolic.collapse(other) == other


def test_collapse_equals_the_written_out_sum():
    formula = sp.Sum(o[k] ** 2 * sp.KroneckerDelta(k, q), (k, 1, l))
    for a in (1, 2, 3):
        written_out = formula.subs({l: 3, q: a}).doit()
        assert symbolic.collapse(formula).subs(q, a) == written_out


def test_factor_out():
    formula = sp.Sum(2 * x[p] * (1 - y[q]) * o[k], (k, 1, l))
    expected = 2 * x[p] * (1 - y[q]) * sp.Sum(o[k], (k, 1, l))
    assert symbolic.factor_out(formula) == expected
    whole_sum = sp.Sum(x[p] + o[k], (k, 1, l))  # a term is no factor
    assert symbolic.factor_out(whole_sum) == whole_sum


def test_named():
    assert symbolic.named(symbolic.hidden_formula(q)) == y[q]
    assert symbolic.named(symbolic.output_formula(2)) == o[2]
    error = sp.Sum((t[k] - o[k]) ** 2, (k, 1, l)) / 2
    assert symbolic.named(symbolic.error_formula()) == error
    other_weights = sigma(sp.Sum(y[j] * v[j, q], (j, 1, m)))
    assert symbolic.named(other_weights) == other_weights


def textbook():
    over_outputs = sp.Sum((o[k] - t[k]) * o[k] * (1 - o[k]) * w[q, k], (k, 1, l))
    dE_dv = x[p] * y[q] * (1 - y[q]) * over_outputs
    dE_dw = (o[q] - t[q]) * o[q] * (1 - o[q]) * y[p]
    return dE_dv, dE_dw


@pytest.mark.parametrize("which", [0, 1])
def test_derived_formulas_are_those_of_the_textbook(which):
    assert is_proved(textbook()[which], which)


def test_derived_formulas_hold_what_they_should():
    dE_dv, dE_dw = symbolic.gradient_formulas()
    for formula in (dE_dv, dE_dw):
        assert not formula.has(sp.KroneckerDelta)
        assert {n, m, p, q} <= formula.free_symbols
    assert l in dE_dv.free_symbols
    assert l not in dE_dw.free_symbols


# Numbers


@pytest.mark.parametrize("size", SIZES)
def test_derived_gradients_equal_backward(size):
    arrays = example(size)
    pairs = zip(
        "VW",
        symbolic.numeric_gradients(*arrays),
        network.gradients(*arrays),
        strict=True,
    )
    for name, found, expected in pairs:
        np.testing.assert_allclose(found, expected, **TOLERANCE, err_msg=f"dE/d{name}")


@settings(max_examples=15, deadline=None)
@given(
    size=st.tuples(*[st.integers(1, 4)] * 3), N=st.integers(1, 3), seed=st.integers(0)
)
def test_derived_gradients_equal_backward_for_any_size(size, N, seed):
    arrays = example(size, N, seed)
    found, expected = symbolic.numeric_gradients(*arrays), network.gradients(*arrays)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, **TOLERANCE)


def written_out(formula):
    """Put in what y_j and o_k stand for."""
    for index in (p, q, k, 1):
        formula = formula.xreplace(
            {
                y[index]: symbolic.hidden_formula(index),
                o[index]: symbolic.output_formula(index),
            }
        )
    return formula


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", [0, 1])
def test_textbook_formula_passes_the_check(which, size):
    assert agrees(written_out(textbook()[which]), which, size)


way = (o[k] - t[k]) * o[k] * (1 - o[k])
out = (o[q] - t[q]) * o[q] * (1 - o[q])
back = sp.Sum(way * w[q, k], (k, 1, l))
WRONG = {
    "dw: sign": (1, -out * y[p]),
    "dw: no slope": (1, (o[q] - t[q]) * y[p]),
    "dw: half a slope": (1, (o[q] - t[q]) * o[q] * y[p]),
    "dw: no factor y": (1, out),
    "dw: x for y": (1, out * x[p]),
    "dw: indices swapped": (1, out.subs(q, p) * y[q]),
    "dw: factor 2": (1, 2 * out * y[p]),
    "dw: 1 + o": (1, (o[q] - t[q]) * o[q] * (1 + o[q]) * y[p]),
    "dv: sign": (0, -x[p] * y[q] * (1 - y[q]) * back),
    "dv: no hidden slope": (0, x[p] * back),
    "dv: no factor x": (0, y[q] * (1 - y[q]) * back),
    "dv: no output slope": (
        0,
        x[p] * y[q] * (1 - y[q]) * sp.Sum((o[k] - t[k]) * w[q, k], (k, 1, l)),
    ),
    "dv: no sum over k": (0, x[p] * y[q] * (1 - y[q]) * (way * w[q, k]).subs(k, 1)),
    "dv: no weight": (0, x[p] * y[q] * (1 - y[q]) * sp.Sum(way, (k, 1, l))),
    "dv: w transposed": (
        0,
        x[p] * y[q] * (1 - y[q]) * sp.Sum(way * w[k, q], (k, 1, l)),
    ),
    "dv: indices swapped": (0, x[q] * y[p] * (1 - y[p]) * back.subs(q, p)),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_formula_is_rejected_by_numbers(name):
    which, formula = WRONG[name]
    size = (3, 3, 3)  # square: no index out of range
    assert not agrees(written_out(formula), which, size)


# For other wrong forms of dE/dv SymPy needs seconds before it gives up.
@pytest.mark.parametrize("name", [a for a in WRONG if "dw" in a or "dv: no sum" in a])
def test_wrong_formula_is_rejected_by_sympy(name):
    which, formula = WRONG[name]
    assert not is_proved(formula, which)


def test_one_output_cannot_tell_whether_the_sum_is_there():
    which, formula = WRONG["dv: no sum over k"]
    assert agrees(written_out(formula), which, (3, 2, 1))


def test_index_0_cannot_go_unnoticed():
    X, T, V, W = example((2, 3, 2))
    f = symbolic.as_function(x[p] * v[p, q])
    assert f(X[0], T[0], V, W, 2, 3) == X[0, 1] * V[1, 2]
    assert np.isnan(f(X[0], T[0], V, W, 0, 1))


def test_inputs_stay_as_they_are():
    arrays = example((2, 3, 2))
    copies = [array.copy() for array in arrays]
    symbolic.numeric_gradients(*arrays)
    for array, before in zip(arrays, copies, strict=True):
        assert np.array_equal(array, before)


@pytest.mark.parametrize("which", range(4))
def test_shapes_that_disagree(which):
    arrays = list(example((2, 3, 2)))
    arrays[which] = arrays[which][:, :-1]
    with pytest.raises(ValueError, match=r"expected X \(N, n\).*got X"):
        symbolic.numeric_gradients(*arrays)


@pytest.mark.parametrize("which", range(4))
def test_a_formula_refuses_shapes_that_disagree(which):
    X, T, V, W = example((2, 3, 2))
    arrays = [X[0], T[0], V, W]
    arrays[which] = arrays[which][:-1]
    with pytest.raises(
        ValueError, match=r"expected x \(n,\), t \(l,\), V \(n, m\), W \(m, l\), got x"
    ):
        symbolic.as_function(symbolic.error_formula())(*arrays)


def test_integers_are_numbers_too():
    arrays = [np.array([1, 2]), np.array([1]), np.eye(2, dtype=int), np.ones((2, 1))]
    f = symbolic.as_function(symbolic.error_formula())
    assert f(*arrays) == f(*(array.astype(float) for array in arrays))
