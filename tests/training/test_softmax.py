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
from utils.training.softmax import check_distributions, shifted, train_softmax


def problem(N=90, n=16, dtype=np.float64):
    """Return inputs of three classes that can be told apart, and their labels."""
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=N)
    X = rng.normal(size=(3, n))[labels] + 0.3 * rng.normal(size=(N, n))
    return X.astype(dtype), labels, targets(labels, low=0, l=3, dtype=dtype)


def trained(X, T, seed=1, **settings):
    settings = {"epochs": 3, "shift": 0} | settings
    return train_softmax(X, T, np.random.default_rng(seed), **settings)


def test_it_learns():
    X, labels, T = problem()
    params = trained(X, T, epochs=20, batch_size=16)
    assert softmax_accuracy(X, labels, *params) > 0.95
    assert cross_entropy(softmax_forward(X, *params)[1], T) < 0.2


def test_the_steps_are_momentum_with_a_rate_that_falls_to_0():
    X, labels, T = problem()
    rng = np.random.default_rng(1)
    params = initial_parameters(rng, 16, l=3)
    velocities = momentum_state(params)
    deal = batches(rng, 90, 30) + batches(rng, 90, 30)
    rates = [0.3, 0.3 * 5 / 6, 0.3 * 4 / 6, 0.3 * 3 / 6, 0.3 * 2 / 6, 0.3 * 1 / 6]
    for rows, rate in zip(deal, rates, strict=True):
        gradients = softmax_gradients(X[rows], T[rows], *params)
        momentum_step_(params, gradients, velocities, rate)
    for a, b in zip(params, trained(X, T, epochs=2, batch_size=30), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def test_without_decay_the_rate_stays():
    X, labels, T = problem()
    one_step = trained(X, T, epochs=1, batch_size=90, decay=False)
    same = trained(X, T, epochs=1, batch_size=90, decay=True)
    more = trained(X, T, epochs=2, batch_size=90, decay=False)
    less = trained(X, T, epochs=2, batch_size=90, decay=True)
    assert all(np.array_equal(a, b) for a, b in zip(one_step, same, strict=True))
    assert np.abs(more[0] - one_step[0]).sum() > np.abs(less[0] - same[0]).sum()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shapes(dtype):
    X, labels, T = problem(dtype=dtype)
    params = trained(X, T)
    assert [a.shape for a in params] == [(16, 128), (128,), (128, 3), (3,)]
    assert all(a.dtype == dtype for a in params)


def test_one_seed_gives_one_result_and_changes_no_input():
    X, labels, T = problem(n=784)
    X_before, T_before = X.copy(), T.copy()
    a, b, other = (trained(X, T, seed, shift=1) for seed in (1, 1, 2))
    assert all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))
    assert not np.array_equal(a[0], other[0])
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(T, T_before)


def test_shift_0_needs_no_pictures_and_shifts_change_the_result():
    X, labels, T = problem(n=784)
    assert not np.array_equal(trained(X, T)[0], trained(X, T, shift=1)[0])


def test_shifted():
    picture = np.arange(9.0).reshape(1, 9)
    down = shifted(picture, 1, 0, side=3)
    assert down.tolist() == [[6, 7, 8, 0, 1, 2, 3, 4, 5]]
    right = shifted(picture, 0, 1, side=3)
    assert right.tolist() == [[2, 0, 1, 5, 3, 4, 8, 6, 7]]
    there = shifted(np.random.default_rng(0).random((5, 784)), 2, -1)
    np.testing.assert_array_equal(shifted(shifted(there, -2, 1), 2, -1), there)


# Refusals


def test_shifts_need_pictures():
    with pytest.raises(ValueError, match="reshape"):
        shifted(np.zeros((49, 16)), 1, 0)


def test_targets_must_sum_to_1():
    X, labels, T = problem()
    check_distributions(T)
    check_distributions(np.full((2, 3), 1 / 3, np.float32))
    wrong = T.copy()
    wrong[4] *= 1.08
    with pytest.raises(ValueError, match="row 4 of T sums to 1.08, expected 1"):
        check_distributions(wrong)
    with pytest.raises(ValueError, match="sums to nan"):
        check_distributions(np.full((1, 3), np.nan))
    with pytest.raises(ValueError, match="expected 1"):
        trained(X, targets(labels, l=3))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"T": np.ones((4, 1))}, ValueError, r"got X \(90, 16\), T \(4, 1\)"),
        ({"lr": -1.0}, ValueError, "lr must be"),
        ({"batch_size": 0}, ValueError, "batch_size"),
        ({"T": np.ones((90, 1), np.float32)}, TypeError, "float32"),
        ({"X": np.ones(90)}, TypeError, r"expected matrices.*'X': 'float64 \(90,\)'"),
        ({"T": [[1.0]]}, TypeError, "'T': 'list'"),
    ],
)
def test_bad_input(changed, error, message):
    X, labels, T = problem()
    with pytest.raises(error, match=message):
        trained(**({"X": X, "T": T} | changed))


def test_weights_that_are_no_numbers():
    X, labels, T = problem()
    X[3, 0] = np.nan
    with pytest.raises(FloatingPointError, match="a weight is NaN or infinite"):
        trained(X, T)
