"""Training of the network with softmax: its steps, its shifts, its refusals."""

import numpy as np
import pytest

from utils.data.preprocessing import batches, targets
from utils.networks.softmax import (
    cross_entropy,
    initial_parameters,
    softmax_accuracy,
    softmax_forward,
    softmax_gradients,
)
from utils.training.optimizers import momentum_state, momentum_step_
from utils.training.softmax import shifted, train_softmax


def problem(N=90, n=16, dtype=np.float64):
    """Return inputs of three classes that can be told apart, and their labels."""
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=N)
    X = rng.normal(size=(3, n))[labels] + 0.3 * rng.normal(size=(N, n))
    return X.astype(dtype), labels, targets(labels, low=0, l=3, dtype=dtype)


def trained(X, T, seed=1, **settings):
    settings = {"epochs": 3, "shift": 0} | settings
    return train_softmax(X, T, np.random.default_rng(seed), **settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_learns_in_the_dtype_of_its_inputs(dtype):
    X, labels, T = problem(dtype=dtype)
    X.setflags(write=False)
    params = trained(X, T, epochs=20, batch_size=16)
    assert softmax_accuracy(X, labels, *params) > 0.95
    assert cross_entropy(softmax_forward(X, *params)[1], T) < 0.2
    assert [a.shape for a in params] == [(16, 128), (128,), (128, 3), (3,)]
    assert all(a.dtype == dtype for a in params)


@pytest.mark.parametrize(("decay", "shift"), [(True, 0), (False, 0), (True, 2)])
def test_the_steps_are_momentum_with_a_rate_that_falls_to_0(decay, shift):
    X, labels, T = problem(n=784)
    rng = np.random.default_rng(1)
    params = initial_parameters(rng, 784, l=3)
    velocities = momentum_state(params)
    deal = batches(rng, 90, 30) + batches(rng, 90, 30)
    for step, rows in enumerate(deal):
        moved = X[rows].reshape(-1, 28, 28)
        if shift:
            moved = np.roll(moved, rng.integers(-2, 3, size=2), axis=(1, 2))
        gradients = softmax_gradients(moved.reshape(-1, 784), T[rows], *params)
        rate = 0.3 * (6 - step) / 6 if decay else 0.3
        momentum_step_(params, gradients, velocities, rate)
    found = trained(X, T, epochs=2, batch_size=30, decay=decay, shift=shift)
    for a, b in zip(params, found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def test_shifted():
    picture = np.arange(9.0).reshape(1, 9)
    down = shifted(picture, 1, 0, side=3)
    assert down.tolist() == [[6, 7, 8, 0, 1, 2, 3, 4, 5]]
    right = shifted(picture, 0, 1, side=3)
    assert right.tolist() == [[2, 0, 1, 5, 3, 4, 8, 6, 7]]


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"T": np.ones((4, 1))}, ValueError, r"got X \(90, 16\), T \(4, 1\)"),
        ({"T": np.ones((90, 1), np.float32)}, TypeError, "float32"),
        ({"T": [[1.0]]}, TypeError, "'T': 'list'"),
        (
            {"T": np.full((90, 3), 0.36)},
            ValueError,
            "row 0 of T sums to 1.08",
        ),
        ({"T": np.full((90, 3), np.nan)}, ValueError, "sums to nan"),
        ({"X": np.ones(90)}, TypeError, r"expected matrices.*'X': 'float64 \(90,\)'"),
        (
            {"X": np.full((90, 16), np.nan)},
            FloatingPointError,
            "a weight is NaN",
        ),
        ({"lr": -1.0}, ValueError, "lr must be"),
        ({"batch_size": 0}, ValueError, "batch_size"),
        ({"shift": 1}, ValueError, "reshape"),  # 16 numbers are no picture of 28 x 28
    ],
)
def test_bad_input(changed, error, message):
    X, labels, T = problem()
    with pytest.raises(error, match=message):
        trained(**({"X": X, "T": T} | changed))
