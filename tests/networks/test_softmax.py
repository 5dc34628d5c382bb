"""The network with biases and softmax: its functions, against other routes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.gradients.check import check_gradients
from utils.networks.softmax import (
    cross_entropy,
    initial_parameters,
    log_sum_exp,
    softmax,
    softmax_accuracy,
    softmax_forward,
    softmax_gradients,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = pytest.mark.parametrize("size", [(5, 4, 3), (1, 1, 2), (1, 3, 1), (4, 1, 2)])


def problem(size=(5, 4, 3), N=6, seed=0):
    """Return X, T (rows sum to 1), and parameters whose biases are not 0."""
    rng = np.random.default_rng(seed)
    n, m, l = size
    params = initial_parameters(rng, n, m, l)
    params[1], params[3] = rng.normal(size=m), rng.normal(size=l)
    return rng.random((N, n)), rng.dirichlet(np.ones(l), N), params


def error(X, T, params):
    return cross_entropy(softmax_forward(X, *params)[1], T)


# Softmax in numbers


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.sampled_from([1e-3, 1.0, 1e3, 1e300]))
def test_softmax_and_log_sum_exp_are_pytorchs(seed, scale):
    Z = scale * np.random.default_rng(seed).normal(size=(4, 3))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        ours = log_sum_exp(Z), softmax(Z)
    theirs = torch.tensor(Z)
    np.testing.assert_allclose(ours[0][:, 0], torch.logsumexp(theirs, 1), rtol=1e-13)
    np.testing.assert_allclose(ours[1], torch.softmax(theirs, 1), rtol=1e-9, atol=0)
    np.testing.assert_allclose(ours[1].sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("size", [1, 1e4, 1e7])
def test_float32_rows_sum_to_one(size):
    Z = (size + np.random.default_rng(0).normal(size=(50, 10))).astype(np.float32)
    np.testing.assert_allclose(softmax(Z).sum(axis=1), 1, rtol=1e-6)


def test_softmax_of_known_numbers():
    Z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]]))
    np.testing.assert_allclose(log_sum_exp(Z), np.log([[8.0], [8.0]]), rtol=1e-15)
    np.testing.assert_allclose(
        softmax(Z), np.array([[1, 2, 5], [3, 3, 2]]) / 8, rtol=1e-14
    )


def test_one_output_is_always_sure():
    assert softmax(np.array([[-5.0], [800.0]])).tolist() == [[1.0], [1.0]]


def test_an_output_at_minus_infinity_gets_0():
    Z = np.array([[0.0, -np.inf]])
    assert softmax(Z).tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    Z = np.zeros((2, 3), dtype)
    assert log_sum_exp(Z).dtype == softmax(Z).dtype == dtype


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.sampled_from([1.0, 1e3]))
def test_cross_entropy_is_pytorchs_for_any_targets(seed, scale):
    rng = np.random.default_rng(seed)
    Z, T = scale * rng.normal(size=(4, 3)), rng.random((4, 3))
    theirs = torch.nn.CrossEntropyLoss()(torch.tensor(Z), torch.tensor(T))
    np.testing.assert_allclose(cross_entropy(Z, T), theirs.item(), rtol=1e-12)


def test_cross_entropy_is_finite_where_an_output_is_rounded_to_0():
    Z, T = np.array([[0.0, 2000.0]]), np.array([[1.0, 0.0]])
    assert softmax(Z)[0, 0] == 0
    assert cross_entropy(Z, T) == 2000


# The network


@SIZES
@pytest.mark.parametrize("N", [1, 6])
def test_gradients_are_slopes(size, N):
    X, T, params = problem(size, N)
    report = check_gradients(
        lambda *params: error(X, T, params),
        tuple(params),
        softmax_gradients(X, T, *params),
    )
    assert report, report


@pytest.mark.parametrize(
    "mistake",
    [
        lambda g: (g[0], g[1] / 6, g[2], g[3]),
        lambda g: (g[0], g[1], g[2], 1.001 * g[3]),
        lambda g: (-g[0], *g[1:]),
    ],
)
def test_the_check_notices_a_mistake(mistake):
    X, T, params = problem()
    gradients = mistake(softmax_gradients(X, T, *params))
    assert not check_gradients(
        lambda *params: error(X, T, params), tuple(params), gradients
    )


def test_targets_that_do_not_sum_to_1_are_noticed_by_the_check():
    X, T, params = problem()
    T = 1.08 * T
    assert not check_gradients(
        lambda *params: error(X, T, params),
        tuple(params),
        softmax_gradients(X, T, *params),
    )


def test_gradients_are_pytorchs():
    X, T, params = problem((7, 5, 4), 9)
    V, b, W, c = (torch.tensor(array, requires_grad=True) for array in params)
    Z = torch.sigmoid(torch.tensor(X) @ V + b) @ W + c
    loss = torch.nn.CrossEntropyLoss()(Z, torch.tensor(T))
    loss.backward()
    np.testing.assert_allclose(error(X, T, params), loss.item(), rtol=1e-13)
    gradients = softmax_gradients(X, T, *params)
    for ours, theirs in zip(gradients, (V, b, W, c), strict=True):
        np.testing.assert_allclose(ours, theirs.grad, rtol=1e-11, atol=1e-14)


def test_a_bias_is_a_weight_from_a_unit_that_says_1():
    X, T, (V, b, W, c) = problem()
    ones = np.ones((len(X), 1))
    X_ones, V_ones = np.hstack([ones, X]), np.vstack([b, V])
    Y, Z = softmax_forward(X, V, b, W, c)
    Y_again, Z_again = softmax_forward(X_ones, V_ones, 0 * b, W, c)
    np.testing.assert_allclose(Z_again, Z, rtol=1e-13)
    dV, db, dW, dc = softmax_gradients(X, T, V, b, W, c)
    dV_ones = softmax_gradients(X_ones, T, V_ones, 0 * b, W, c)[0]
    np.testing.assert_allclose(dV_ones[0], db, rtol=1e-12)
    np.testing.assert_allclose(dV_ones[1:], dV, rtol=1e-12)


def test_initial_parameters():
    V, b, W, c = initial_parameters(np.random.default_rng(0), 200, 150, 10)
    assert [a.shape for a in (V, b, W, c)] == [(200, 150), (150,), (150, 10), (10,)]
    assert not b.any() and not c.any()
    spread = 200**-0.5
    assert abs(V.std() / spread - 1) < 0.02 and abs(W.std() * 150**0.5 - 1) < 0.1
    assert abs(V.mean()) < 0.05 * spread


def test_one_seed_gives_the_same_parameters_in_any_precision():
    double, single = (
        initial_parameters(np.random.default_rng(1), 5, 4, 3, dtype=dtype)
        for dtype in (np.float64, np.float32)
    )
    for a, b in zip(double, single, strict=True):
        assert b.dtype == np.float32
        np.testing.assert_array_equal(a.astype(np.float32), b)


def test_nothing_is_changed():
    X, T, params = problem()
    copies = [a.copy() for a in (X, T, *params)]
    softmax_gradients(X, T, *params)
    softmax_accuracy(X, np.zeros(len(X), int), *params)
    error(X, T, params)
    for before, after in zip(copies, (X, T, *params), strict=True):
        np.testing.assert_array_equal(before, after)


def test_accuracy():
    params = [np.eye(3), np.zeros(3), np.eye(3), np.zeros(3)]
    X = np.eye(3)[[0, 1, 2, 2]]
    assert softmax_accuracy(X, np.array([0, 1, 2, 0]), *params) == 0.75
    assert softmax_accuracy(X, np.array([0, 1, 2, 2]), *params) == 1
