"""Preprocessing: turns images and labels into arrays for training."""

import numpy as np

from utils.shapes import check_range, check_shapes


def scale_pixels(images, low=0.01, dtype=np.float64):
    """Scale pixels 0-255 to [low, 1]: low + (1 - low) * pixel / 255.

    With low = 0.01 no input is 0, so that no weight is left out of learning; low = 0
    gives the plain [0, 1] scaling.

    Args:
        images (N, n): uint8, or any real numbers in 0-255. Images of float16 or float32
            are scaled in that dtype and have its rounding, whatever dtype says.
        low: 0 <= low < 1.
        dtype: float64 or float32.

    Returns X (N, n). Raises ValueError: no two axes, pixels or low out of range.
    """
    images = np.asarray(images)
    check_shapes("Nn", images=images)
    check_range(0, 255, pixels=images)
    if images.dtype.kind == "f" and 0 < images.max(initial=0) <= 1:
        raise ValueError(
            f"pixels lie in 0-255, found none above {images.max()}: scaled?"
        )
    if not 0 <= low < 1:
        raise ValueError(f"low must lie in [0, 1), got {low}")
    levels = (low + (1 - low) / 255 * np.arange(256)).astype(dtype)
    if images.dtype == np.uint8:
        return levels[images]
    return (low + (1 - low) / 255 * images).astype(dtype)


def targets(labels, low=0.01, l=10, dtype=np.float64):
    """Turn labels into targets: 1 - low for the label's output, low for the others.

    With low = 0.01 the targets 0.01 and 0.99 can be reached by a sigmoid; low = 0 gives
    plain one-hot targets.

    Args:
        labels (N,): integers 0 to l - 1.
        low: 0 <= low < 0.5.
        l: number of outputs.
        dtype: float64 or float32.

    Returns T (N, l). Raises ValueError: no integers of one axis, labels or low out of
    range.
    """
    labels = np.asarray(labels)
    check_shapes("N", labels=labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be integers, got {labels.dtype}")
    check_range(0, l - 1, labels=labels)
    if not 0 <= low < 0.5:
        raise ValueError(f"low must lie in [0, 0.5), got {low}")
    T = np.full((len(labels), l), low, dtype=dtype)
    T[np.arange(len(labels)), labels] = 1 - low
    return T


def split(images, labels, n_validation=10_000):
    """Split off the last n_validation examples for validation; always the same ones.

    Args:
        images (N, n), labels (N,): the training set.
        n_validation: 1 to N - 1.

    Returns (train_images, train_labels), (validation_images, validation_labels): views.
    Raises ValueError: lengths differ, or n_validation leaves one part empty.
    """
    if len(images) != len(labels):
        raise ValueError(f"{len(images)} images but {len(labels)} labels")
    if not 0 < n_validation < len(images):
        raise ValueError(
            f"n_validation must lie in 1-{len(images) - 1}, got {n_validation}"
        )
    cut = len(images) - n_validation
    return (images[:cut], labels[:cut]), (images[cut:], labels[cut:])


def batches(rng, n_examples, batch_size):
    """Deal out the row numbers 0 to n_examples - 1 in random order, in batches.

    Args:
        rng: a numpy.random.Generator; it makes one permutation.
        n_examples: number of rows, at least 1.
        batch_size: rows in a batch, at least 1; the last batch may be smaller.

    Returns a list of integer arrays that together hold each row number once.
    Raises ValueError: n_examples or batch_size is below 1.
    """
    if min(n_examples, batch_size) < 1:
        raise ValueError(
            "n_examples and batch_size must be at least 1, got "
            f"{n_examples} and {batch_size}"
        )
    order = rng.permutation(n_examples)
    return [order[i : i + batch_size] for i in range(0, n_examples, batch_size)]
