"""The trainers: one at a time, in batches, in blocks, against the plain gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.preprocessing import batches
from utils.networks import sigmoid as network
from utils.networks.sigmoid import initial_weights
from utils.training.blocks import train_blocks_
from utils.training.fast import (
    _first_rows,
    _make_buffers,
    gradients_,
    sigmoid_,
    times_slope_,
    train_batches_,
)
from utils.training.loop import accuracy, confusion_matrix, train_one_at_a_time_
from utils.training.optimizers import sgd_step_

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)


def problem(seed=3, N=40, n=12, m=7, l=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X, T = rng.random((N, n)).astype(dtype), rng.random((N, l)).astype(dtype)
    return X, T, *initial_weights(rng, n, m, l, dtype)


def assert_close(ours, plain, tolerance=1e-13):
    np.testing.assert_allclose(ours, plain, rtol=tolerance, atol=tolerance)


def plain_steps(X, T, V, W, lr, deal):
    """Take a step for each batch by the plain gradients; return the mean error."""
    total = 0.0
    for rows in deal:
        O = network.forward(X[rows], V, W)[1]
        total += float(network.error(O, T[rows])) * len(rows)
        dV, dW = network.gradients(X[rows], T[rows], V, W)
        V, W = V - V.dtype.type(lr) * dV, W - W.dtype.type(lr) * dW
    return V, W, total / sum(map(len, deal))


def one_by_one(V, W, X, T, lr, rows):
    return train_one_at_a_time_(V, W, X, T, lr, np.concatenate(rows))


def batched(V, W, X, T, lr, rows):
    return train_batches_(V, W, X, T, lr, rows, sgd_step_)


TRAINERS = pytest.mark.parametrize("train", [one_by_one, batched, train_blocks_])
IN_BATCHES = pytest.mark.parametrize("train", [batched, train_blocks_])


# Right steps


@TRAINERS
@settings(deadline=None, max_examples=40)
@given(SEEDS, SIZES, SIZES, SIZES, st.integers(1, 50), st.floats(0.001, 5))
def test_the_steps_are_those_of_the_plain_gradients(train, seed, n, m, l, B, lr):
    X, T, V, W = problem(seed, 40, n, m, l)
    deal = batches(np.random.default_rng(seed), 40, B)
    steps = deal if train is batched else [[i] for i in np.concatenate(deal)]
    expected = plain_steps(X, T, V, W, lr, steps)
    E = train(V, W, X, T, lr, deal)
    for ours, plain in zip((V, W, E), expected, strict=True):
        assert_close(ours, plain, 1e-11)


@TRAINERS
def test_float32_stays_float32(train):
    X, T, V, W = problem(dtype=np.float32)
    exact = problem()
    deal = [np.arange(30), np.arange(30, 40)]
    E = train(V, W, X, T, np.float64(0.5), deal)
    train(*exact[2:], *exact[:2], 0.5, deal)
    assert V.dtype == W.dtype == np.float32 and type(E) is float
    assert_close(V, exact[2], 1e-5)
    assert_close(W, exact[3], 1e-5)


def test_a_numpy_learning_rate_does_what_a_plain_one_does():
    first, second = problem(dtype=np.float32), problem(dtype=np.float32)
    train_one_at_a_time_(*first[2:], *first[:2], 0.1, range(6))
    train_one_at_a_time_(*second[2:], *second[:2], np.float64(0.1), range(6))
    assert all(map(np.array_equal, first, second))


def test_weights_in_fortran_order():
    for train in (one_by_one, batched, train_blocks_):
        X, T, V, W = problem()
        V_f, W_f = np.asfortranarray(V), np.asfortranarray(W)
        rows = [np.array([0]), np.array([1, 2]), np.array([3])]
        train(V, W, X, T, 0.5, rows)
        train(V_f, W_f, X, T, 0.5, rows)
        assert_close(V, V_f)
        assert_close(W, W_f)


def test_parts_in_place():
    z = np.linspace(-40, 40, 999)
    expected = network.sigmoid(z)
    sigmoid_(z)
    np.testing.assert_allclose(z, expected, rtol=0, atol=3e-16)  # by tanh
    delta, y = np.random.default_rng(1).random((2, 4, 3))
    expected = delta * y * (1 - y), 1 - y
    times_slope_(delta, y)
    assert_close(delta, expected[0])
    assert_close(y, expected[1])


@settings(deadline=None, max_examples=40)
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_gradients_in_place_are_the_plain_ones(seed, N, n, m, l):
    X, T, V, W = problem(seed, N, n, m, l)
    buffers = _first_rows(_make_buffers(V, W, N + 2), N)
    buffers.X[:], buffers.T[:] = X, T
    E = gradients_(buffers, V, W)
    dV, dW = network.gradients(X, T, V, W)
    assert_close(E, network.error(network.forward(X, V, W)[1], T))
    assert_close(buffers.dV, dV)
    assert_close(buffers.dW, dW)


# Memory


@IN_BATCHES
def test_no_copy_of_the_training_set(peak_memory, train):
    X, T, V, W = problem(8, N=20_000, n=100)
    rows = [np.arange(i, i + 50) for i in range(0, 20_000, 50)]
    assert peak_memory(lambda: train(V, W, X, T, 0.1, rows)) < X.nbytes / 20


@TRAINERS
def test_inputs_are_not_changed(train):
    X, T, V, W = problem()
    X.setflags(write=False)
    T.setflags(write=False)
    train(V, W, X, T, 0.1, [np.arange(40)])


# Bad input


@TRAINERS
@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"lr": np.nan}, ValueError, "lr must be a positive finite number, got nan"),
        ({"lr": np.inf}, ValueError, "lr must be"),
        ({"lr": 0.0}, ValueError, "lr must be"),
        (
            {"X": np.zeros((40, 12), np.float16)},
            TypeError,
            "all float64 .*'X': 'float16",
        ),
        (
            {"X": np.zeros((40, 12), "f4")},
            TypeError,
            r"'X': 'float32 .* 'T': 'float64 ",
        ),
        ({"X": np.zeros((40, 12), int)}, TypeError, r"'X': 'int64 \(40, 12\)'"),
        ({"X": np.zeros(12)}, TypeError, r"expected matrices.*'X': 'float64 \(12,\)'"),
        ({"V": [[0.0]]}, TypeError, "expected matrices.*'V': 'list'"),
        ({"X": np.zeros((40, 11))}, ValueError, r"V \(n, m\).*got X \(40, 11\)"),
        ({"T": np.zeros((40, 1))}, ValueError, r"T \(40, 1\)"),
        ({"T": np.zeros((39, 3))}, ValueError, r"T \(39, 3\)"),
        ({"W": np.zeros((6, 3))}, ValueError, r"W \(6, 3\)"),
        ({"X": np.ones((0, 12)), "T": np.ones((0, 3))}, ValueError, "no example"),
    ],
)
def test_bad_arrays_are_refused_before_any_work(train, changed, error, message):
    X, T, V, W = problem()
    given = {"V": V, "W": W, "X": X, "T": T, "lr": 0.1} | changed
    before = V.copy()
    with pytest.raises(error, match=message):
        train(**given, rows=[np.arange(40)]) if train is not train_blocks_ else train(
            **given, blocks=[np.arange(40)]
        )
    assert np.array_equal(V, before)


@IN_BATCHES
@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        ([], ValueError, "is empty"),
        ([np.arange(3), np.arange(0)], ValueError, r"\[1\] has shape \(0,\)"),
        ([np.zeros((2, 2), int)], ValueError, r"\[0\] has shape \(2, 2\)"),
        ([np.arange(3), np.array([0.5])], TypeError, r"\[1\] must hold integers"),
        ([np.arange(3), np.array([True])], TypeError, r"\[1\] .* bool"),
        ([np.arange(3), np.array([40])], ValueError, "40 to 40, expected 0 to 39"),
        ([np.array([-1, 2])], ValueError, "-1 to 2"),
        ([[0, 1], (0, 1)], TypeError, r"\[1\] must hold integers, got a tuple"),
    ],
)
def test_bad_rows_are_refused_before_any_work(train, rows, error, message):
    X, T, V, W = problem()
    before = V.copy()
    with pytest.raises(error, match=message):
        train(V, W, X, T, 0.1, rows)
    assert np.array_equal(V, before)


@TRAINERS
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_lost_error_stops_with_the_step(train, bad):
    X, T, V, W = problem()
    before = V.copy()
    T[13, 0] = bad
    rows = np.split(np.arange(40), 8 if train is train_blocks_ else 40)
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(FloatingPointError, match="at step 13: try a smaller learning"),
    ):
        train(V, W, X, T, 0.1, rows)
    assert np.isfinite(V).all()
    assert np.array_equal(V, before) == (train is train_blocks_)


def test_a_row_number_out_of_range_and_rows_without_a_length():
    X, T, V, W = problem()
    before = V.copy()
    with pytest.raises(TypeError, match="has no len"):
        train_one_at_a_time_(V, W, X, T, 0.1, (row for row in range(3)))
    assert np.array_equal(V, before)
    with pytest.raises(IndexError, match="index 40 is out of bounds"):
        train_one_at_a_time_(V, W, X, T, 0.1, [40])


# Results


def test_accuracy_and_confusion():
    X, V, W = np.eye(3) * 9, np.eye(3), np.eye(3)
    assert accuracy(X, np.array([0, 1, 2]), V, W) == 1
    assert accuracy(X, np.array([0, 2, 2]), V, W) == pytest.approx(2 / 3)
    counts = confusion_matrix(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), l=3)
    assert counts.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    assert counts.dtype == int
