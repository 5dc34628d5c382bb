import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.gradients.derivatives import (
    STEP,
    complex_step,
    fourth_order_difference,
    numerical_gradients,
)

ROUTES = [complex_step, fourth_order_difference]
# name: (function of one number, its derivative at a)
KNOWN = {
    "sin": (np.sin, np.cos),
    "exp": (np.exp, np.exp),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "root": (lambda x: (x * x + 1) ** 0.5, lambda x: x / (x * x + 1) ** 0.5),
    "quotient": (lambda x: x / (2 + x * x), lambda x: (2 - x * x) / (2 + x * x) ** 2),
}


def saddle(a, b):
    return np.sum(a * a) * b + np.sum(np.sin(a))


POINT = (np.array([[0.3, -1.2], [4.0, 0.0]]), np.array(-0.7))
SADDLE = (2 * POINT[0] * POINT[1] + np.cos(POINT[0]), np.sum(POINT[0] ** 2))


@pytest.mark.parametrize("name", KNOWN)
@given(a=st.floats(-3, 3))
def test_routes_give_known_derivatives(name, a):
    f, derivative = KNOWN[name]
    line = lambda t: f(a + t)  # noqa: E731
    assert complex_step(line) == pytest.approx(derivative(a), rel=1e-14, abs=1e-15)
    assert fourth_order_difference(line) == pytest.approx(
        derivative(a), rel=1e-10, abs=2e-11
    )


def test_fourth_order_difference_is_exact_for_polynomials_of_degree_four():
    line = lambda t: 1 + 2 * t + 3 * t**2 - 4 * t**3 + 5 * t**4  # noqa: E731
    assert fourth_order_difference(line, h=0.5) == pytest.approx(2, rel=1e-14)
    assert fourth_order_difference(lambda t: t**5, h=0.5) == pytest.approx(-4 * 0.5**4)


def test_the_step_balances_truncation_and_rounding():
    best = np.finfo(float).eps ** (1 / 5)
    assert best / 2 < STEP < 2 * best


@pytest.mark.parametrize("route", ROUTES)
def test_gradients_of_a_tuple(route):
    a, b = numerical_gradients(saddle, POINT, route)
    assert a.shape == (2, 2) and b.shape == ()
    assert np.allclose(a, SADDLE[0], rtol=1e-9, atol=1e-12)
    assert np.allclose(b, SADDLE[1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("route", ROUTES)
def test_gradients_of_a_dict(route):
    found = numerical_gradients(saddle, {"b": POINT[1], "a": POINT[0]}, route)
    assert list(found) == ["b", "a"]
    assert np.allclose(found["a"], SADDLE[0], rtol=1e-9, atol=1e-12)


def test_large_entries_take_larger_steps():
    x = np.array([3e7, -2.0])
    [found] = numerical_gradients(
        lambda x: np.sum(np.log(x * x)), (x,), fourth_order_difference
    )
    assert np.allclose(found, 2 / x, rtol=1e-9, atol=0)


def test_params_stay_as_they_are():
    before = [array.copy() for array in POINT]
    for route in ROUTES:
        numerical_gradients(saddle, POINT, route)
    for array, copy in zip(POINT, before, strict=True):
        assert np.array_equal(array, copy)


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
        (np.sum, (), TypeError, "params must be a tuple or dict"),
        (np.sum, ([1.0],), TypeError, r"params\[0\] must be a NumPy array, got list"),
        (
            np.sum,
            ({"x": X},),
            TypeError,
            r"\[0\] must be a NumPy array, got dict",
        ),
        (
            np.sum,
            (X.astype(int),),
            TypeError,
            r"\[0\] must be float64, got int64",
        ),
        (np.sum, (X.astype("f4"),), TypeError, r"\[0\] must be float64, got float32"),
        (np.sum, (X + 0j,), TypeError, r"\[0\] must be float64, got complex128"),
        (np.sum, (X[:0],), ValueError, r"params\[0\] is empty"),
        (np.sum, (X * np.nan,), ValueError, r"params\[0\] holds nan at \(0,\)"),
        (
            np.sum,
            (np.array([1, -np.inf]),),
            ValueError,
            r"params\[0\] holds -inf at \(1,\)",
        ),
        (lambda x: x, (X,), ValueError, r"must return a scalar, got shape \(2,\)"),
        (lambda x: [1.0], (X,), ValueError, r"must return a scalar, got shape \(1,\)"),
        (lambda x: None, (X,), TypeError, "must return a float64 number, got object"),
        (lambda x: 3, (X,), TypeError, "must return a float64 number, got int64"),
        (lambda x: np.float32(x[0]), (X,), TypeError, "number, got float32"),
        (lambda x: np.sum(x) * 1j, (X,), TypeError, r"a real number for real params"),
        (lambda x: x.sum() * np.nan, (X,), ValueError, "f returned nan"),
        (in_place, (X.copy(),), ValueError, "for the same params"),
        (random_mask, (X,), ValueError, "for the same params"),
    ],
)
@pytest.mark.parametrize("route", ROUTES)
def test_bad_input(f, params, error, message, route):
    with np.errstate(all="ignore"), pytest.raises(error, match=message):
        numerical_gradients(f, params, route)


@pytest.mark.parametrize(
    ("f", "error"),
    [
        (lambda x: np.sum(np.abs(x)), TypeError),
        (lambda x: np.linalg.norm(x), TypeError),
        (lambda x: np.sum(x.real**2), TypeError),
        (lambda x: x[0] if x.tolist()[0] > 0 else x[1], TypeError),
        (lambda x: np.sum(np.abs(x) * x), ValueError),
        (lambda x: np.sum(x * x.conj()), ValueError),
    ],
)
def test_the_complex_step_says_what_it_cannot_handle(f, error):
    with pytest.raises(error, match="take route=fourth_order_difference"):
        numerical_gradients(f, (X,), complex_step)
    numerical_gradients(f, (X,), fourth_order_difference)


def test_route_must_be_known():
    with pytest.raises(ValueError, match="route must be one of"):
        numerical_gradients(np.sum, (X,), route=np.gradient)


def test_a_line_in_float32_has_7_digits():
    line = lambda s: np.sin(np.complex64(0.5 + s))  # noqa: E731
    assert complex_step(line) == pytest.approx(np.cos(0.5), rel=1e-6)
