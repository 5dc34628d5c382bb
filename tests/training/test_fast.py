"""The trainers in batches and in blocks, against the plain ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.preprocessing import batches
from utils.networks import sigmoid as network
from utils.networks.sigmoid import initial_weights
from utils.training.blocks import train_blocks_, train_fast_blocks_
from utils.training.fast import (
    first_rows,
    gradients_,
    make_buffers,
    sigmoid_,
    times_slope_,
    train_batches_,
)
from utils.training.loop import train_one_at_a_time_
from utils.training.optimizers import sgd_step_

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)


def problem(seed, N=40, n=12, m=7, l=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X, T = rng.random((N, n)).astype(dtype), rng.random((N, l)).astype(dtype)
    return X, T, *initial_weights(rng, n, m, l, dtype)


def arguments(**changed):
    X, T, V, W = problem(3)
    return {"V": V, "W": W, "X": X, "T": T, "lr": 0.1} | changed


def batched(rows, **changed):
    return train_batches_(**arguments(**changed), batches=rows, step=sgd_step_)


def blocked(rows, **changed):
    return train_blocks_(**arguments(**changed), blocks=rows)


def fast_blocked(rows, **changed):
    return train_fast_blocks_(**arguments(**changed), blocks=rows)


TRAINERS = pytest.mark.parametrize("train", [batched, blocked, fast_blocked])
ALL_ROWS = [np.arange(40)]


def assert_close(ours, plain, tolerance=1e-13):
    np.testing.assert_allclose(ours, plain, rtol=tolerance, atol=tolerance)


# Parts


def test_sigmoid_in_place():
    z = np.linspace(-40, 40, 999)  # tanh: right to the last digits of 1
    expected = network.sigmoid(z)
    sigmoid_(z)
    np.testing.assert_allclose(z, expected, rtol=0, atol=3e-16)


def test_times_slope_in_place():
    rng = np.random.default_rng(1)
    delta, y = rng.normal(size=(4, 3)), rng.random((4, 3))
    expected = delta * y * (1 - y)
    times_slope_(delta, y)
    assert_close(delta, expected)


@settings(deadline=None, max_examples=50)
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_gradients_are_those_of_network(seed, N, n, m, l):
    X, T, V, W = problem(seed, N, n, m, l)
    buffers = first_rows(make_buffers(V, W, N + 2), N)
    buffers.X[:], buffers.T[:] = X, T
    E = gradients_(buffers, V, W)
    dV, dW = network.gradients(X, T, V, W)
    assert_close(E, network.error(network.forward(X, V, W)[1], T))
    assert_close(buffers.dV, dV)
    assert_close(buffers.dW, dW)


# Batches


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_batches_take_the_steps_of_the_gradients(dtype):
    X, T, V, W = problem(6, dtype=dtype)
    V_plain, W_plain = V.copy(), W.copy()
    deal = batches(np.random.default_rng(6), 40, 16)  # 16, 16 and 8 rows
    mean = train_batches_(V, W, X, T, 0.5, deal, sgd_step_)
    total = 0.0
    for rows in deal:
        O = network.forward(X[rows], V_plain, W_plain)[1]
        total += network.error(O, T[rows]) * len(rows)
        dV, dW = network.gradients(X[rows], T[rows], V_plain, W_plain)
        V_plain -= dtype(0.5) * dV
        W_plain -= dtype(0.5) * dW
    tolerance = 1e-13 if dtype == np.float64 else 1e-5
    assert V.dtype == W.dtype == dtype
    assert_close(V, V_plain, tolerance)
    assert_close(W, W_plain, tolerance)
    assert mean == pytest.approx(total / 40, rel=tolerance)


def test_a_batch_of_one_is_the_plain_loop():
    X, T, V, W = problem(7)
    V_plain, W_plain = V.copy(), W.copy()
    train_batches_(V, W, X, T, 0.5, [[i] for i in range(40)], sgd_step_)
    train_one_at_a_time_(V_plain, W_plain, X, T, 0.5, range(40))
    assert_close(V, V_plain)
    assert_close(W, W_plain)


def test_weights_in_fortran_order():
    X, T, V, W = problem(7)
    V_plain, W_plain = V.copy(), W.copy()
    V, W = np.asfortranarray(V), np.asfortranarray(W)
    rows = [[0], [1, 2], [3]]
    train_batches_(V, W, X, T, 0.5, rows, sgd_step_)
    train_batches_(V_plain, W_plain, X, T, 0.5, rows, sgd_step_)
    assert_close(V, V_plain)
    assert_close(W, W_plain)


# Memory


def test_no_copy_of_the_training_set(peak_memory):
    X, T, V, W = problem(8, N=20_000, n=100)
    rows = [np.arange(i, i + 50) for i in range(0, 20_000, 50)]
    assert peak_memory(lambda: batched(rows, V=V, W=W, X=X, T=T)) < X.nbytes / 20
    assert peak_memory(lambda: blocked(rows, V=V, W=W, X=X, T=T)) < X.nbytes / 20
    assert peak_memory(lambda: fast_blocked(rows, V=V, W=W, X=X, T=T)) < X.nbytes / 20


@TRAINERS
def test_inputs_are_not_changed(train):
    X, T, V, W = problem(3)
    X.setflags(write=False)
    T.setflags(write=False)
    train(ALL_ROWS, X=X, T=T)


# Bad input


@TRAINERS
@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"lr": np.nan}, ValueError, "lr must be a positive finite number, got nan"),
        ({"lr": -1}, ValueError, "lr must be"),
        ({"X": np.zeros((40, 12), np.float16)}, TypeError, "X must be .* got float16"),
        ({"X": np.zeros((40, 11))}, ValueError, r"X has shape \(40, 11\)"),
        ({"T": np.zeros((39, 3))}, ValueError, "shape"),
        ({"W": np.zeros((6, 3))}, ValueError, "W has shape"),
    ],
)
def test_bad_arrays_are_refused_before_any_work(train, changed, error, message):
    given = arguments(**changed)
    before = given["V"].copy()
    with pytest.raises(error, match=message):
        train(ALL_ROWS, **given)
    assert (given["V"] == before).all()


@TRAINERS
@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        ([], ValueError, "is empty"),
        ([np.arange(3), np.arange(0)], ValueError, r"\[1\] has shape \(0,\)"),
        ([np.zeros((2, 2), int)], ValueError, r"\[0\] has shape \(2, 2\)"),
        ([np.arange(3), np.array([0.5])], TypeError, r"\[1\] must hold integers"),
        ([np.arange(3), np.array([40])], ValueError, "40 to 40, expected 0 to 39"),
        ([np.array([-1, 2])], ValueError, "-1 to 2"),
        ([[0, 1], (0, 1)], TypeError, r"\[1\] must be an array or a list, got a tuple"),
    ],
)
def test_bad_rows_are_refused_before_any_work(train, rows, error, message):
    given = arguments()
    before = given["V"].copy()
    with pytest.raises(error, match=message):
        train(rows, **given)
    assert (given["V"] == before).all()


@TRAINERS
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_lost_error_stops_with_the_step(train, bad):
    X, T, V, W = problem(3)
    T[13, 0] = bad
    size = 1 if train is batched else 5
    rows = np.split(np.arange(40), 40 // size)
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(FloatingPointError, match="at step 13: try a smaller learning"),
    ):
        train(rows, X=X, T=T)
