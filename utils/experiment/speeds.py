"""How long the ways of training take, measured in turn."""

import numpy as np

from utils.experiment.design import ADAM, BATCH, LOGITS, NORMAL, ONE, SGD, SQUARED
from utils.experiment.numpy_runs import train_in_batches_, train_side_by_side_
from utils.experiment.runs import starting_weights
from utils.experiment.torch_runs import train_torch_
from utils.training.loop import train_one_at_a_time_
from utils.training.timing import time_in_turn

FEW, MANY = 512, 5120  # images a round, one at a time and in batches


def microseconds(X, T, rounds=3):
    """Return microseconds for an image, name -> float, by five ways of training.

    X (N, 784), T (N, 10): float32, at least MANY images. One at a time in NumPy is the
    loop of notebook 04, and the exact blocks of notebook 08; both in float64.
    """
    few, many = np.arange(FEW), np.arange(MANY)
    X_few, T_few = X[:FEW].astype(np.float64), T[:FEW].astype(np.float64)
    single, batched = (ONE, SQUARED, SGD, 1e-3), (BATCH, LOGITS, ADAM, 1e-3)

    def weights(dtype=np.float32, seeds=()):
        return [
            np.broadcast_to(w, (*seeds, *w.shape)).astype(dtype)
            for w in starting_weights(NORMAL, 0)
        ]

    ways = {
        "NumPy, one at a time": lambda: train_one_at_a_time_(
            *weights(np.float64), X_few, T_few, 1e-3, few
        ),
        "PyTorch, one at a time": lambda: train_torch_(*weights(), X, T, few, *single),
        "NumPy, exact blocks": lambda: train_side_by_side_(
            *weights(np.float64, (1,)), X_few, T_few, few[None], SQUARED, 1e-3
        ),
        "NumPy, batches": lambda: train_in_batches_(*weights(), X, T, many, *batched),
        "PyTorch, batches": lambda: train_torch_(*weights(), X, T, many, *batched),
    }
    times = time_in_turn(ways, rounds)
    counts = {name: MANY if "batches" in name else FEW for name in ways}
    return {name: 1e6 * np.median(t) / counts[name] for name, t in times.items()}
