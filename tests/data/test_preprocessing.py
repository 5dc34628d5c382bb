"""Scaling, targets, split and batches: values, dtypes, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data.preprocessing import batches, scale_pixels, split, targets

ALL_PIXELS = np.arange(256, dtype=np.uint8).reshape(16, 16)
RNG = np.random.default_rng(0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("low", [0.0, 0.01])
def test_scale_pixels(low, dtype):
    expected = low + (1 - low) * np.arange(256).reshape(16, 16) / 255
    for images in (ALL_PIXELS, ALL_PIXELS.astype(float)):
        X = scale_pixels(images, low, dtype)
        assert X.dtype == dtype
        assert np.allclose(X, expected, rtol=0, atol=np.finfo(dtype).eps)
        assert X.min() == pytest.approx(low) and X.max() == pytest.approx(1)


def test_targets():
    T = targets(np.array([2, 0], dtype=np.uint8), l=3)
    assert T.tolist() == [[0.01, 0.01, 0.99], [0.99, 0.01, 0.01]]
    T = targets(np.array([1]), low=0, l=2, dtype=np.float32)
    assert T.dtype == np.float32 and T.tolist() == [[0, 1]]


def test_split_is_fixed_and_complete():
    images, labels = np.arange(20).reshape(10, 2), np.arange(10)
    (a, a_labels), (b, b_labels) = split(images, labels, 3)
    assert a_labels.tolist() == [*range(7)] and b_labels.tolist() == [7, 8, 9]
    assert np.array_equal(np.vstack([a, b]), images)


@given(st.integers(1, 200), st.integers(1, 250), st.integers(0, 9))
def test_batches_hold_each_row_once(n_examples, batch_size, seed):
    dealt = batches(np.random.default_rng(seed), n_examples, batch_size)
    assert sorted(np.concatenate(dealt)) == [*range(n_examples)]
    assert all(len(batch) == batch_size for batch in dealt[:-1])
    assert 1 <= len(dealt[-1]) <= batch_size


def test_batches_follow_the_generator():
    def deal(seed, n, size):
        return np.concatenate(batches(np.random.default_rng(seed), n, size)).tolist()

    assert deal(1, 100, 7) == deal(1, 100, 7) != deal(2, 100, 7)
    assert {deal(seed, 5, 5)[0] for seed in range(50)} == {0, 1, 2, 3, 4}


def test_defaults_are_those_of_the_course():
    assert scale_pixels(ALL_PIXELS).min() == 0.01
    assert targets(np.array([0])).tolist() == [[0.99, *[0.01] * 9]]
    (_, kept), (_, split_off) = split(np.zeros((60_000, 1)), np.arange(60_000))
    assert (len(kept), len(split_off)) == (50_000, 10_000)
    (one, _), (rest, _) = split(np.zeros((4, 1)), np.arange(4), 3)
    assert (len(one), len(rest)) == (1, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: scale_pixels(np.zeros(784)), r"\(N, n\), got images \(784,\)"),
        (lambda: scale_pixels(np.zeros((2, 28, 28))), r"got images \(2, 28, 28\)"),
        (lambda: scale_pixels(np.full((1, 2), 255.25)), "0-255, found 255.25"),
        (lambda: scale_pixels(np.full((1, 2), -1)), "found -1"),
        (lambda: scale_pixels(np.full((1, 2), np.nan)), "found nan"),
        (lambda: scale_pixels(scale_pixels(ALL_PIXELS)), "none above 1.0: scaled"),
        (lambda: scale_pixels(ALL_PIXELS, -0.1), "low must lie in"),
        (lambda: scale_pixels(ALL_PIXELS, 1.0), "low must lie in"),
        (lambda: targets(np.array([10])), "0-9, found 10 to 10"),
        (lambda: targets(np.array([-1, 3])), "found -1 to 3"),
        (lambda: targets(np.array([1.0])), "must be integers, got float64"),
        (lambda: targets(np.array([True])), "must be integers, got bool"),
        (lambda: targets(np.array([[1]])), r"labels \(N,\), got labels \(1, 1\)"),
        (lambda: targets(np.array([1]), low=0.5), "low must lie in"),
        (lambda: targets(np.array([1]), low=-0.01), "low must lie in"),
        (lambda: split(np.zeros((10, 2)), np.zeros(10), 0), "1-9, got 0"),
        (lambda: split(np.zeros((10, 2)), np.zeros(10), 10), "1-9, got 10"),
        (lambda: split(np.zeros((10, 2)), np.zeros(9), 3), "10 images but 9 labels"),
        (lambda: batches(RNG, 10, 0), "at least 1, got 10 and 0"),
        (lambda: batches(RNG, 0, 5), "at least 1, got 0 and 5"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
