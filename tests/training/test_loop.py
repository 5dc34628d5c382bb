import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.networks.sigmoid import gradients, initial_weights
from utils.training.loop import (
    accuracy,
    check_training_input,
    confusion_matrix,
    train_one_at_a_time_,
)


def problem(N=6, n=5, m=4, l=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((N, n)), rng.random((N, l)), *initial_weights(rng, n, m, l)


@given(
    st.tuples(*[st.integers(1, 6)] * 4),
    st.integers(0, 999),
    st.floats(0.01, 2),
)
def test_each_step_goes_down_the_gradient(size, seed, lr):
    X, T, V, W = problem(*size, seed)
    order = np.random.default_rng(seed).permutation(len(X))
    V_expected, W_expected = V.copy(), W.copy()
    for i in order:
        dV, dW = gradients(X[i : i + 1], T[i : i + 1], V_expected, W_expected)
        V_expected = V_expected - lr * dV
        W_expected = W_expected - lr * dW
    train_one_at_a_time_(V, W, X, T, lr, order)
    assert np.allclose(V, V_expected, rtol=1e-12, atol=1e-14)
    assert np.allclose(W, W_expected, rtol=1e-12, atol=1e-14)


def test_returns_the_mean_error_before_each_update():
    X, T, V, W = problem(N=1)
    first = train_one_at_a_time_(V, W, X, T, 0.5, [0])
    second = train_one_at_a_time_(V, W, X, T, 0.5, [0])
    X, T, V, W = problem(N=1)
    both = train_one_at_a_time_(V, W, X, T, 0.5, [0, 0])
    assert second < first
    assert both == pytest.approx((first + second) / 2, rel=1e-12)


def test_float32_stays_float32():
    X, T, V, W = (a.astype(np.float32) for a in problem())
    E = train_one_at_a_time_(V, W, X, T, 0.1, range(6))
    assert V.dtype == W.dtype == np.float32
    assert isinstance(E, float) and not isinstance(E, np.float32)


def test_a_numpy_learning_rate_does_what_a_plain_one_does():
    X, T, V, W = (a.astype(np.float32) for a in problem())
    V_plain, W_plain = V.copy(), W.copy()
    train_one_at_a_time_(V_plain, W_plain, X, T, 0.1, range(6))
    train_one_at_a_time_(V, W, X, T, np.float64(0.1), range(6))
    assert np.array_equal(V, V_plain) and np.array_equal(W, W_plain)


def test_data_stay_as_they_are():
    X, T, V, W = problem()
    before = X.copy(), T.copy()
    train_one_at_a_time_(V, W, X, T, 0.1, range(6))
    assert np.array_equal(X, before[0]) and np.array_equal(T, before[1])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"X": np.zeros((6, 4))}, ValueError, r"X has shape \(6, 4\), expected \(6, 5"),
        ({"T": np.zeros((5, 3))}, ValueError, r"X has shape \(6, 5\), expected \(5,"),
        ({"T": np.zeros((6, 2))}, ValueError, r"T has shape \(6, 2\), expected \(6,"),
        (
            {"W": np.zeros((3, 3))},
            ValueError,
            r"W has shape \(3, 3\), expected \(4,",
        ),
        ({"X": np.zeros(5)}, ValueError, r"X must have 2 axes, got shape \(5,\)"),
        (
            {"X": np.zeros((6, 5), np.float16)},
            TypeError,
            "X must be float64 or float32",
        ),
        (
            {"X": np.zeros((6, 5), int)},
            TypeError,
            "X must be .*, got int64",
        ),
        ({"X": np.zeros((6, 5), "f4")}, TypeError, "X is float32 but V is float64"),
        ({"X": [[0.0]]}, TypeError, "X must be a NumPy array, got list"),
        ({"V": [[0.0]]}, TypeError, "V must be a NumPy array, got list"),
        ({"V": None}, TypeError, "V must be a NumPy array, got NoneType"),
        ({"lr": 0.0}, ValueError, "lr must be a positive finite number, got 0.0"),
        ({"lr": -1.0}, ValueError, "lr must be"),
        ({"lr": np.nan}, ValueError, "lr must be a positive finite number, got nan"),
        ({"lr": np.inf}, ValueError, "lr must be"),
        (
            {"X": np.zeros((0, 5)), "T": np.zeros((0, 3))},
            ValueError,
            "X holds no example",
        ),
    ],
)
def test_bad_input(changes, error, message):
    X, T, V, W = problem()
    arguments = {"X": X, "T": T, "V": V, "W": W, "lr": 0.1} | changes
    with pytest.raises(error, match=message):
        check_training_input(**arguments)
    before = V.copy(), W.copy()
    with pytest.raises(error, match=message):
        train_one_at_a_time_(**arguments, order=range(1))
    assert np.array_equal(V, before[0]) and np.array_equal(W, before[1])


def test_stops_at_an_error_that_is_no_number():
    X, T, V, W = problem()
    X[2, 1] = np.nan
    with pytest.raises(FloatingPointError, match="nan at step 2: try a smaller"):
        train_one_at_a_time_(V, W, X, T, 0.1, range(6))
    assert np.isfinite(V).all() and np.isfinite(W).all()


def test_a_row_number_out_of_range():
    X, T, V, W = problem()
    with pytest.raises(IndexError, match="index 6 is out of bounds"):
        train_one_at_a_time_(V, W, X, T, 0.1, [6])


def test_accuracy():
    X, V = np.eye(3) * 9, np.eye(3)
    W = np.eye(3)
    assert accuracy(X, np.array([0, 1, 2]), V, W) == 1
    assert accuracy(X, np.array([0, 2, 2]), V, W) == pytest.approx(2 / 3)


def test_confusion_matrix():
    counts = confusion_matrix(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), l=3)
    assert counts.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    assert counts.dtype == int
