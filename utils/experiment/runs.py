"""The experiment's runs: the same data, first weights and order for every cell."""

from typing import NamedTuple

import numpy as np

from utils.data.preprocessing import scale_pixels, split, targets
from utils.experiment import design as d
from utils.experiment.numpy_runs import train_in_batches_, train_side_by_side_
from utils.experiment.torch_runs import train_torch_
from utils.networks.sigmoid import initial_weights, sigmoid


class Data(NamedTuple):
    """Training, validation and test images: three arrays each, and their labels."""

    inputs: dict  # SCALED or RAW -> three float32 arrays (N, 784)
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
    return Data({d.SCALED: scaled, d.RAW: raw}, labels)


def starting_weights(kind, seed):
    """Return the V and W, float32, with which every run of this seed starts.

    kind: NORMAL, as in this course; or UNIFORM, up to n**-0.5 for V and m**-0.5 for W,
    as PyTorch's nn.Linear draws them.
    """
    rng = np.random.default_rng([seed, 0])
    if kind == d.NORMAL:
        return initial_weights(rng, dtype=np.float32)
    shapes = (784, 128), (128, 10)
    V, W = (rng.uniform(-(n**-0.5), n**-0.5, (n, m)) for n, m in shapes)
    return V.astype(np.float32), W.astype(np.float32)


def _example_order(seed, n_examples, epochs=d.EPOCHS):
    """Return the row numbers of all epochs, in the order in which a seed sees them."""
    rng = np.random.default_rng([seed, 1])
    return np.concatenate([rng.permutation(n_examples) for _ in range(epochs)])


def run_cell(cell, seeds, data, epochs=d.EPOCHS):
    """Train the runs of a Cell, and return Accuracies for each of the seeds.

    A run whose weights became infinite or NaN counts as what it is: it answers 0 for
    nearly every image.
    """
    X, labels = data.inputs[cell.inputs][0], data.labels[0]
    low = 0.01 if cell.loss == d.SQUARED else 0.0  # targets: low, 1 - low
    T = targets(labels, low, dtype=np.float32)
    starts = [starting_weights(cell.weights, seed) for seed in seeds]
    V, W = (np.stack(weights) for weights in zip(*starts, strict=True))
    orders = np.stack([_example_order(seed, len(X), epochs) for seed in seeds])
    rate = _step_rate(cell)
    with np.errstate(all="ignore"):
        if d.side_by_side(cell):
            train_side_by_side_(V, W, X, T, orders, cell.loss, rate)
        else:
            train = train_in_batches_ if cell.framework == d.NUMPY else train_torch_
            for v, w, order in zip(V, W, orders, strict=True):
                train(v, w, X, T, order, cell.batch, cell.loss, cell.optimizer, rate)
        return [_accuracies(*weights, cell, data) for weights in zip(V, W, strict=True)]


def _step_rate(cell):
    """Return the learning rate of a step, whose gradient is the mean over its batch."""
    return cell.rate * (cell.batch if cell.optimizer == d.SGD else 1)


def _accuracies(V, W, cell, data):
    shares = []
    for X, labels in zip(data.inputs[cell.inputs], data.labels, strict=True):
        Z = sigmoid(X[:10_000] @ V) @ W
        shares.append(float(np.mean(Z.argmax(axis=1) == labels[:10_000])))
    return Accuracies(*shares)
