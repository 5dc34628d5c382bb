"""How long the ways of training take, measured in turn."""

import numpy as np

from utils.experiment import design as d
from utils.experiment.numpy_runs import train_in_batches_, train_side_by_side_
from utils.experiment.runs import starting_weights
from utils.experiment.torch_runs import train_torch_
from utils.training.loop import train_one_at_a_time_
from utils.training.timing import time_in_turn

FEW, MANY = 512, 5120  # images a round, one at a time and in batches


def microseconds(X, T, rounds=3):
    """Return microseconds for an image, name -> float, by five ways of training.

    X (N, 784), T (N, 10): float32, at least MANY images. One at a time in NumPy is the
    loop of notebook 04, and the exact blocks of notebook 08.
    """
    few, many = np.arange(FEW), np.arange(MANY)
    single, batched = (1, d.SQUARED, d.SGD, 1e-3), (d.BATCH, d.LOGITS, d.ADAM, 1e-3)

    def data():
        return *starting_weights(d.NORMAL, 0), X, T

    def blocks():
        V, W = starting_weights(d.NORMAL, 0)
        train_side_by_side_(V[None], W[None], X, T, few[None], d.SQUARED, 1e-3)

    ways = {
        "NumPy, one at a time": lambda: train_one_at_a_time_(*data(), 1e-3, few),
        "PyTorch, one at a time": lambda: train_torch_(*data(), few, *single),
        "NumPy, exact blocks": blocks,
        "NumPy, batches": lambda: train_in_batches_(*data(), many, *batched),
        "PyTorch, batches": lambda: train_torch_(*data(), many, *batched),
    }
    times = time_in_turn(ways, rounds)
    counts = {name: MANY if "batches" in name else FEW for name in ways}
    return {name: 1e6 * np.median(t) / counts[name] for name, t in times.items()}
