"""The trainers: one at a time, in batches, in blocks, against the plain gradients."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tqdm import tqdm

from utils.data.preprocessing import batches
from utils.networks import sigmoid as network
from utils.networks.sigmoid import initial_weights
from utils.training.blocks import train_blocks_
from utils.training.fast import sigmoid_, times_slope_, train_batches_
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
def test_float32_stays_float32_and_inputs_stay_as_they_are(train):
    X, T, V, W = problem(dtype=np.float32)
    X.setflags(write=False)
    T.setflags(write=False)
    exact = problem()
    deal = [np.arange(30), np.arange(30, 40)]
    E = train(V, W, X, T, np.float64(0.5), deal)
    train(*exact[2:], *exact[:2], 0.5, deal)
    assert V.dtype == W.dtype == np.float32 and type(E) is float
    assert_close(V, exact[2], 1e-5)
    assert_close(W, exact[3], 1e-5)


@TRAINERS
def test_weights_in_fortran_order_and_rows_as_lists(train):
    X, T, V, W = problem()
    V_f, W_f = np.asfortranarray(V), np.asfortranarray(W)
    train(V, W, X, T, 0.5, [np.array([0]), np.array([1, 2]), np.array([3])])
    train(V_f, W_f, X, T, 0.5, [[0], (1, 2), range(3, 4)])
    assert_close(V, V_f)
    assert_close(W, W_f)


def test_an_order_may_be_watched():
    watched, plain = problem(), problem()
    order = tqdm([3, 1, 2], file=io.StringIO())
    train_one_at_a_time_(*watched[2:], *watched[:2], 0.5, order)
    train_one_at_a_time_(*plain[2:], *plain[:2], 0.5, [3, 1, 2])
    assert all(map(np.array_equal, watched, plain))


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


# Memory


@IN_BATCHES
def test_no_copy_of_the_training_set(peak_memory, train):
    X, T, V, W = problem(8, N=20_000, n=100)
    rows = [np.arange(i, i + 50) for i in range(0, 20_000, 50)]
    assert peak_memory(lambda: train(V, W, X, T, 0.1, rows)) < X.nbytes / 20


# Bad input


@TRAINERS
@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"lr": np.nan}, ValueError, "lr must be a positive finite number, got nan"),
        ({"lr": 0.0}, ValueError, "lr must be"),
        (
            {"X": np.zeros((40, 12), np.float16)},
            TypeError,
            "all float64 .*'float1",
        ),
        (
            {"X": np.zeros((40, 12), "f4")},
            TypeError,
            r"'X': 'float32 .*: 'float64 ",
        ),
        ({"X": np.zeros(12)}, TypeError, r"expected matrices.*'X': 'float64 \(12,\)'"),
        ({"X": [[0.0]]}, TypeError, "'X': 'list'"),
        ({"X": np.zeros((40, 11))}, ValueError, r"X \(N, n\).*got X \(40, 11\)"),
        ({"T": np.zeros((39, 3))}, ValueError, r"T \(39, 3\)"),
        ({"W": np.zeros((6, 3))}, ValueError, r"W \(6, 3\)"),
        ({"X": np.ones((0, 12)), "T": np.ones((0, 3))}, ValueError, "X holds no exam"),
        ({"rows": [[1, 40]]}, ValueError, "of batch 0 must lie in 0-39, found 1 to 40"),
        ({"rows": [[0, -1]]}, ValueError, "of batch 0 must lie in 0-39, found -1 to 0"),
        ({"rows": [[0.5, 1.5]]}, TypeError, r"integers \(B,\), got .* float64 \(2,\)"),
        ({"rows": [[True] * 40]}, TypeError, "batch 0 must hold integers.* bool"),
        ({"rows": [[]]}, (TypeError, ValueError), "integers|a row number in each"),
        ({"rows": [np.arange(0)]}, ValueError, "one batch, and a row number in each"),
    ],
)
def test_bad_input_is_refused_before_any_work(train, changed, error, message):
    X, T, V, W = problem()
    good = {"V": V, "W": W, "X": X, "T": T, "lr": 0.1, "rows": [np.arange(3)]}
    before = V.copy()
    with pytest.raises(error, match=message):
        train(*(good | changed).values())
    assert np.array_equal(V, before)


@IN_BATCHES
@pytest.mark.parametrize("rows", [[], [[[0, 1]]], [[0], np.arange(0)]])
def test_bad_batches_are_refused(train, rows):
    X, T, V, W = problem()
    with pytest.raises((TypeError, ValueError), match="batch"):
        train(V, W, X, T, 0.1, rows)


def test_rows_without_a_length_are_refused():
    X, T, V, W = problem()
    with pytest.raises(TypeError, match="batch 0 must hold integers .*got generator"):
        train_one_at_a_time_(V, W, X, T, 0.1, (row for row in range(3)))


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


# Results


def test_accuracy_and_confusion():
    X, V, W = np.eye(3) * 9, np.eye(3), np.eye(3)
    assert accuracy(X, np.array([0, 1, 2]), V, W) == 1
    assert accuracy(X, np.array([0, 2, 2]), V, W) == pytest.approx(2 / 3)
    counts = confusion_matrix(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), l=3)
    assert counts.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    assert counts.dtype == int
    for labels in ([0, -1], [0, 3]):
        for pair in ((labels, [0, 0]), ([0, 0], labels)):
            with pytest.raises(ValueError, match="(labels|predicted) must lie in 0-2"):
                confusion_matrix(*pair, l=3)
