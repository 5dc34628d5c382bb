"""The network in PyTorch: in lockstep with NumPy's, and what notebooks ask of it."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch.utils.data import DataLoader, TensorDataset

from utils.networks.pytorch import (
    Network,
    SquaredError,
    evaluate,
    get_gradients,
    get_weights,
    pytorch_gradients,
    set_weights_,
    train_epoch_,
)
from utils.networks.sigmoid import error, forward, gradients, initial_weights
from utils.training.optimizers import (
    adam_state,
    adam_step_,
    momentum_state,
    momentum_step_,
    sgd_step_,
)

sizes = st.tuples(*[st.integers(1, 6)] * 4)  # N, n, m, l
seeds = st.integers(0, 2**32 - 1)


def problem(N=6, n=5, m=4, l=3, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X, T = rng.normal(size=(N, n)).astype(dtype), rng.random((N, l)).astype(dtype)
    return X, T, *initial_weights(rng, n, m, l, dtype)


def carried_over(V, W, dtype=torch.float64):
    network = Network(*V.shape, W.shape[1]).to(dtype)
    set_weights_(network, V, W)
    return network


def pairs(X, T, batch_size):
    """The batches in order, as PyTorch tensors: what a loader without shuffle gives."""
    return DataLoader(TensorDataset(*map(torch.from_numpy, (X, T))), batch_size)


@given(sizes, seeds)
def test_error_and_gradients_equal_numpy(size, seed):
    X, T, V, W = problem(*size, seed)
    network, expected = carried_over(V, W), gradients(X, T, V, W)
    E = SquaredError()(network(torch.from_numpy(X)), torch.from_numpy(T))
    E.backward()
    assert E.item() == pytest.approx(error(forward(X, V, W)[1], T), rel=1e-12)
    for theirs in (get_gradients(network), pytorch_gradients(X, T, V, W)):
        for a, b in zip(theirs, expected, strict=True):
            assert np.allclose(a, b, rtol=1e-10, atol=1e-15)


# Lockstep

LIMIT = 1e-10
RULES = {
    "sgd": (
        lambda weights: torch.optim.SGD(weights, lr=0.5),
        lambda weights: None,
        lambda weights, slopes, state: sgd_step_(weights, slopes, 0.5),
    ),
    "momentum": (
        lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=0.9),
        momentum_state,
        lambda weights, slopes, state: momentum_step_(weights, slopes, state, 0.05),
    ),
    "adam": (
        lambda weights: torch.optim.Adam(weights, lr=0.001),
        adam_state,
        lambda weights, slopes, state: adam_step_(weights, slopes, state, 0.001),
    ),
}


def lockstep(rule, size=(6, 5, 4, 3), batch_size=2, epochs=5, seed=0):
    """Train the same weights on both sides; return the largest gap between weights."""
    X, T, V, W = problem(*size, seed)
    network = carried_over(V, W)
    make_optimizer, make_state, numpy_step_ = RULES[rule]
    optimizer, state = make_optimizer(network.parameters()), make_state([V, W])
    for _ in range(epochs):
        train_epoch_(network, pairs(X, T, batch_size), SquaredError(), optimizer)
        for first in range(0, len(X), batch_size):
            rows = slice(first, first + batch_size)
            numpy_step_([V, W], gradients(X[rows], T[rows], V, W), state)
    return max(
        abs(theirs - ours).max()
        for theirs, ours in zip(get_weights(network), (V, W), strict=True)
    )


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=10, deadline=None)
@given(sizes, st.integers(1, 6), seeds)
@example((50, 20, 16, 10), 1, 0)
@example((50, 20, 16, 10), 50, 0)
def test_lockstep_from_any_weights(rule, size, batch_size, seed):
    assert lockstep(rule, size, batch_size, seed=seed) < LIMIT


# Weights


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_weights_come_back_as_they_went_in_and_are_copies(dtype):
    X, T, V, W = problem(dtype=dtype)
    V, W = V[::-1], np.asfortranarray(W)[:, ::-1]  # views are taken too
    network = carried_over(V, W, torch.from_numpy(X).dtype)
    assert network.hidden.weight.shape == (4, 5)
    before = V.copy(), W.copy()
    V += 1
    get_weights(network)[1][:] = 0
    for back, went in zip(get_weights(network), before, strict=True):
        assert back.dtype == dtype and np.array_equal(back, went)


@pytest.mark.parametrize(
    ("V_new", "W_new", "error", "message"),
    [
        (np.ones((4, 5)), np.ones((4, 3)), ValueError, r"V has shape \(4, 5\), exp"),
        (np.ones((1, 4)), np.ones((4, 3)), ValueError, "V has shape"),
        (np.ones((5, 4)), np.ones((3, 4)), ValueError, "W has shape"),
        (np.ones((5, 4)), np.ones((4, 3), "O"), TypeError, "object"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(V_new, W_new, error, message):
    X, T, V, W = problem()
    network = carried_over(V, W)
    with pytest.raises(error, match=message):
        set_weights_(network, V_new, W_new)
    assert all(map(np.array_equal, get_weights(network), (V, W)))


# Training


def test_training_lowers_the_loss():
    X, T, V, W = problem()
    network = carried_over(V, W)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    losses = [
        train_epoch_(network, pairs(X, T, 6), SquaredError(), optimizer)[0]
        for _ in range(20)
    ]
    assert losses[0] == pytest.approx(error(forward(X, V, W)[1], T), rel=1e-12)
    assert losses == sorted(losses, reverse=True)
    assert len(train_epoch_(network, pairs(X, T, 4), SquaredError(), optimizer)) == 2


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_no_number_stops_before_its_step(bad):
    X, T, V, W = problem()
    T[3, 1] = bad
    network = carried_over(V, W)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    with pytest.raises(FloatingPointError, match="the loss became .*: try a smaller"):
        train_epoch_(network, pairs(X, T, 2), SquaredError(), optimizer)
    assert all(np.isfinite(weights).all() for weights in get_weights(network))


def test_evaluate():
    network = carried_over(np.eye(3) * 9, np.eye(3) * 9)
    X, labels = torch.eye(3, dtype=torch.float64), torch.tensor([0, 2, 2])
    loss, share = evaluate(network, torch.nn.CrossEntropyLoss(), X, labels)
    assert loss == pytest.approx(torch.nn.CrossEntropyLoss()(network(X), labels).item())
    assert share == pytest.approx(2 / 3)
    assert network.hidden.weight.grad is None
