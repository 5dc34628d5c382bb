import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.networks.sigmoid import (
    deltas,
    error,
    forward,
    gradients,
    initial_weights,
    predict,
    sigmoid,
)

sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)


def random_problem(size, seed):
    N, n, m, l = size
    rng = np.random.default_rng(seed)
    V, W = initial_weights(rng, n, m, l)
    return rng.normal(size=(N, n)), rng.random((N, l)), V, W


def numeric_gradients(X, T, V, W, step=1e-6):
    """Central differences of error(forward(...)), entry by entry."""
    result = []
    for weights in (V, W):
        slopes = np.empty_like(weights)
        for place in np.ndindex(weights.shape):
            saved = weights[place]
            weights[place] = saved + step
            above = error(forward(X, V, W)[1], T)
            weights[place] = saved - step
            below = error(forward(X, V, W)[1], T)
            weights[place] = saved
            slopes[place] = (above - below) / (2 * step)
        result.append(slopes)
    return result


# Sigmoid


@given(st.floats(-1e308, 1e308), st.sampled_from([np.float64, np.float32]))
def test_sigmoid_of_any_finite_number(z, dtype):
    z = np.array([np.clip(z, np.finfo(dtype).min, np.finfo(dtype).max)], dtype)
    with np.errstate(all="raise", under="ignore"):
        value = sigmoid(z)
    assert value.dtype == dtype
    assert 0 <= value[0] <= 1
    assert sigmoid(-z)[0] + value[0] == pytest.approx(1, abs=float(np.finfo(dtype).eps))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sigmoid_is_right_to_the_last_digits_on_both_sides(dtype):
    """Small values too: 9.3576e-14 at -30, where (1 + tanh(z/2)) / 2 has 9.359e-14."""
    z = np.linspace(-79, 79, 999).astype(dtype)
    exact = 1 / (1 + np.exp(-z.astype(np.longdouble)))
    np.testing.assert_allclose(sigmoid(z), exact, rtol=6 * np.finfo(dtype).eps, atol=0)


def test_sigmoid_far_below_0_is_nearly_0():
    with np.errstate(all="raise", under="ignore"):
        assert 0 <= sigmoid(np.array([-1e4], np.float32))[0] < 1e-34


def test_sigmoid_of_complex_numbers():
    z = np.array([0.3 + 0.2j, -4 - 1j])
    assert np.allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)


# Forward and error, against plain sums over indices


@given(sizes, seeds)
def test_forward_equals_the_sums(size, seed):
    X, T, V, W = random_problem(size, seed)
    N, n, m, l = size
    Y, O = forward(X, V, W)
    for b in range(N):
        y = [sigmoid(sum(X[b, i] * V[i, j] for i in range(n))) for j in range(m)]
        o = [sigmoid(sum(y[j] * W[j, k] for j in range(m))) for k in range(l)]
        assert np.allclose(Y[b], y, rtol=1e-13, atol=1e-15)
        assert np.allclose(O[b], o, rtol=1e-13, atol=1e-15)
    E = sum((T[b, k] - O[b, k]) ** 2 / 2 for b in range(N) for k in range(l)) / N
    assert error(O, T) == pytest.approx(E, rel=1e-13)


# Gradients


@given(sizes, seeds)
def test_gradients_are_the_slopes_of_the_error(size, seed):
    X, T, V, W = random_problem(size, seed)
    for ours, slopes in zip(
        gradients(X, T, V, W), numeric_gradients(X, T, V, W), strict=True
    ):
        assert ours.shape == slopes.shape
        assert np.allclose(ours, slopes, rtol=1e-6, atol=1e-9)


@given(sizes, seeds)
def test_gradients_of_a_batch_are_the_mean_of_the_single_ones(size, seed):
    X, T, V, W = random_problem(size, seed)
    rows = [slice(b, b + 1) for b in range(len(X))]
    single = [gradients(X[b], T[b], V, W) for b in rows]
    for whole, parts in zip(
        gradients(X, T, V, W), zip(*single, strict=True), strict=True
    ):
        assert np.allclose(whole, np.mean(parts, axis=0), rtol=1e-12, atol=1e-16)


def test_inputs_stay_as_they_are():
    problem = random_problem((3, 4, 5, 2), seed=1)
    before = [array.copy() for array in problem]
    X, T, V, W = problem
    Y, O = forward(X, V, W)
    deltas(Y, O, T, W)
    gradients(X, T, V, W)
    error(O, T)
    assert all(np.array_equal(a, b) for a, b in zip(problem, before, strict=True))


def test_float32_stays_float32():
    X, T, V, W = (a.astype(np.float32) for a in random_problem((3, 4, 5, 2), seed=1))
    Y, O = forward(X, V, W)
    results = [Y, O, *deltas(Y, O, T, W), *gradients(X, T, V, W)]
    assert all(a.dtype == np.float32 for a in results)
    assert error(O, T).dtype == np.float32


# Weights and predictions


def test_initial_weights():
    V, W = initial_weights(np.random.default_rng(0))
    assert V.shape == (784, 128) and W.shape == (128, 10)


def test_initial_weights_are_normal_with_the_right_spread():
    V, W = initial_weights(np.random.default_rng(0), n=600, m=400, l=300)
    for weights, spread in ((V, 400**-0.5), (W, 300**-0.5)):
        assert weights.std() == pytest.approx(spread, rel=0.01)
        assert abs(weights.mean()) < 0.01 * spread
        assert np.mean(np.abs(weights) < spread) == pytest.approx(0.6827, abs=0.005)


def test_initial_weights_of_one_seed_are_the_same_in_both_precisions():
    wide = initial_weights(np.random.default_rng(3), 5, 4, 3)
    narrow = initial_weights(np.random.default_rng(3), 5, 4, 3, np.float32)
    for a, b in zip(wide, narrow, strict=True):
        assert b.dtype == np.float32 and np.array_equal(a.astype(np.float32), b)


def test_predict_names_the_largest_output():
    V = np.eye(3)
    W = np.array([[0.0, 5.0], [5.0, 0.0], [0.0, 0.0]])
    assert predict(np.array([[9.0, -9, 0], [-9, 9, 0]]), V, W).tolist() == [1, 0]
