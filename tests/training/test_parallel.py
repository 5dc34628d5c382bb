"""The mean of parts, the ring and the model of the step time, by other routes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.networks.sigmoid import gradients, initial_weights
from utils.training.parallel import (
    all_reduce_time,
    mean_of_parts,
    ring_all_reduce,
    step_time,
)

SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(sum)


@given(counts=SIZES)
def test_parts_of_any_size_give_the_gradient_of_the_batch(counts):
    rng = np.random.default_rng(sum(counts))
    V, W = initial_weights(rng, n=4, m=3, l=2)
    X, T = rng.random((sum(counts), 4)), rng.random((sum(counts), 2))
    cuts = np.cumsum(counts)[:-1]
    parts = zip(np.split(X, cuts), np.split(T, cuts), strict=True)
    means = [
        gradients(x, t, V, W)[0] if len(x) else np.full((4, 3), 7.0) for x, t in parts
    ]
    whole = gradients(X, T, V, W)[0]
    assert np.abs(mean_of_parts(means, counts) - whole).max() < 1e-15


def test_no_example_at_all():
    with pytest.raises(ValueError, match="all counts are 0"):
        mean_of_parts([np.ones(2)], [0])


def test_as_many_counts_as_parts():
    with pytest.raises(ValueError, match="zip"):
        mean_of_parts([np.ones(2)], [1, 2])


@given(p=st.integers(1, 9), length=st.integers(0, 40), seed=st.integers(0, 99))
def test_the_ring_gives_all_the_same_sum(p, length, seed):
    vectors = list(np.random.default_rng(seed).normal(size=(p, length)))
    before = [vector.copy() for vector in vectors]
    results, sent = ring_all_reduce(vectors)
    for result, vector, old in zip(results, vectors, before, strict=True):
        assert np.array_equal(result, results[0])
        assert np.array_equal(vector, old), "an argument was changed"
        assert np.allclose(result, np.sum(vectors, axis=0), rtol=0, atol=1e-13)
    # Chunks differ by one number at most, and so do the messages of each round.
    expected = 2 * (p - 1) / p * length * 8
    assert np.all(np.abs(sent - expected) <= 2 * (p - 1) * 8)
    assert sent.sum() == 2 * (p - 1) * length * 8


def test_whole_numbers_are_summed_exactly():
    results, _ = ring_all_reduce([np.arange(10.0) * 10**k for k in range(4)])
    assert all(np.array_equal(result, np.arange(10) * 1111) for result in results)


def test_a_ring_of_nobody():
    with pytest.raises(ValueError, match="at least one worker"):
        ring_all_reduce([])


@pytest.mark.parametrize("p", [1, 2, 3, 7])
def test_the_model_is_the_ring_of_the_simulation(p):
    """Rounds and bytes of a round, taken from what the simulation sends."""
    vectors = [np.ones(840, np.float32)] * p
    _, sent = ring_all_reduce(vectors)
    seconds = 2 * (p - 1) * 1e-4 + sent[0] / 1e6
    assert all_reduce_time(4 * 840, p, 1e-4, 1e6) == pytest.approx(seconds)


def test_one_worker_has_nothing_to_exchange():
    assert step_time(1000, 32, 1, 1e-9, 1.0, 1.0) == pytest.approx(32e-6)


def test_more_workers_share_the_compute():
    times = [step_time(1000, 32, p, 1e-9, 0.0, 1e30) for p in (1, 4)]
    assert times[0] / times[1] == pytest.approx(4)
