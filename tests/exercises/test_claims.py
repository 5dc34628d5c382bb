"""What a right answer is said to have shown, where the notebook does not show it."""

import numpy as np
import pytest

from utils.networks.sigmoid import gradients, initial_weights, sigmoid
from utils.networks.softmax import softmax


def test_08_softmax_block_is_exact():
    rng = np.random.default_rng(9)
    X, T = rng.random((6, 5)), np.eye(4)[rng.integers(4, size=6)]
    V, W = initial_weights(rng, 5, 3, 4)
    V_single, W_single, deltas = V.copy(), W.copy(), np.zeros((6, 3))
    gram, first = X @ X.T, X @ V
    for s, (x, t) in enumerate(zip(X, T, strict=True)):
        y = sigmoid(x @ V_single)
        delta = softmax((y @ W_single)[None])[0] - t
        V_single -= 0.5 * np.outer(x, (delta @ W_single.T) * y * (1 - y))
        W_single -= 0.5 * np.outer(y, delta)
        y = sigmoid(first[s] - 0.5 * gram[s, :s] @ deltas[:s])
        delta = softmax((y @ W)[None])[0] - t
        deltas[s] = (delta @ W.T) * y * (1 - y)
        W -= 0.5 * np.outer(y, delta)
    assert np.allclose(V - 0.5 * X.T @ deltas, V_single, rtol=0, atol=1e-12)


@pytest.mark.parametrize("counts", [(3, 5), (1, 1, 6), (2, 2, 2), (4, 0, 1, 3)])
def test_14_weighted_gradients_have_that_of_the_batch_as_their_mean(counts):
    rng = np.random.default_rng(14)
    N, p = sum(counts), len(counts)
    V, W = initial_weights(rng, n=4, m=3, l=2)
    X, T = rng.normal(size=(N, 4)), rng.random((N, 2))
    parts = [
        part for part in np.split(np.arange(N), np.cumsum(counts)[:-1]) if len(part)
    ]
    shares = [p * len(a) / N * gradients(X[a], T[a], V, W)[0] for a in parts]
    assert np.allclose(sum(shares) / p, gradients(X, T, V, W)[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("compute", "size"), [(6e-11, 4), (1e-10, 2), (2e-9, 8)])
def test_14_without_latency_two_workers_begin_to_pay_at_least_batch(compute, size):
    bandwidth, weights = 1e9 / 8, 10**6
    batch = 2 * size / (bandwidth * compute)
    for factor, pays in ((0.99, False), (1.01, True)):
        alone = compute * weights * factor * batch
        exchange = weights * size / bandwidth  # two rounds, half the weights each
        assert (alone / 2 + exchange < alone) == pays
