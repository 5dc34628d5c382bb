"""The experiment's runs: the same data, first weights and order for every cell."""

from typing import NamedTuple

import numpy as np

from utils.data.preprocessing import scale_pixels, split, targets
from utils.experiment.design import (
    EPOCHS,
    LOW,
    NORMAL,
    NUMPY,
    ONE,
    RAW,
    SCALED,
    SGD,
    step_rate,
)
from utils.experiment.numpy_runs import train_in_batches_, train_side_by_side_
from utils.experiment.torch_runs import train_torch_
from utils.networks.sigmoid import initial_weights, sigmoid


class Data(NamedTuple):
    """Training, validation and test images, and their labels.

    inputs: SCALED or RAW -> three float32 arrays (N, 784); labels: three arrays (N,).
    """

    inputs: dict
    labels: tuple


class Accuracies(NamedTuple):
    """Shares of right answers; training: on its first 10,000 images."""

    training: float
    validation: float
    test: float


def prepare(mnist):
    """Return Data from a Mnist: 50,000 images to learn from, 10,000 and 10,000.

    The last 10,000 training images are for validation.
    """
    parts = *split(mnist.train_images, mnist.train_labels), mnist[2:]
    images, labels = zip(*parts, strict=True)
    scaled = [scale_pixels(part, dtype=np.float32) for part in images]
    raw = [part.astype(np.float32) for part in images]
    return Data({SCALED: scaled, RAW: raw}, labels)


def starting_weights(kind, seed):
    """Return the V and W, float32, with which every run of this seed starts.

    kind: NORMAL, the standard deviations m**-0.5 and l**-0.5 of this course; or
    UNIFORM, up to n**-0.5 for V and m**-0.5 for W, as PyTorch's nn.Linear draws them.
    """
    rng = np.random.default_rng([seed, 0])
    if kind == NORMAL:
        return initial_weights(rng, dtype=np.float32)
    shapes = (784, 128), (128, 10)
    V, W = (rng.uniform(-(n**-0.5), n**-0.5, (n, m)) for n, m in shapes)
    return V.astype(np.float32), W.astype(np.float32)


def _example_order(seed, n_examples, epochs=EPOCHS):
    """Return the row numbers of all epochs, in the order in which a seed sees them."""
    rng = np.random.default_rng([seed, 1])
    return np.concatenate([rng.permutation(n_examples) for _ in range(epochs)])


def run_cell(cell, seeds, data, epochs=EPOCHS):
    """Train the runs of a Cell, and return Accuracies for each of the seeds.

    A run whose weights became infinite or NaN counts as what it is: it answers 0 for
    nearly every image.
    """
    X, labels = data.inputs[cell.inputs][0], data.labels[0]
    T = targets(labels, LOW[cell.loss], dtype=np.float32)
    starts = [starting_weights(cell.weights, seed) for seed in seeds]
    V, W = (np.stack(weights) for weights in zip(*starts, strict=True))
    orders = np.stack([_example_order(seed, len(X), epochs) for seed in seeds])
    with np.errstate(all="ignore"):
        _train_(cell, V, W, X, T, orders)
        return [_accuracies(*weights, cell, data) for weights in zip(V, W, strict=True)]


def _train_(cell, V, W, X, T, orders):
    """Change V (S, n, m) and W (S, m, l) by the training of each of the S seeds."""
    rate = step_rate(cell)
    if (cell.framework, cell.batch, cell.optimizer) == (NUMPY, ONE, SGD):
        train_side_by_side_(V, W, X, T, orders, cell.loss, rate)
        return
    train = train_in_batches_ if cell.framework == NUMPY else train_torch_
    for v, w, order in zip(V, W, orders, strict=True):
        train(v, w, X, T, order, cell.batch, cell.loss, cell.optimizer, rate)


def _accuracies(V, W, cell, data):
    shares = []
    for X, labels in zip(data.inputs[cell.inputs], data.labels, strict=True):
        Z = sigmoid(X[:10_000] @ V) @ W
        shares.append(float(np.mean(Z.argmax(axis=1) == labels[:10_000])))
    return Accuracies(*shares)
