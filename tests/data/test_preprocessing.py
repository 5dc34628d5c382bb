import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data.preprocessing import batches, scale_pixels, split, targets

ALL_PIXELS = np.arange(256, dtype=np.uint8).reshape(16, 16)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("low", [0.0, 0.01])
def test_scale_pixels(low, dtype):
    X = scale_pixels(ALL_PIXELS, low, dtype)
    expected = low + (1 - low) * np.arange(256).reshape(16, 16) / 255
    assert X.dtype == dtype
    assert np.allclose(X, expected, rtol=0, atol=np.finfo(dtype).eps)
    assert X.min() == pytest.approx(low) and X.max() == pytest.approx(1)


def test_scale_pixels_of_floats_equals_that_of_bytes():
    floats = scale_pixels(ALL_PIXELS.astype(float))
    assert np.allclose(floats, scale_pixels(ALL_PIXELS), rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros(784), r"shape \(N, n\), got \(784,\)"),
        (np.zeros((2, 28, 28)), r"got \(2, 28, 28\)"),
        (np.full((1, 2), 256.0), "found 256.0"),
        (np.full((1, 2), -1), "found -1"),
        (np.full((1, 2), np.nan), "found nan"),
    ],
)
def test_scale_pixels_rejects(images, message):
    with pytest.raises(ValueError, match=message):
        scale_pixels(images)


@pytest.mark.parametrize("low", [-0.1, 1.0])
def test_scale_pixels_rejects_low(low):
    with pytest.raises(ValueError, match="low must lie in"):
        scale_pixels(ALL_PIXELS, low)


def test_targets():
    T = targets(np.array([2, 0], dtype=np.uint8), l=3)
    assert T.tolist() == [[0.01, 0.01, 0.99], [0.99, 0.01, 0.01]]


def test_one_hot_targets_in_float32():
    T = targets(np.array([1]), low=0, l=2, dtype=np.float32)
    assert T.dtype == np.float32 and T.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.array([10]), "0-9, found 10 to 10"),
        (np.array([-1, 3]), "found -1 to 3"),
        (np.array([1.0]), "must be integers"),
        (np.array([[1]]), r"of shape \(1, 1\)"),
    ],
)
def test_targets_reject(labels, message):
    with pytest.raises(ValueError, match=message):
        targets(labels)


def test_targets_reject_low():
    with pytest.raises(ValueError, match="low must lie in"):
        targets(np.array([1]), low=0.5)


def test_split_is_fixed_and_complete():
    images, labels = np.arange(20).reshape(10, 2), np.arange(10)
    (a, a_labels), (b, b_labels) = split(images, labels, 3)
    assert a_labels.tolist() == [*range(7)] and b_labels.tolist() == [7, 8, 9]
    assert np.array_equal(np.vstack([a, b]), images)


@pytest.mark.parametrize("n_validation", [0, -1, 10, 11])
def test_split_rejects_an_empty_part(n_validation):
    with pytest.raises(ValueError, match=f"1-9, got {n_validation}"):
        split(np.zeros((10, 2)), np.zeros(10), n_validation)


def test_split_rejects_different_lengths():
    with pytest.raises(ValueError, match="10 images but 9 labels"):
        split(np.zeros((10, 2)), np.zeros(9), 3)


@given(st.integers(1, 200), st.integers(1, 250), st.integers(0, 9))
def test_batches_hold_each_row_once(n_examples, batch_size, seed):
    dealt = batches(np.random.default_rng(seed), n_examples, batch_size)
    assert sorted(np.concatenate(dealt)) == [*range(n_examples)]
    assert all(len(batch) == batch_size for batch in dealt[:-1])
    assert 1 <= len(dealt[-1]) <= batch_size


def test_batches_follow_the_generator():
    def deal(seed):
        return np.concatenate(batches(np.random.default_rng(seed), 100, 7)).tolist()

    assert deal(1) == deal(1) != deal(2)


def test_batches_can_begin_with_any_row():
    first = {batches(np.random.default_rng(seed), 5, 5)[0][0] for seed in range(50)}
    assert first == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(("n", "size"), [(10, 0), (10, -1), (0, 5)])
def test_batches_reject(n, size):
    with pytest.raises(ValueError, match="must be at least 1"):
        batches(np.random.default_rng(0), n, size)


def test_defaults_are_those_of_the_course():
    assert scale_pixels(ALL_PIXELS).min() == 0.01
    assert targets(np.array([0])).min() == 0.01
    (_, kept), (_, split_off) = split(np.zeros((60_000, 1)), np.arange(60_000))
    assert (len(kept), len(split_off)) == (50_000, 10_000)


@pytest.mark.parametrize("images", [np.full((1, 2), -0.25), np.full((1, 2), 255.25)])
def test_scale_pixels_has_no_tolerance(images):
    with pytest.raises(ValueError, match="must lie in 0-255"):
        scale_pixels(images)


def test_labels_are_no_booleans():
    with pytest.raises(ValueError, match="must be integers"):
        targets(np.array([True]))
