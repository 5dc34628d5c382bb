"""The network of any depth, against PyTorch, measured slopes and the course's own."""

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from utils.gradients.autograd import Node, backward
from utils.gradients.check import check_gradients
from utils.networks import sigmoid as network
from utils.networks.deep import (
    KINDS,
    RULES,
    deep_deltas,
    deep_forward,
    deep_gradients,
    deep_weights,
    hidden_units,
    through_units,
)
from utils.networks.pytorch_deep import UNITS, pytorch_deep_gradients

SEEDS = st.integers(0, 2**32 - 1)


def problem(sizes, N=5, seed=0):
    """Return X, T and weights of a network with these sizes."""
    rng = np.random.default_rng(seed)
    X, T = rng.random((N, sizes[0])), rng.random((N, sizes[-1]))
    return X, T, deep_weights(rng, sizes, "He", scale=1.3)


@settings(max_examples=60, deadline=None)
@given(
    SEEDS,
    st.sampled_from(KINDS),
    st.lists(st.integers(1, 6), min_size=3, max_size=10),
    st.integers(1, 5),
)
@example(250, "centred", [1, 1, 2, 1, 2, 6, 4, 1, 1, 3], 1)
def test_gradients_are_pytorchs_for_any_depth_width_and_batch(seed, kind, sizes, N):
    X, T, weights = problem(sizes, N, seed)
    theirs = pytorch_deep_gradients(X, T, weights, kind)
    ours = deep_gradients(X, T, weights, kind)
    outputs = deep_forward(X, weights, kind)
    O, deltas = outputs[-1], deep_deltas(outputs, T, weights, kind)
    assume(np.min(O * (1 - O)) > 1e-4)  # nearer to 1, the digits of 1 - o are lost
    layers = zip(ours, theirs, weights, outputs[:-1], deltas, strict=True)
    for one, other, W, Y, delta in layers:
        assert one.shape == W.shape
        # The factors y and delta are right to the last digits of the largest of them:
        # a centred output may be as small as 1e-9, a difference of numbers near 1/2.
        scale = max(1, np.abs(Y).max()) * np.abs(delta).max()
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12 * scale)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_gradients_are_slopes_and_those_of_the_courses_own_engine(kind, depth):
    X, T, weights = problem([4, *[3] * depth, 2], seed=depth)
    ours = deep_gradients(X, T, weights, kind)

    def E(*weights):
        return network.error(deep_forward(X, list(weights), kind)[-1], T)

    if kind != "relu":  # complex numbers have no order
        report = check_gradients(E, tuple(weights), tuple(ours))
        assert report, report
    nodes = [Node(W) for W in weights]
    for one, other in zip(ours, backward(E(*nodes), *nodes), strict=True):
        scale = np.abs(other).max()
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12 * scale)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_depth_1_is_the_network_of_the_course_to_the_last_bit(seed, n, m, l):
    X, T, _ = problem([n, m, l], seed=seed)
    weights = deep_weights(np.random.default_rng(seed), [n, m, l])
    V, W = network.initial_weights(np.random.default_rng(seed), n, m, l)
    assert all(map(np.array_equal, weights, (V, W)))
    Y, O = network.forward(X, V, W)
    assert all(map(np.array_equal, deep_forward(X, weights), (X, Y, O)))
    deltas = network.deltas(Y, O, T, W)
    assert all(map(np.array_equal, deep_deltas([X, Y, O], T, weights), deltas))
    gradients = network.gradients(X, T, V, W)
    assert all(map(np.array_equal, deep_gradients(X, T, weights), gradients))


@pytest.mark.parametrize("kind", KINDS)
def test_units_and_their_way_back(kind):
    Z, G = np.array([[-3.0, -0.5, 0.4, 2.0], [1.0, -2.0, 0.5, 3.0]])
    theirs = torch.tensor(Z, requires_grad=True)
    Y = UNITS[kind](theirs)
    Y.backward(torch.tensor(G))
    ours = hidden_units(Z, kind)
    np.testing.assert_allclose(ours, Y.detach(), rtol=1e-14)
    np.testing.assert_allclose(through_units(G, ours, kind), theirs.grad, rtol=1e-13)


def test_the_rules_of_first_weights():
    assert RULES["course"](30, 16) == 0.25
    assert RULES["Xavier"](30, 20) == RULES["He"](50, 7) == 0.2
    sizes, rng = [300, 200, 250, 100], np.random.default_rng(0)
    weights = deep_weights(rng, sizes, "Xavier", 2.0, np.float32)
    for W, factor in zip(weights, (1, 2, 1), strict=True):  # between hidden layers
        spread = factor * RULES["Xavier"](*W.shape)
        assert W.dtype == np.float32
        assert abs(W.std() / spread - 1) < 0.02 and abs(W.mean()) < 0.02 * spread


Z = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hidden_units(Z, "softplus"), r"one of \('sigmoid', .* got 'softplus'"),
        (lambda: through_units(Z, Z, "softplus"), "got 'softplus'"),
        (lambda: deep_weights(None, [2, 2, 2], "Kaiming"), "'He'.*got 'Kaiming'"),
        (lambda: deep_weights(None, [4, 2]), r"3 numbers, got \[4, 2\]"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
