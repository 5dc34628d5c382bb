"""Residual connections and normalisation, against PyTorch and measured slopes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.gradients.autograd import Node, backward
from utils.gradients.check import check_gradients
from utils.networks.blocks import (
    block_forward,
    block_gradients,
    normalised,
    through_normalised,
)
from utils.networks.deep import KINDS, deep_forward, deep_gradients, deep_weights
from utils.networks.sigmoid import error

SWITCHES = [(False, False), (True, False), (False, True), (True, True)]


def problem(depth=4, width=4, N=5, seed=0):
    rng = np.random.default_rng(seed)
    weights = deep_weights(rng, [3, *[width] * depth, 2], "Xavier", 1.5)
    return rng.random((N, 3)), rng.random((N, 2)), weights


def by_torch(X, T, weights, residual, norm):
    """Return the gradients that PyTorch finds, for tanh."""
    parameters = [torch.tensor(W, requires_grad=True) for W in weights]
    Y = torch.tensor(X)
    for r, W in enumerate(parameters[:-1]):
        F = torch.tanh(Y @ W)
        if norm:
            F = torch.nn.functional.layer_norm(F, F.shape[1:])
        Y = Y + F if residual and r > 0 else F
    O = torch.sigmoid(Y @ parameters[-1])
    (0.5 * torch.sum((torch.tensor(T) - O) ** 2) / len(X)).backward()
    return [W.grad.numpy() for W in parameters]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(2, 6))
def test_normalisation_is_pytorchs_forward_and_back(seed, N, m):
    rng = np.random.default_rng(seed)
    F, G = rng.normal(1, 2, (N, m)), rng.normal(size=(N, m))
    theirs = torch.tensor(F, requires_grad=True)
    hat = torch.nn.functional.layer_norm(theirs, (m,))
    hat.backward(torch.tensor(G))
    F_hat, s = normalised(F)
    np.testing.assert_allclose(F_hat, hat.detach(), rtol=1e-9, atol=1e-12)
    back = through_normalised(G, F_hat, s)
    # The parts of two units nearly cancel, so compare with the size of what cancels.
    np.testing.assert_allclose(back, theirs.grad, rtol=1e-8, atol=1e-10 / s.min())


def test_normalised_rows_have_mean_0_and_mean_square_1():
    F_hat, s = normalised(np.random.default_rng(0).normal(3, 5, (4, 200)))
    np.testing.assert_allclose(F_hat.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(np.mean(F_hat**2, axis=1), 1, rtol=1e-5)
    assert s.shape == (4, 1)


def test_equal_outputs_become_0():
    F_hat, _ = normalised(np.full((2, 3), 7.0))
    assert not F_hat.any()


@pytest.mark.parametrize(("residual", "norm"), SWITCHES)
@pytest.mark.parametrize("seed", range(3))
def test_gradients_are_pytorchs(residual, norm, seed):
    X, T, weights = problem(seed=seed)
    ours = block_gradients(X, T, weights, "tanh", residual, norm)
    for one, other in zip(ours, by_torch(X, T, weights, residual, norm), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-13)


@pytest.mark.parametrize(("residual", "norm"), SWITCHES)
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_the_courses_own_engine(residual, norm, kind):
    X, T, weights = problem()
    nodes = [Node(W) for W in weights]
    O = block_forward(X, nodes, kind, residual, norm)[0][-1]
    ours = block_gradients(X, T, weights, kind, residual, norm)
    for one, other in zip(ours, backward(error(O, T), *nodes), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-13)


@pytest.mark.parametrize(("residual", "norm"), SWITCHES)
@pytest.mark.parametrize("kind", ["sigmoid", "centred"])
@pytest.mark.parametrize("depth", [1, 5])
def test_gradients_are_slopes(residual, norm, kind, depth):
    X, T, weights = problem(depth)
    report = check_gradients(
        lambda *W: error(block_forward(X, W, kind, residual, norm)[0][-1], T),
        tuple(weights),
        tuple(block_gradients(X, T, weights, kind, residual, norm)),
    )
    assert report, report


@pytest.mark.parametrize("kind", KINDS)
def test_without_switches_it_is_the_plain_network_to_the_last_bit(kind):
    X, T, weights = problem()
    plain = deep_forward(X, weights, kind)
    assert all(map(np.array_equal, block_forward(X, weights, kind)[0], plain))
    ours = block_gradients(X, T, weights, kind)
    assert all(map(np.array_equal, ours, deep_gradients(X, T, weights, kind)))


def test_the_first_hidden_layer_has_no_residual_connection():
    X, T, weights = problem(depth=1, width=3)  # 3 inputs too, so shapes would fit
    plain = deep_forward(X, weights)[-1]
    assert np.array_equal(block_forward(X, weights, residual=True)[0][-1], plain)


def test_without_the_way_back_it_is_no_gradient():
    X, T, weights = problem()
    gradients = block_gradients(X, T, weights, "tanh", True, way_back=False)
    assert not check_gradients(
        lambda *W: error(block_forward(X, W, "tanh", True)[0][-1], T),
        tuple(weights),
        tuple(gradients),
    )
    right = block_gradients(X, T, weights, "tanh", True)
    np.testing.assert_array_equal(gradients[-1], right[-1])


def test_dtype_is_kept_and_nothing_is_changed():
    X, T, weights = problem()
    arrays = [array.astype(np.float32) for array in (X, T, *weights)]
    copies = [array.copy() for array in arrays]
    X, T, *weights = arrays
    for gradient in block_gradients(X, T, weights, "relu", True, True):
        assert gradient.dtype == np.float32
    assert all(map(np.array_equal, copies, arrays))
