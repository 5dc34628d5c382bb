"""Time an epoch of the network by each variant: tests/tools/benchmark.py [--threads 1]

Others: --examples 60000 (default 10,000), --rounds 5. The variants run in turn in one
process; a ratio is the median of those of the rounds. Nothing else may run beside it:
threads of a matrix product wait for each other.
"""

import argparse
import os
import platform
from functools import partial

import numpy as np
import torch
from threadpoolctl import threadpool_info, threadpool_limits

from utils.data.mnist import load_mnist
from utils.data.preprocessing import batches, scale_pixels, targets
from utils.networks.sigmoid import initial_weights
from utils.training.blocks import train_blocks_
from utils.training.fast import train_batches_
from utils.training.loop import train_one_at_a_time_
from utils.training.optimizers import adam_state, adam_step_
from utils.training.timing import ratio, time_in_turn

SEED, LR, LR_ADAM, BLOCK, BATCH = 5, 0.1, 0.001, 64, 256
FAST = "the same, exactly, in fast blocks"


def blocks(N):
    """Return the rows 0 to N - 1 in blocks."""
    return np.split(np.arange(N), range(BLOCK, N, BLOCK))


def numpy_batches(V, W, X, T):
    state, rng = adam_state([V, W]), np.random.default_rng(SEED)
    step = lambda w, g, lr: adam_step_(w, g, state, lr)  # noqa: E731
    train_batches_(V, W, X, T, LR_ADAM, batches(rng, len(X), BATCH), step)


def pytorch(V, W, X, T, batch, make_optimizer):
    V, W, X, T = map(torch.from_numpy, (V, W, X, T))
    optimizer = make_optimizer([V.requires_grad_(), W.requires_grad_()])
    for rows in torch.randperm(len(X)).split(batch):
        O = torch.sigmoid(torch.sigmoid(X[rows] @ V) @ W)
        loss = 0.5 * ((O - T[rows]) ** 2).sum() / len(rows)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def variants(examples):
    """Return {name: a call that trains one epoch from the same first weights}."""
    mnist, rng = load_mnist(), np.random.default_rng(SEED)
    rows = rng.permutation(len(mnist.train_labels))[:examples]
    X, T = scale_pixels(mnist.train_images[rows]), targets(mnist.train_labels[rows])
    double = (*initial_weights(rng), X, T)
    single = [array.astype(np.float32) for array in double]

    def run(train, arrays, *more):
        return lambda: train(*(w.copy() for w in arrays[:2]), *arrays[2:], *more)

    N, sgd = len(X), partial(torch.optim.SGD, lr=LR)
    adam = partial(torch.optim.Adam, lr=LR_ADAM, fused=True)
    return {
        "one at a time": run(train_one_at_a_time_, double, LR, range(N)),
        FAST: run(train_blocks_, double, LR, blocks(N)),
        FAST + ", float32": run(train_blocks_, single, LR, blocks(N)),
        "batches of 256, float32, Adam": run(numpy_batches, single),
        "PyTorch, one at a time": run(pytorch, single, 1, sgd),
        "PyTorch, batches of 256, Adam": run(pytorch, single, BATCH, adam),
    }


def main(arguments=None):
    """Read the command line, time the variants and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    kernels = {library.get("architecture") for library in threadpool_info()} - {None}
    versions = f"NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(platform.machine(), *kernels, versions)
    torch.set_num_threads(chosen.threads)
    with threadpool_limits(chosen.threads):
        times = time_in_turn(variants(chosen.examples), chosen.rounds)
    print(f"{chosen.examples} examples, {chosen.threads} threads")
    print(f"{'':42} seconds  ratio")
    for name, seconds in times.items():
        print(f"{name:42} {np.median(seconds):7.3f} {ratio(times, name, FAST):6.2f}")


if __name__ == "__main__":
    main()
