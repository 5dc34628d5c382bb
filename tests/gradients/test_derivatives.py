"""The routes, against known derivatives, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.gradients.derivatives import (
    STEP,
    complex_step,
    fourth_order_difference,
    numerical_gradients,
    sides,
)

routes = pytest.mark.parametrize("route", [complex_step, fourth_order_difference])
KNOWN = {  # name: (function of one number, its derivative)
    "sin": (np.sin, np.cos),
    "exp": (np.exp, np.exp),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "quotient": (lambda x: x / (2 + x * x), lambda x: (2 - x * x) / (2 + x * x) ** 2),
}


@pytest.mark.parametrize("name", KNOWN)
@given(a=st.floats(-3, 3))
def test_routes_give_known_derivatives(name, a):
    f, slope = KNOWN[name][0], KNOWN[name][1](a)
    line = lambda s: f(a + s)  # noqa: E731
    assert complex_step(line) == pytest.approx(slope, rel=1e-14, abs=1e-15)
    assert fourth_order_difference(line) == pytest.approx(slope, rel=1e-10, abs=2e-11)
    assert sides(line, 2.0**-12) == pytest.approx((slope, slope), rel=1e-6, abs=1e-6)


def test_orders_and_steps():
    line = lambda t: 1 + 2 * t + 3 * t**2 - 4 * t**3 + 5 * t**4  # noqa: E731
    assert fourth_order_difference(line, h=0.5) == pytest.approx(2, rel=1e-14)
    assert fourth_order_difference(lambda t: t**5, h=0.5) == pytest.approx(-4 * 0.5**4)
    best = np.finfo(float).eps ** (1 / 5)
    assert best / 2 < STEP < 2 * best
    assert sides(lambda s: abs(s) + 3 * s * s, 0.5) == pytest.approx((-1, 1))
    line = lambda s: np.sin(np.complex64(0.5 + s))  # noqa: E731
    assert complex_step(line) == pytest.approx(np.cos(0.5), rel=1e-6)


@routes
def test_gradients_of_a_tuple_and_of_a_dict(route):
    a, b = np.array([[0.3, -1.2], [4.0, 0.0]]), np.array(-0.7)
    before = a.copy(), b.copy()
    f = lambda a, b: np.sum(a * a) * b + np.sum(np.sin(a))  # noqa: E731
    of_tuple = numerical_gradients(f, (a, b), route)
    of_dict = numerical_gradients(f, {"b": b, "a": a}, route)
    assert list(of_dict) == ["b", "a"] and of_tuple[1].shape == ()
    for da, db in (of_tuple, (of_dict["a"], of_dict["b"])):
        assert np.allclose(da, 2 * a * b + np.cos(a), rtol=1e-9, atol=1e-12)
        assert np.allclose(db, np.sum(a * a), rtol=1e-9)
    assert all(map(np.array_equal, (a, b), before))


def test_steps_are_in_units_of_large_entries_and_may_be_ones_own():
    x, route = np.array([3e7, -2.0]), fourth_order_difference
    [found] = numerical_gradients(lambda x: np.sum(np.log(x * x)), (x,), route)
    assert np.allclose(found, 2 / x, rtol=1e-9, atol=0)
    own = lambda line: fourth_order_difference(line, 0.5)  # noqa: E731
    [found] = numerical_gradients(lambda x: np.sum(x**5), (X[:1],), own)
    assert found[0] == pytest.approx(5 - 4 * 0.5**4)


X = np.array([1.0, -2.0])


def in_place(x):
    x += 1
    return x.sum()


def random_mask(x, rng=np.random.default_rng(0)):  # noqa: B008
    return np.sum(x * rng.random(2))


@pytest.mark.parametrize(
    ("f", "params", "error", "message"),
    [
        (np.sum, [X], TypeError, "params must be a tuple or dict"),
        (np.sum, ([1.0],), TypeError, r"params\[0\] must be a float64 array, got list"),
        (np.sum, (X.astype(int),), TypeError, r"\[0\] must be .*, got int64"),
        (np.sum, (X[:0],), ValueError, r"params\[0\] is empty"),
        (np.sum, (np.array([1, -np.inf]),), ValueError, r"params\[0\] .* infinity"),
        (lambda x: x, (X,), TypeError, r"f must return .* of shape \(2,\)"),
        (lambda x: np.float32(x[0]), (X,), TypeError, "number, got float32"),
        (lambda x: np.sum(x) * 1j, (X,), TypeError, r"a real number for real params"),
        (lambda x: x.sum() * np.nan, (X,), ValueError, "f returned nan"),
        (in_place, (X.copy(),), ValueError, "for the same params"),
        (random_mask, (X,), ValueError, "for the same params"),
    ],
)
def test_bad_input(f, params, error, message):
    with np.errstate(all="ignore"), pytest.raises(error, match=message):
        numerical_gradients(f, params, fourth_order_difference)


@pytest.mark.parametrize(
    ("f", "error"),
    [
        (lambda x: np.sum(np.abs(x)), TypeError),
        (lambda x: np.sum(x.real**2), TypeError),
        (lambda x: x[0] if x.tolist()[0] > 0 else x[1], TypeError),
        (lambda x: np.sum(np.abs(x) * x), ValueError),
        (lambda x: np.sum(x * x.conj()), ValueError),
    ],
)
def test_the_complex_step_names_the_route_that_works(f, error):
    with pytest.raises(error, match="take route=fourth_order_difference"):
        numerical_gradients(f, (X,), complex_step)
    numerical_gradients(f, (X,), fourth_order_difference)
