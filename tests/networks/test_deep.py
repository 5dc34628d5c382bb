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
    deep_deltas,
    deep_forward,
    deep_gradients,
    deep_weights,
    first_spread,
    first_spreads,
    hidden_units,
    through_units,
)
from utils.networks.pytorch_deep import UNITS, pytorch_deep_gradients

SEEDS = st.integers(0, 2**32 - 1)


def problem(sizes, N=5, seed=0, rule="He"):
    """Return X, T and weights of a network with these sizes."""
    rng = np.random.default_rng(seed)
    return (
        rng.random((N, sizes[0])),
        rng.random((N, sizes[-1])),
        deep_weights(rng, sizes, rule, scale=1.3),
    )


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


@pytest.mark.parametrize("kind", ["sigmoid", "centred", "tanh"])
@pytest.mark.parametrize("depth", [1, 2, 5, 8])
def test_gradients_are_slopes(kind, depth):
    X, T, weights = problem([4, *[3] * depth, 2])
    report = check_gradients(
        lambda *W: network.error(deep_forward(X, W, kind)[-1], T),
        tuple(weights),
        tuple(deep_gradients(X, T, weights, kind)),
    )
    assert report, report


@settings(max_examples=30, deadline=None)
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
@pytest.mark.parametrize("depth", range(1, 9))
def test_gradients_are_those_of_the_courses_own_engine(kind, depth):
    X, T, weights = problem([4, *[5] * depth, 2], seed=depth)
    nodes = [Node(W) for W in weights]
    E = network.error(deep_forward(X, nodes, kind)[-1], T)
    ours = deep_gradients(X, T, weights, kind)
    for one, other in zip(ours, backward(E, *nodes), strict=True):
        scale = np.abs(other).max()
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12 * scale)


def test_deltas_are_slopes_by_the_sums():
    X, T, weights = problem([3, 4, 4, 2], N=1)
    Y = deep_forward(X, weights, "tanh")
    deltas = deep_deltas(Y, T, weights, "tanh")

    def error_from(Z):
        return network.error(deep_forward(np.tanh(Z), weights[1:], "tanh")[-1], T)

    assert check_gradients(error_from, (X @ weights[0],), (deltas[0],))
    assert [delta.shape for delta in deltas] == [(1, 4), (1, 4), (1, 2)]


@pytest.mark.parametrize("kind", KINDS)
def test_units_and_their_way_back(kind):
    Z, G = np.array([[-3.0, -0.5, 0.4, 2.0], [1.0, -2.0, 0.5, 3.0]])
    theirs = torch.tensor(Z, requires_grad=True)
    Y = UNITS[kind](theirs)
    Y.backward(torch.tensor(G))
    ours = hidden_units(Z, kind)
    np.testing.assert_allclose(ours, Y.detach(), rtol=1e-14)
    np.testing.assert_allclose(through_units(G, ours, kind), theirs.grad, rtol=1e-13)


@pytest.mark.parametrize("kind", KINDS)
def test_dtype_is_kept_and_nothing_is_changed(kind):
    X, T, weights = problem([3, 4, 4, 2])
    arrays = [array.astype(np.float32) for array in (X, T, *weights)]
    copies = [array.copy() for array in arrays]
    for array in deep_gradients(arrays[0], arrays[1], arrays[2:], kind):
        assert array.dtype == np.float32
    assert all(map(np.array_equal, copies, arrays))


def test_an_unknown_kind_is_refused():
    X, T, weights = problem([3, 4, 2])
    for call in (hidden_units, lambda Z, kind: through_units(Z, Z, kind)):
        with pytest.raises(ValueError, match="got 'softplus'"):
            call(X, "softplus")
    with pytest.raises(ValueError, match=r"one of \('sigmoid', .* got 'softplus'"):
        deep_gradients(X, T, weights, "softplus")


# First weights


def test_the_rules():
    assert first_spread("course", 30, 16) == 0.25
    assert first_spread("Xavier", 30, 20) == 0.2
    assert first_spread("He", 50, 7) == 0.2
    with pytest.raises(ValueError, match="'He'.*got 'Kaiming'"):
        first_spread("Kaiming", 2, 2)


def test_only_the_weights_between_hidden_layers_are_scaled():
    plain, scaled = (first_spreads([9, 4, 4, 4, 1], "He", s) for s in (1.0, 3.0))
    assert [b / a for a, b in zip(plain, scaled, strict=True)] == [1, 3, 3, 1]
    assert first_spreads([9, 4, 1], scale=3.0) == first_spreads([9, 4, 1])


def test_a_network_needs_a_hidden_layer():
    with pytest.raises(ValueError, match=r"3 numbers, got \[4, 2\]"):
        deep_weights(np.random.default_rng(0), [4, 2])


def test_weights_have_these_spreads_and_mean_0():
    sizes = [300, 200, 250, 100]
    weights = deep_weights(np.random.default_rng(0), sizes, "Xavier", 2.0, np.float32)
    for W, spread in zip(weights, first_spreads(sizes, "Xavier", 2.0), strict=True):
        assert W.dtype == np.float32
        assert abs(W.std() / spread - 1) < 0.02 and abs(W.mean()) < 0.02 * spread
