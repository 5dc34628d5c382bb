"""Exact training in blocks, against the plain loop; test_fast.py has bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.preprocessing import batches
from utils.networks.sigmoid import initial_weights
from utils.training.blocks import block_step_, train_blocks_, train_fast_blocks_
from utils.training.loop import train_one_at_a_time_

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)
BOTH = pytest.mark.parametrize("train", [train_blocks_, train_fast_blocks_])


def problem(seed, N=40, n=12, m=7, l=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X, T = rng.random((N, n)).astype(dtype), rng.random((N, l)).astype(dtype)
    return X, T, *initial_weights(rng, n, m, l, dtype)


def assert_close(ours, plain, tolerance=1e-11):
    np.testing.assert_allclose(ours, plain, rtol=tolerance, atol=tolerance)


@BOTH
@settings(deadline=None, max_examples=50)
@given(SEEDS, SIZES, SIZES, SIZES, st.integers(1, 50), st.floats(0.001, 5))
def test_blocks_end_with_the_weights_of_the_plain_loop(train, seed, n, m, l, B, lr):
    X, T, V, W = problem(seed, 40, n, m, l)
    V_plain, W_plain = V.copy(), W.copy()
    blocks = batches(np.random.default_rng(seed), 40, B)
    E = train(V, W, X, T, lr, blocks)
    order = np.concatenate(blocks)
    E_plain = train_one_at_a_time_(V_plain, W_plain, X, T, lr, order)
    assert_close(V, V_plain)
    assert_close(W, W_plain)
    assert pytest.approx(E_plain, rel=1e-11) == E


@BOTH
def test_float32_stays_float32(train):
    X, T, V, W = problem(4, dtype=np.float32)
    exact = problem(4)
    train(V, W, X, T, 0.5, [np.arange(30), np.arange(30, 40)])
    train(exact[2], exact[3], *exact[:2], 0.5, [np.arange(40)])
    assert V.dtype == W.dtype == np.float32
    assert_close(V, exact[2], 1e-5)
    assert_close(W, exact[3], 1e-5)


def test_errors_of_a_block_are_those_before_each_update():
    X, T, V, W = problem(5)
    E = block_step_(V.copy(), W.copy(), X, T, 0.5)
    for s in range(3):
        assert_close(E[s], train_one_at_a_time_(V, W, X, T, 0.5, [s]), 1e-13)


def test_the_fast_trainer_leaves_the_weights_if_the_error_is_lost():
    X, T, V, W = problem(6)
    before = V.copy(), W.copy()
    T[33, 0] = np.nan
    with pytest.raises(FloatingPointError):
        train_fast_blocks_(V, W, X, T, 0.1, [np.arange(20), np.arange(20, 40)])
    assert (before[0] == V).all() and (before[1] == W).all()
