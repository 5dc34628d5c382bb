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
sizes = st.tuples(*[st.integers(1, 5)] * 3, st.integers(2, 5))  # N, n, m, l


def problem(size=(6, 5, 4, 3), seed=0):
    """Return X, T (rows sum to 1), and parameters whose biases are not 0."""
    rng = np.random.default_rng(seed)
    N, n, m, l = size
    params = initial_parameters(rng, n, m, l)
    params[1], params[3] = rng.normal(size=m), rng.normal(size=l)
    return rng.random((N, n)), rng.dirichlet(np.ones(l), N), params


def error(X, T, params):
    return cross_entropy(softmax_forward(X, *params)[1], T)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.sampled_from([1e-3, 1.0, 1e3, 1e300]))
def test_softmax_and_cross_entropy_are_pytorchs(seed, scale):
    rng = np.random.default_rng(seed)
    Z, T = scale * rng.normal(size=(4, 3)), rng.random((4, 3))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        log_sums, O, E = log_sum_exp(Z), softmax(Z), cross_entropy(Z, T)
    theirs = torch.tensor(Z)
    np.testing.assert_allclose(log_sums[:, 0], torch.logsumexp(theirs, 1), rtol=1e-13)
    np.testing.assert_allclose(O, torch.softmax(theirs, 1), rtol=1e-9, atol=0)
    loss = torch.nn.CrossEntropyLoss()(theirs, torch.tensor(T))
    np.testing.assert_allclose(E, loss, rtol=1e-12)


@pytest.mark.parametrize("size", [1, 1e4, 1e7])
def test_float32_rows_sum_to_one(size):
    Z = (size + np.random.default_rng(0).normal(size=(50, 10))).astype(np.float32)
    np.testing.assert_allclose(softmax(Z).sum(axis=1), 1, rtol=1e-6)


def test_softmax_of_known_numbers():
    Z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]]))
    np.testing.assert_allclose(log_sum_exp(Z), np.log([[8.0], [8.0]]), rtol=1e-15)
    O = np.array([[1, 2, 5], [3, 3, 2]]) / 8
    np.testing.assert_allclose(softmax(Z), O, rtol=1e-14)
    assert softmax(np.array([[-5.0], [800.0]])).tolist() == [[1.0], [1.0]]
    assert softmax(np.array([[0.0, -np.inf]])).tolist() == [[1.0, 0.0]]
    Z, T = np.array([[0.0, 2000.0]]), np.array([[1.0, 0.0]])
    assert softmax(Z)[0, 0] == 0 and cross_entropy(Z, T) == 2000


@settings(max_examples=25, deadline=None)
@given(sizes, SEEDS)
def test_gradients_are_slopes_and_pytorchs(size, seed):
    X, T, params = problem(size, seed)
    gradients = softmax_gradients(X, T, *params)
    report = check_gradients(
        lambda *params: error(X, T, params), tuple(params), gradients
    )
    assert report, report
    V, b, W, c = (torch.tensor(array, requires_grad=True) for array in params)
    Z = torch.sigmoid(torch.tensor(X) @ V + b) @ W + c
    loss = torch.nn.CrossEntropyLoss()(Z, torch.tensor(T))
    loss.backward()
    np.testing.assert_allclose(error(X, T, params), loss.item(), rtol=1e-13)
    for ours, theirs in zip(gradients, (V, b, W, c), strict=True):
        np.testing.assert_allclose(ours, theirs.grad, rtol=1e-10, atol=1e-14)


def test_initial_parameters():
    wide = initial_parameters(np.random.default_rng(0), 200, 150, 10)
    V, b, W, c = wide
    assert [a.shape for a in wide] == [(200, 150), (150,), (150, 10), (10,)]
    assert not b.any() and not c.any()
    spread = 200**-0.5
    assert abs(V.std() / spread - 1) < 0.02 and abs(W.std() * 150**0.5 - 1) < 0.1
    assert abs(V.mean()) < 0.05 * spread
    narrow = initial_parameters(np.random.default_rng(0), 200, 150, 10, np.float32)
    for a, b in zip(wide, narrow, strict=True):
        assert b.dtype == np.float32 and np.array_equal(a.astype(np.float32), b)


def test_accuracy():
    params = [np.eye(3), np.zeros(3), np.eye(3), np.zeros(3)]
    X = np.eye(3)[[0, 1, 2, 2]]
    assert softmax_accuracy(X, np.array([0, 1, 2, 0]), *params) == 0.75
    assert softmax_accuracy(X, np.array([0, 1, 2, 2]), *params) == 1
