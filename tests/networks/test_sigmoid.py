"""The network of the course, against plain sums, slopes and single examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.networks.sigmoid import (
    error,
    forward,
    gradients,
    initial_weights,
    predict,
    sigmoid,
)

sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)
DTYPES = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def problem(size, seed):
    N, n, m, l = size
    rng = np.random.default_rng(seed)
    V, W = initial_weights(rng, n, m, l)
    return rng.normal(size=(N, n)), rng.random((N, l)), V, W


@DTYPES
@given(st.floats(-1e308, 1e308))
def test_sigmoid_of_any_finite_number(dtype, z):
    z = np.array([np.clip(z, np.finfo(dtype).min, np.finfo(dtype).max)], dtype)
    with np.errstate(all="raise", under="ignore"):
        value, opposite = sigmoid(z), sigmoid(-z)
    assert value.dtype == dtype and 0 <= value[0] <= 1
    assert opposite[0] + value[0] == pytest.approx(1, abs=float(np.finfo(dtype).eps))
    assert min(value[0], opposite[0]) < 2e-34 or abs(z[0]) < 78


@DTYPES
def test_sigmoid_is_right_to_the_last_digits_on_both_sides(dtype):
    """Small values too: 9.3576e-14 at -30, where (1 + tanh(z/2)) / 2 has 9.359e-14."""
    z = np.linspace(-79, 79, 999).astype(dtype)
    exact = 1 / (1 + np.exp(-z.astype(np.longdouble)))
    np.testing.assert_allclose(sigmoid(z), exact, rtol=6 * np.finfo(dtype).eps, atol=0)
    z = np.array([0.3 + 0.2j, -4 - 1j])
    assert np.allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)


@given(sizes, seeds)
def test_forward_equals_the_sums(size, seed):
    X, T, V, W = problem(size, seed)
    N, n, m, l = size
    Y, O = forward(X, V, W)
    for b in range(N):
        y = [sigmoid(sum(X[b, i] * V[i, j] for i in range(n))) for j in range(m)]
        o = [sigmoid(sum(y[j] * W[j, k] for j in range(m))) for k in range(l)]
        assert np.allclose(Y[b], y, rtol=1e-13, atol=1e-15)
        assert np.allclose(O[b], o, rtol=1e-13, atol=1e-15)
    E = sum((T[b, k] - O[b, k]) ** 2 / 2 for b in range(N) for k in range(l)) / N
    assert error(O, T) == pytest.approx(E, rel=1e-13)


@given(sizes, seeds)
def test_gradients_are_slopes_and_means_of_the_single_ones(size, seed):
    X, T, V, W = problem(size, seed)
    rng = np.random.default_rng(seed)
    dV, dW = gradients(X, T, V, W)
    A, B = rng.normal(size=V.shape), rng.normal(size=W.shape)  # a way to go
    up, down = (error(forward(X, V + s * A, W + s * B)[1], T) for s in (1e-5, -1e-5))
    slope = np.sum(dV * A) + np.sum(dW * B)
    assert (up - down) / 2e-5 == pytest.approx(slope, rel=1e-6, abs=1e-7)
    single = [gradients(X[[b]], T[[b]], V, W) for b in range(len(X))]
    for whole, parts in zip((dV, dW), zip(*single, strict=True), strict=True):
        assert np.allclose(whole, np.mean(parts, axis=0), rtol=1e-12, atol=1e-16)


def test_initial_weights():
    V, W = initial_weights(np.random.default_rng(0))
    assert V.shape == (784, 128) and W.shape == (128, 10)
    V, W = wide = initial_weights(np.random.default_rng(0), n=600, m=400, l=300)
    for weights, spread in ((V, 400**-0.5), (W, 300**-0.5)):
        assert weights.std() == pytest.approx(spread, rel=0.01)
        assert abs(weights.mean()) < 0.01 * spread
        assert np.mean(np.abs(weights) < spread) == pytest.approx(0.6827, abs=0.005)
    narrow = initial_weights(np.random.default_rng(0), 600, 400, 300, np.float32)
    for a, b in zip(wide, narrow, strict=True):
        assert b.dtype == np.float32 and np.array_equal(a.astype(np.float32), b)


def test_predict_names_the_largest_output():
    V = np.eye(3)
    W = np.array([[0.0, 5.0], [5.0, 0.0], [0.0, 0.0]])
    assert predict(np.array([[9.0, -9, 0], [-9, 9, 0]]), V, W).tolist() == [1, 0]
